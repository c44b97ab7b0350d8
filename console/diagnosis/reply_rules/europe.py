"""Large mailbox providers of Germany, France and Russia."""

from console.diagnosis.reason import (
    AUTHENTICATION,
    GREYLISTED,
    IP_BLOCKED,
    MAILBOX_DISABLED,
    MAILBOX_FULL,
    MALFORMED_MESSAGE,
    MESSAGE_TOO_LARGE,
    NO_REVERSE_DNS,
    NO_SUCH_USER,
    OUR_SUBMISSION_REFUSED,
    RECIPIENT_POLICY,
    RELAY_DENIED,
    REMOTE_ERROR,
    SENDER_REFUSED,
    SPAM_CONTENT,
    THROTTLED,
    VIRUS_OR_ATTACHMENT,
)
from console.diagnosis.reply_rules.rule import Rule, Table

# GMX, web.de, mail.com, IONOS (1&1): "mailbox unavailable" stands before quite different causes.
UNITED_INTERNET = Table(
    "united-internet",
    hosts=(
        "gmx.net",
        "gmx.de",
        "gmx.com",
        "web.de",
        "mail.com",
        "kundenserver.de",
        "1and1.com",
        "perfora.net",
        "ionos.com",
    ),
    marks=(
        "postmaster.gmx",
        "postmaster.web.de",
        "gmx.net",
        "web.de/",
        "1und1.de",
        "1and1.com",
        "ionos.",
        "kundenserver.de",
    ),
    rules=(
        Rule("united-internet.reverse-dns", NO_REVERSE_DNS, words="dns ptr | ptr resource record"),
        Rule("united-internet.authentication", AUTHENTICATION, words="dmarc | ␣spf | dkim"),
        Rule("united-internet.sender-domain", SENDER_REFUSED, words="dns mx or a | sender address | sender domain"),
        Rule(
            "united-internet.full",
            MAILBOX_FULL,
            words="quota | mailbox full | storage allocation | messages on the server",
        ),
        Rule("united-internet.rate", THROTTLED, words="send limit | too many | limit exceeded | rate limit"),
        Rule(
            "united-internet.ip-blocked",
            IP_BLOCKED,
            words="""
                black list | blacklist | blocklist | bad reputation | ip address | no smtp service | sender ip
            """,
        ),
        Rule("united-internet.virus", VIRUS_OR_ATTACHMENT, words="virus | malware"),
        Rule("united-internet.spam", SPAM_CONTENT, words="spam | policy restrictions | reject due to policy"),
        Rule("united-internet.malformed", MALFORMED_MESSAGE, words="header | rfc 5322 | rfc 5321 | rfc5322"),
        Rule(
            "united-internet.no-such-user",
            NO_SUCH_USER,
            words="mailbox unavailable | mailbox not found",
            codes="550",
        ),
    ),
)

T_ONLINE = Table(
    "t-online",
    hosts=("t-online.de", "t-ipnet.de", "telekom.de", "magenta.de"),
    marks=("t-online.de", "ask your postmaster for help"),
    rules=(
        Rule("t-online.reverse-dns", NO_REVERSE_DNS, words="reverse dns | dns name | ptr␣ | rdns | helo"),
        Rule(
            "t-online.ip-blocked",
            IP_BLOCKED,
            words="""
                ask your postmaster for help | a problem occurred | transient ip | dialup | ip=# | blacklist
            """,
        ),
        Rule("t-online.full", MAILBOX_FULL, words="quota | mailbox full"),
        Rule("t-online.no-such-user", NO_SUCH_USER, words="unknown | no such user | mailbox unavailable"),
    ),
)

# La Poste (LPN…), Orange and Wanadoo (OFR…), Free, SFR. The three digits behind the last underscore are the same at La Poste
# and Orange: 1xx the connection (104 too many), 3xx and 402 sign-in, 401 and 517 SPF and DMARC, 403 405 415 421 the sender,
# 416 418 the recipient, 417 full, 420 426 archived or closed, 506 spam, 514 size, all else "service refused, try later".
FRANCE = Table(
    "france",
    hosts=("laposte.net", "orange.fr", "wanadoo.fr", "free.fr", "sfr.fr", "neuf.fr", "bbox.fr", "francetelecom.com"),
    marks=(" lpn", " ofr", "[ofr", "[lpn", "postmaster.orange.fr", "postmaster.free.fr", "wanadoo.fr", "laposte.net"),
    rules=(
        Rule("france.full", MAILBOX_FULL, words="overquota | boite*pleine | over quota | {lpn,ofr,lpn007,ofr007}_417"),
        Rule(
            "france.disabled",
            MAILBOX_DISABLED,
            words="""
                {lpn,ofr,lpn007,ofr007}_4{20,26} | due to inactivity | mailbox*{disabled,blocked} | account is{ ,}blocked
                compte*{inactif,desactive,bloque} | destinataire archiv | archived recipient
            """,
        ),
        Rule(
            "france.no-such-user",
            NO_SUCH_USER,
            words="""
                {lpn,ofr,lpn007,ofr007}_41{6,8} | destinataire*{invalide,inconnu} | invalid recipient | adresse inconnue
                utilisateur inconnu
            """,
        ),
        Rule("france.size", MESSAGE_TOO_LARGE, words="taille limite | _514"),
        Rule("france.sign-in", OUR_SUBMISSION_REFUSED, words="authentification {requise,invalide} | _305 | _402"),
        Rule("france.authentication", AUTHENTICATION, words="dmarc | ␣spf | spf/dns | dkim | _401 | _517"),
        Rule(
            "france.sender",
            SENDER_REFUSED,
            words="{emetteur,expediteur}*invalide | invalid sender | _4{03,05,15,21} | not owned by user",
        ),
        Rule("france.reverse-dns", NO_REVERSE_DNS, words="reverse dns | reverse"),
        Rule("france.rate", THROTTLED, words="too many | trop de | limit exceeded | slow down | _104"),
        Rule(
            "france.ip-blocked",
            IP_BLOCKED,
            words="service refus | client host {blocked,rejected} | {lpn,ofr}00{4,6} | blocked | blacklist | bloquee | _999 | _10{1,2,3}",
        ),
        Rule("france.spam", SPAM_CONTENT, words="mail reje | spam | _50{5,6}"),
        Rule("france.error", REMOTE_ERROR, words="erreur | unavailable | indisponible", codes="4xx"),
    ),
)

# Mail.ru says "Local mailbox … is unavailable:" before the cause. Yandex greylists with "come back later" and puts a number
# in brackets before its spam verdicts. i.ua points to mail.i.ua/err/ with a number for the cause.
RUSSIA = Table(
    "russia",
    hosts=("mail.ru", "yandex.ru", "yandex.net", "yandex.com", "rambler.ru", "smtp.i.ua", "ukr.net"),
    marks=(
        "help.mail.ru",
        "mail.ru/",
        "i.ua/err/",
        "ya.cc/",
        "yandex.ru",
        "yandex.com",
        "rambler.ru",
        "local mailbox ",
    ),
    rules=(
        Rule(
            "russia.disabled",
            MAILBOX_DISABLED,
            words="account is disabled | is terminated | account*blocked | inactive | mailbox*{blocked,frozen}",
        ),
        Rule(
            "russia.full", MAILBOX_FULL, words="quota | mailbox size limit | mailbox*full | out of space | i.ua/err/4"
        ),
        Rule("russia.unused", MAILBOX_DISABLED, words="i.ua/err/3"),
        Rule("russia.relay", RELAY_DENIED, words="i.ua/err/{1␣,6}"),
        Rule("russia.sending-limit", THROTTLED, words="i.ua/err/5"),
        Rule("russia.not-in-list", RECIPIENT_POLICY, words="i.ua/err/10"),
        Rule("russia.black-list", IP_BLOCKED, words="i.ua/err/{7,9}"),
        Rule("russia.sender", SENDER_REFUSED, words="i.ua/err/8"),
        Rule(
            "russia.no-such-user",
            NO_SUCH_USER,
            words="""
                user not found | no such user | invalid mailbox | unknown user | non-local recipient | i.ua/err/2
            """,
        ),
        Rule("russia.authentication", AUTHENTICATION, words="dmarc | ␣spf | dkim"),
        Rule("russia.reverse-dns", NO_REVERSE_DNS, words="generic ptr | generic dns ptr | ␣ptr | reverse dns"),
        Rule("russia.address", IP_BLOCKED, words="dynamic ip | ip address blocked | ip blocked | spam limit exceeded"),
        Rule("russia.rate", THROTTLED, words="ratelimit | rate limit | too many | try again later | limit exceeded"),
        Rule("russia.greylisted", GREYLISTED, words="come back later | greylist", codes="4xx"),
        Rule("russia.spam", SPAM_CONTENT, words="spam | suspicion | unwanted"),
        Rule("russia.policy", RECIPIENT_POLICY, words="policy rejection | rejected by policy"),
        Rule(
            "russia.ip-blocked",
            IP_BLOCKED,
            words="do not accept mail from | we do not accept | blocked | blacklist",
        ),
    ),
)
