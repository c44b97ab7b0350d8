"""Sisimai's word for each of our reasons, and what a support desk does about it: how readers of bounces are compared."""

from console.intake.bounces.bounce import BouncedRecipient
from console.mail.delivery_status import Action

# our name: Sisimai's word, group
WORDS: dict[str, tuple[str, str]] = {
    "no_such_user": ("userunknown", "invalid"),
    "no_such_domain": ("hostunknown", "invalid"),
    "moved": ("hasmoved", "invalid"),
    "mailbox_disabled": ("suspend", "invalid"),
    "accepts_no_mail": ("notaccept", "invalid"),
    "suppressed": ("suppressed", "invalid"),
    "mailbox_full": ("mailboxfull", "full"),
    "message_too_large": ("mesgtoobig", "size"),
    "spam_content": ("spamdetected", "filtered"),
    "virus_or_attachment": ("virusdetected", "filtered"),
    "malformed_message": ("contenterror", "filtered"),
    "ip_blocked": ("blocked", "filtered"),
    "no_reverse_dns": ("requireptr", "filtered"),
    "authentication": ("authfailure", "filtered"),
    "sender_refused": ("rejected", "filtered"),
    "recipient_policy": ("filtered", "filtered"),
    "relay_denied": ("norelaying", "filtered"),
    "tls_required": ("failedstarttls", "filtered"),
    "throttled": ("toomanyconn", "throttled"),
    "greylisted": ("toomanyconn", "throttled"),
    "unreachable": ("networkerror", "unreachable"),
    "expired": ("expired", "unreachable"),
    "remote_error": ("systemerror", "system"),
    "our_submission_refused": ("securityerror", "filtered"),
}
# Where its word is narrower, by the rule that decided.
BY_RULE: dict[str, tuple[str, str]] = {
    "google.attachment": ("policyviolation", "filtered"),
    "google.group": ("rejected", "filtered"),
    "google.malformed": ("notcompliantrfc", "filtered"),
    "google.rate-of-recipient": ("speeding", "throttled"),
    "local.malformed-address": ("syntaxerror", "system"),
    "local.no-connection": ("expired", "unreachable"),
    "local.no-mail-host": ("notaccept", "invalid"),
    "microsoft.rate-by-reputation": ("badreputation", "filtered"),
    "postfix.queue-full": ("systemfull", "system"),
    "sendmail.disk": ("systemfull", "system"),
    "status.policy": ("securityerror", "filtered"),
    "vague.recipient-by-policy": ("securityerror", "filtered"),
    "words.mailer-error": ("mailererror", "system"),
    "words.unreachable": ("expired", "unreachable"),
    "yahoo.authentication-code": ("policyviolation", "filtered"),
    "yahoo.policy": ("policyviolation", "filtered"),
}
_GROUPS = {**dict(WORDS.values()), **dict(BY_RULE.values()), "exceedlimit": "size"}
_SYNTAX = range(500, 505)  # reply codes: RFC 5321, 4.2.1
AT_LARGE = ("words.no-such-user", "vague.no-such-user")  # rules that do not know who speaks
_HARD = ("userunknown", "hostunknown", "hasmoved")


def word(one: BouncedRecipient) -> str:
    """As Sisimai defines its words: a user is unknown where RCPT was answered so, where a status x.1.x says so or where we
    know what this receiver means, and what is said at another step filters; a name that cannot be resolved for now is
    trouble of the network; a delay without a cause is on its way to expire.
    """
    name, temporary = one.reason.name, one.enhanced_status.startswith("4")
    at_large = one.rule in AT_LARGE or (one.command == "DATA" and one.rule.startswith("japan."))
    if name == "no_such_user" and one.command != "RCPT" and at_large and one.enhanced_status[1:4] != ".1.":
        return "filtered"
    if one.rule in BY_RULE:
        return BY_RULE[one.rule][0]
    if name == "message_too_large" and one.enhanced_status[1:] == ".2.3":
        return "exceedlimit"
    if name == "remote_error" and one.reply_code in _SYNTAX:
        return "syntaxerror"
    if name == "no_such_domain" and temporary:
        return "networkerror"
    if name == "unknown" and one.action is Action.DELAYED and not one.reply_code:
        return "expired"
    return WORDS.get(name, ("onhold", ""))[0]


def group(one: BouncedRecipient) -> str:
    return _GROUPS.get(word(one), "")


def permanence(one: BouncedRecipient) -> str:
    """hard or soft as Sisimai has them: by the reason, not by the code."""
    said = word(one)
    temporary = (one.reply_code or 500) < 500 or one.enhanced_status.startswith("4")
    return "hard" if said in _HARD or (said == "notaccept" and not temporary) else "soft"
