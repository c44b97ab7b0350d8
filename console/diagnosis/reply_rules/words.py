"""What servers of any make say, in the order in which the words can be trusted: a full mailbox is called nothing else,
while "rejected" may be said for any cause and stands near the end.
"""

from console.diagnosis.reason import (
    ACCEPTS_NO_MAIL,
    AUTHENTICATION,
    GREYLISTED,
    IP_BLOCKED,
    MAILBOX_DISABLED,
    MAILBOX_FULL,
    MALFORMED_MESSAGE,
    MESSAGE_TOO_LARGE,
    MOVED,
    NO_REVERSE_DNS,
    NO_SUCH_DOMAIN,
    NO_SUCH_USER,
    RECIPIENT_POLICY,
    RELAY_DENIED,
    REMOTE_ERROR,
    SENDER_REFUSED,
    SPAM_CONTENT,
    THROTTLED,
    TLS_REQUIRED,
    UNREACHABLE,
    VIRUS_OR_ATTACHMENT,
)
from console.diagnosis.reply_rules.rule import Rule, Table

CERTAIN = Table(
    "words",
    (
        Rule(
            "words.no-mail-accepted",
            ACCEPTS_NO_MAIL,
            words="""
                does not accept mail | does not accept any mail | does not accept email | doesn't accept mail
                doesn't receive email | does not receive mail | does not receive email | accepts no mail
                does not handle mail | not accepting mail for this domain | domain*does not accept | no mail accepted
            """,
            unless="from | sender | spam | group",
        ),
        Rule(
            "words.greylisted",
            GREYLISTED,
            words="""
                greylist | graylist | grey-list | gray-list | grey list | gray list | triplet | first time sender
                unknown sender, try | come back in * minutes | deferred for policy reasons*first | not yet been seen
            """,
        ),
        Rule(
            "words.full",
            MAILBOX_FULL,
            words="""
                mailbox full | mailbox is full | mailbox * is full | mailbox has exceeded | mailbox*exceeded*limit
                mailbox exceeds | mailbox size limit | mailbox limit | mailbox quota | mailbox over
                mailfolder is full | mail box full | mail box is full | mailbox space | mail quota | maildir is full
                maildir over | maildirquota | inbox is full | inbox full | inbox is out of storage | account is full
                account full | is over quota | is over disk quota | is over the quota | is over-quota | over quota
                overquota | over-quota | over his quota | over their quota | over its quota | over the allowed quota
                quota exceeded | quota exceed | quota limit | quota full | quota violation | quota is full
                quota would be exceeded | exceeded*quota | exceed*quota | exceeding*quota | exceeds*quota
                out of quota | disk quota | storage quota | no space left in mailbox | out of storage
                exceeded storage allocation | exceeded*storage | storage allocation | storage limit | storage exceeded
                not enough storage | not enough space in mailbox | not enough free space | insufficient space
                insufficient quota | delivery*would exceed | too much mail data | too many messages in mailbox
                too many messages*mailbox | user has too many messages | user is full | recipient*full | mailbox*full
                buzon lleno | buzón lleno | cuota excedida | excedido*cuota | casella piena | postfach*voll
                boite*pleine | boîte*pleine | caixa*cheia | skrzynka*przepe
            """,
            unless="""
                message size | sending quota | message quota | daily | hour | user mail | fully
            """,
        ),
        Rule(
            "words.too-large",
            MESSAGE_TOO_LARGE,
            words="""
                message size exceed | message size*exceed | message exceeds | message*exceeds*size
                message*larger than | message is too large | message is too big | message*too large
                message too large | message too big | message too long | message is too long | message length exceed
                message size limit | message larger than | mail*too large | mail*too big | max message size
                maximum message size | maximum size | maximum*size exceeded | maximum allowed size | size exceeds
                size limit | exceeded max | exceeds size | exceeds the maximum | exceeded the maximum size
                exceeds maximum | size is greater | too much data | body too large | body is too large
                attachment*too large | attachment*too big | data size exceed
            """,
            unless="""
                number of | recipients | connections | header | line | rate | per hour | hop
            """,
        ),
        Rule(
            "words.no-such-user",
            NO_SUCH_USER,
            words="""
                user unknown | unknown user | user not known | user is unknown | user*is not known | username unknown
                unknown recipient | unknown account | unknown mailbox | unknown local | unknown address
                unknown in virtual | unknown e-mail address | unknown email address | unknown email
                recipient unknown | recipient*is unknown | recipient not known | recipient address unknown
                mailbox unknown | account unknown | address unknown | no such user | no such account | no such mailbox
                no such recipient | no such person | no such address | no such local | no such email | no such e-mail
                no such member | no such alias | no such name | no such customer | no such id | no user here
                no account by that name | no account here | no mailbox here | no mailbox found
                no mailbox by that name | no valid recipient | no valid mailbox | no valid address
                no matches to nameserver query | no one by that name | no known user | nonexistent user
                non-existent user | nonexistent mailbox | non-existent mailbox | nonexistent recipient
                non-existent recipient | nonexistent address | non-existent address | non-existing user
                non existing user | non existent | user not found | user*not found | user name not found
                username not found | account not found | account*not found | mailbox not found | mail-box not found
                mailbox*not found | mail box not found | recipient not found | recipient*not found | address not found
                address*not found | alias not found | user does not exist | user doesn't exist | user*does not exist
                user*doesn't exist | user not exist | user no exist | username does not exist
                recipient does not exist | recipient doesn't exist | recipient*does not exist | recipient not exist
                rcpt*does not exist | rcpt*doesn't exist | mailbox does not exist | mailbox doesn't exist
                mailbox*does not exist | mailbox*doesn't exist | mailbox not exist | account does not exist
                account doesn't exist | account*does not exist | account*doesn't exist
                account that you tried to reach does not exist | address does not exist | address doesn't exist
                address*does not exist | address*doesn't exist | addressee unknown | addressee does not exist
                alias does not exist | email does not exist | person does not exist | does not have an account
                doesn't have an account | does not have a mailbox | does not have an email account | doesn't have a
                user*has no mailbox | is not a valid mailbox | is not a valid user | is not a valid recipient
                is not a valid address | is not a known user | is not a known address | is not a registered
                is not an active address | is not a local | is not a user | is not our customer | not our customer
                not our user | not a valid recipient | not a valid mailbox | not a valid user | not a known user
                not a registered user | not a local user | not a user here | not known here | not known at this site
                not known to | not exist on this | not exist here | not exist at this | not found in directory
                not found in ldap | not listed in | not in our database | not in my database | invalid recipient
                invalid user | invalid mailbox | invalid*mailbox | invalid account | invalid local part
                invalid final delivery userid | invalid/inactive user | invalid address | invalid e-mail address
                invalid email address | invalid username | recipient invalid | recipient*is invalid
                recipient is not valid | recipient address is invalid | address is invalid | address*is not valid
                unable to validate recipient | verify recipient | recipient verification failed
                recipient*verification fail | recipient verify fail | recipient rejected: no | rejected: no such
                undeliverable address | unrouteable address | unroutable address | unknown or illegal
                bad destination mailbox | bad destination email | bad recipient | bad address | bad user
                mailbox invalid | unresolvable address | cannot find user | can't find user | cannot find recipient
                couldn't find*user | could not find*user | could not find a user | recipient*not listed
                account*not registered | account closed | account has been closed | account*been deleted
                account*deleted | mailbox*deleted | has been deleted | mailbox no longer | account*no longer exist
                address*no longer exist | no longer exists | destinatario desconocido | usuario desconocido
                usuario no existe | no existe | utente sconosciuto | utente non | utilisateur inconnu
                utilisateur*inconnu | destinataire inconnu | destinataire*invalide | adresse*inconnue
                empfaenger unbekannt | empfänger unbekannt | empfaenger*unbekannt | empfänger*unbekannt
                benutzer unbekannt | benutzer*nicht | postfach existiert nicht | onbekende gebruiker
                usuário desconhecido | nie ma takiego | user unkown | user unknow
            """,
            unless="""
                sender address | sender verif | sender is | sender domain | mail from | envelope-from | reverse dns
                from address | from domain | dmarc | temporarily
            """,
        ),
        Rule(
            "words.virus",
            VIRUS_OR_ATTACHMENT,
            words="""
                virus | malware | trojan | infected | eicar | clamav | ransomware | malicious | unsafe content
                security threat | threat detected | banned file | banned attachment | attachment*not allowed
                attachment*blocked | attachment*rejected | attachment type | attachments of type
                file type*not allowed | file extension | forbidden attachment | prohibited attachment
                disallowed attachment | dangerous attachment | executable | encrypted attachment | password protected
                macro
            """,
            unless="""
                antivirus*unavailable | scanner | scan error | unable to scan | not infected
            """,
        ),
        Rule(
            "words.authentication",
            AUTHENTICATION,
            words="""
                dmarc | spf check | spf fail | spf record | spf policy | spf validation | spf verif | spf: | spf*fail
                spf error | spf softfail | spf reject | spf violation | spf= | ␣spf␣ | (spf) | openspf.
                sender policy framework | does not designate | not permitted sender | not a permitted sender
                not allowed to send mail for | not allowed to send mail from | not authorized to send mail for
                not authorized to send mail from | not authorized to send email from | not authorised to send
                is not allowed to send from | is not allowed to send mail | not permitted to send | dkim | domainkeys
                unauthenticated email | unauthenticated mail | unauthenticated sender | unauthenticated messages
                message*not authenticated | fails authentication | failed authentication check | authentication checks
                authentication-results | arc validation | spoof | forged | impersonat | mismatch*envelope
            """,
        ),
        Rule(
            "words.reverse-dns",
            NO_REVERSE_DNS,
            words="""
                reverse dns | reverse-dns | reverse lookup | reverse hostname | reverse host name | reverse record
                reverse resolution | reverse name | reverse map | rdns | r-dns | ptr record | ptr-record | no ptr
                missing ptr | invalid ptr | valid ptr | generic ptr | bad ptr | dns ptr | ptr lookup | without ptr
                has no ptr | ptr resource | pointer record | cannot resolve your address | cannot find your
                could not find your hostname | unable to resolve your | does not have a valid hostname
                client host name*not | your host name*not | no reverse | unresolvable relay host name
                hostname*mismatch | mismatches client ip | mismatch*client ip | does not match*ip address
                helo*does not | helo*invalid | invalid helo | bad helo | helo*mismatch | helo*not resolv
                ehlo*not resolv | helo name | helo domain | helo/ehlo | helo host | fcrdns | forward-confirmed
                forward confirmed
            """,
        ),
        Rule(
            "words.tls",
            TLS_REQUIRED,
            words="""
                starttls | tls required | tls is required | requires tls | require tls | tls encryption | must use tls
                must issue a starttls | encryption required | encryption is required | session encryption
                secure connection | encryption needed | ssl required | requires encryption | tls not available
                tls currently unavailable | tls version
            """,
        ),
        Rule(
            "words.block-list",
            IP_BLOCKED,
            words="""
                blocked using | spamhaus | spamcop | barracudacentral | uceprotect | sorbs | abusix | invaluement
                cloudmark | senderscore | sender score | senderbase | surriel | njabl | mailspike | mail-abuse | dnsbl
                dns blacklist | dns-blacklist | dns black list | dnsrbl | ␣rbl | rbl␣ | rbl: | (rbl | rbls
                realtime black | real-time black | realtime block | real-time block | black list | black-list
                blacklist | block list | block-list | blocklist | blocked list | ip*listed in | ip*listed at
                ip*listed by | is listed in | is listed at | is listed by | is listed on | host*listed | delist
                denylist | deny list | junkmail filter
            """,
            unless="""
                sender address | sender*blacklist | recipient*blacklist | url | uri | surbl | dbl | domain*blacklist
            """,
        ),
        Rule(
            "words.reputation",
            IP_BLOCKED,
            words="""
                poor reputation | bad reputation | low reputation | reputation | ip*blocked | ip*banned | ip*denied
                ip*rejected | ip*refused | ip*not allowed | ip*blacklisted | ip*unauthorized | blocked ip | banned ip
                blocked*your ip | blocked*ip address | host*blocked | host*banned | host*refused | host*rejected
                client*blocked | client*rejected | server*blocked | server*banned | server*blacklisted
                network*blocked | your network | connection rejected | connection denied | connection blocked
                connections from*not | connections from*refused | connections from*denied | connections from*rejected
                connection from*rejected | connection from*refused | not accepting connections | dynamic ip
                dynamic address | dynamic host | dynamic/residential | dynamic pool | dial-up | dialup | dial up
                residential | mail from your | mail from*not accepted | mail from #␣ | mail from [#] | from [#]
                from ip | your ip | your isp | your server | your mail server | your host | your email server
                your system | open relay | open proxy | open-relay | zombie | bot net | botnet | access denied
                access not allowed | access prohibited | no access from | no smtp service | not allowed to connect
                not authorized to connect | not permitted to connect | not welcome | go away | too much spam from
                sent too much spam | spam source | spam sources | source of spam | known spammer | known spam
                spam sender | spammer | spam site | blocked for abuse | blocked for spam | blocked due to spam
                abuse from | service refuse | hosts with dynamic | #ip
            """,
            codes="5xx none 421 554",
            unless="""
                relay access | sender*blocked | recipient*blocked | too many | spam score | message content | rate
                recipient address rejected | url | domain reputation
            """,
        ),
        Rule(
            "words.spam",
            SPAM_CONTENT,
            words="""
                spam | unsolicited | bulk mail | bulk email | bulk e-mail | junk | ␣ube | (ube) | ␣uce | phish | scam
                advertis | bayes | surbl | uribl | blacklisted url | url*black | url*block | url*listed | uri*listed
                link*blocked | body*contains | message*contains*url | message contains | content rejected
                content*rejected | content denied | content filter | content*blocked | content*not accept
                content*not allowed | content*unacceptable | content restriction | contents rejected | objectionable
                unacceptable content | forbidden content | prohibited content | inappropriate | offensive
                filter score | scored too high | score exceeds | hits= | pyzor | dcc␣ | cloudmark | message looks like
                message appears to be | heuristic | fingerprint | pattern match | subject*rejected | subject*blocked
                subject*not allowed | header*blocked
            """,
            unless="anti-spam*unavailable | filter*unavailable | scanner | scan error",
        ),
        Rule(
            "words.throttled",
            THROTTLED,
            words="""
                too many | too much mail | too frequent | too often | too quickly | too fast | too busy | rate limit
                rate-limit | ratelimit | rate control | rate of | rate exceed | rate too | sending rate
                receiving rate | message rate | connection rate | at a rate | limit exceeded | limit reached
                limits exceeded | exceeded*limit | exceeds*limit | exceeded*rate | exceeded*maximum number
                exceeded the number | exceeds*per hour | maximum number of | maximum recipients | max number of
                max recipients | max rcpt | messages per | mails per | emails per | per minute | per hour | per day
                throttl | slow down | frequency | concurrent | simultaneous | connection limit | connections limit
                connection count | excessive | volume | flood | traffic shap | traffic control | deferred due to
                delayed for policy | temporarily deferred | temporarily blocked | temporarily rejected
                temporarily suspended due | number of recipients | recipients limit | recipient limit | daily limit
                hourly limit | system load | high load | server busy | server is busy | system busy | system is busy
                service busy | mailbox busy | try again later, closing | tarpit
            """,
            unless="hops | too many received | header | line length | filter",
        ),
        Rule(
            "words.moved",
            MOVED,
            words="""
                has moved | user has moved | mailbox has moved | mailbox moved | address has changed
                address*has changed | email address changed | address*has been replaced | new address is
                new e-mail address | new email address | please use my new | no longer with | no longer works
                no longer employed | has left the company | left the organi | left our company | please try <@>
                user not local; please try | please forward to | use instead | is now known as
            """,
        ),
        Rule(
            "words.disabled",
            MAILBOX_DISABLED,
            words="""
                account*disabled | account*suspended | account*inactive | account*deactivated | account*locked
                account*expired | account*blocked | account*frozen | account*on hold | account*cancel
                account*terminated | account*not active | account*discontinued | account*unavailable
                mailbox*disabled | mailbox*suspended | mailbox*inactive | mailbox*deactivated | mailbox*locked
                mailbox*expired | mailbox*frozen | mailbox*blocked | mailbox*not active | mailbox*discontinued
                mailbox*closed | mailbox is currently unavailable | user*disabled | user*suspended | user*inactive
                user*deactivated | user*locked | user*is not active | user*expired | user account is
                recipient*disabled | recipient*suspended | recipient*inactive | recipient*deactivated
                recipient*not active | recipient*locked | address*disabled | address*suspended | address*inactive
                address*deactivated | address*expired | address*no longer in use | address*not active
                address*discontinued | disabled recipient | disabled mailbox | disabled account | disabled user
                inactive mailbox | inactive user | inactive account | inactive recipient | inactive address
                suspended mailbox | suspended account | suspended user | due to inactivity | domain*suspended
                domain*disabled | domain*expired | domain*inactive | no longer accepts mail | no longer accepting mail
                no longer accept mail | not accepting messages | not accepting mail | disabled or discontinued
                no longer in use | no longer active | no longer available | no longer valid | no longer used
                currently suspended | has been suspended | has been disabled | has been deactivated
                mailbox not initialized | desactivado | desactivada | deaktiviert | gesperrt
            """,
            unless="sender | your account | relay | dns | spf | command",
        ),
        Rule(
            "words.sender",
            SENDER_REFUSED,
            words="""
                sender address rejected | sender rejected | sender*rejected | sender address | sender denied
                sender*denied | sender refused | sender*refused | sender blocked | sender*blocked | sender banned
                sender*banned | sender*blacklist | sender*not allowed | sender not allowed | sender*not accept
                sender*not exist | sender*does not | sender*doesn't | sender*invalid | sender*not valid
                sender*unknown | sender*not verif | sender*verif | sender*unresolv | sender*resolv | sender*not found
                sender*not authorized | sender*not permitted | sender*prohibited | sender domain | sender unknown
                sender ok | senders domain | invalid sender | blocked sender | blocked*sender | bad sender
                unknown sender | unverified sender | from address*not | from address*invalid | from address*rejected
                from address*blocked | from domain | from:*rejected | return path | return-path | envelope sender
                envelope from | mail from*rejected | mail from*not allowed | mail from*denied | mail from*invalid
                mail from*blocked | mail from*refused | mail from domain | originator | bad return address
                domain*blacklist | your domain | your address | your email address | your e-mail address | backscatter
                null sender | empty envelope | must have a sender
            """,
            unless="recipient address rejected",
        ),
        Rule(
            "words.sender-command",
            SENDER_REFUSED,
            words="reject | denied | refused | blocked",
            commands="MAIL",
            codes="5xx",
        ),
        Rule(
            "words.no-such-domain",
            NO_SUCH_DOMAIN,
            words="""
                no such domain | no such host | domain does not exist | domain*does not exist | domain doesn't exist
                domain*doesn't exist | domain not found | domain*not found | domain name not found
                domain name*invalid | unknown domain | domain unknown | domain is unknown | domain must resolve
                domain must exist | domain*no longer | invalid domain | invalid host | illegal host | domain invalid
                bad domain | host unknown | unknown host | host not found | hostname not found | host name not found
                host does not exist | non-existent domain | nonexistent domain | non-existent host | domain*has no mx
                no mx record | no mx | no dns | unrouteable mail domain | unroutable domain | unrouteable domain
                unable to route*domain | cannot resolve | can't resolve | could not resolve | could not be resolved
                name or service not known | nodename nor servname | name not resolved | recipient domain
            """,
            unless="sender | from | your | helo",
        ),
        Rule(
            "words.relay",
            RELAY_DENIED,
            words="""
                relay access denied | relay denied | relay not permitted | relay not allowed | relay is not
                relay prohibited | relay rejected | relaying denied | relaying not | relaying is not | relaying to
                relaying prohibited | relaying mail | relaying disallowed | no relay | not relay | don't relay
                do not relay | unable to relay | cannot relay | can't relay | unauthorized relay | third-party relay
                third party relay | not a relay | not an open relay | not permitted to relay | not allowed to relay
                as a relay | relay | not hosted here | not hosted by | domain not hosted | domain*not local
                not a local domain | not local domain | not handled here | not our domain | domain isn't
                domain is not | domain not allowed | domain not accepted | domain not served | domain*not accepted
                we do not accept mail for | don't accept mail for | do not handle | don't handle | not handle mail for
                not responsible for | not configured to accept | not configured for this domain | no such domain here
                no such domain at this location | mail server*not configured | non-local
            """,
        ),
        Rule(
            "words.malformed",
            MALFORMED_MESSAGE,
            words="""
                malformed | rfc 5322 | rfc5322 | rfc 2822 | rfc2822 | rfc 822 | rfc822 | rfc 5321 | rfc5321
                rfc compliant | rfc-compliant | not compliant | non-compliant | rfc violation | violates rfc | bare lf
                bare linefeed | bare line feed | bare cr | bare newline | stray newline | smtp smuggling
                line too long | line length | lines too long | header*missing | missing*header | header*invalid
                invalid*header | header*duplicate | duplicate*header | header*not valid | bad header | no valid from
                multiple*header | header*too | header syntax | syntax*header | headers are | unparsable | unparseable
                8-bit | 8bit | non-ascii | null character | nul character | character set | charset | mime error
                mime structure | mime header | invalid mime | mime boundary | bad mime | base64 | message-id
                date header | date: | no from | from header | from: header | to header | to: header | subject header
                partial message | improperly formatted | improper format | invalid format | format error
                invalid message format | message format
            """,
        ),
        Rule(
            "words.bad-content",
            SPAM_CONTENT,
            words="content | blocked by filter | filtered | rejected by filter | filter",
            commands="DATA",
            codes="5xx",
        ),
        Rule(
            "words.remote-error",
            REMOTE_ERROR,
            words="""
                no space left | disk full | disk is full | out of disk | disk space | insufficient system
                insufficient disk | out of memory | not enough memory | insufficient memory | not enough disk
                system full | system is full | queue full | queue is full | internal error | internal server error
                internal failure | internal problem | internal software error | local error | local problem
                local delivery fail | local configuration | configuration error | configuration problem | misconfigur
                software error | system error | server error | system failure | server failure | service failure
                database error | database fail | ldap | directory server | directory lookup | lookup failure
                lookup fail | upstream | backend | technical problem | technical difficult | technical error
                technical reasons | maintenance | milter | antivirus | anti-virus | scanner | unable to scan
                scan error | filter*unavailable | policy service | policy server | queue file | cannot open
                can't open | can't create | cannot create | could not create | unable to open | unable to create
                unable to write | cannot write | write error | read error | i/o error | input/output error
                permission denied | no such file | file exists | lock | command died | command failed
                command time limit | exit status | signal␣ | pipe | process failed | procmail | mail.local
                mailer error | delivery process | transport | expansion of | not implemented | unrecognized command
                unrecognised command | unknown command | command not recognized | command unrecognized
                command rejected | bad sequence | out of order | syntax error | protocol error | protocol violation
                parameter*not | parameters | unsupported | not supported | bad command | pipelining
                service currently unavailable | service unavailable | service temporarily unavailable
                service not available | service is unavailable | service is not available | temporarily unavailable
                temporarily unable | temporary error | temporary failure | temporary problem | temporary system
                temporary local | temporarily not available | temporary unavailable | temporary delivery
                resources temporarily | resource temporarily | resources unavailable | requested action aborted
                unable to process | could not process | cannot process | unexpected error | unspecified error
                an error occurred | error occurred | processing error | error in processing | error processing
                delivery error | delivery failed | unable to deliver | unable to complete | unable to accept
                shutting down | server shut | restart | being upgraded
            """,
            unless="recipient address rejected | blocked",
        ),
        Rule(
            "words.unreachable",
            UNREACHABLE,
            words="""
                connection timed out | connection refused | connection lost | lost connection | connection reset
                connection dropped | connection closed | connection failed | connection error | connect failed
                could not connect | unable to connect | cannot connect | can't connect | failed to connect | timed out
                timeout | time out | no route | unreachable | not reachable | network error | network problem
                bad connection | no answer | no response | not respond | host is down | server is down | server down
                inaccessible | unable to contact | unable to reach | could not contact | could not reach
                closing connection | closing transmission | closing channel | dns error | dns failure | dns problem
                name server | nameserver | name service | routing | route
            """,
        ),
    ),
)

# Any of these may be said for many causes; by then nothing clearer was found.
VAGUE = Table(
    "vague",
    (
        Rule(
            "vague.after-data",
            RECIPIENT_POLICY,
            words="""
                reject | denied | refuse | not accept | not allowed | prohibited | polic | unacceptable
                mailbox unavailable | blocked | fail
            """,
            commands="DATA",
            codes="5xx",
        ),
        Rule(
            "vague.recipient-policy",
            RECIPIENT_POLICY,
            words="""
                polic | administrative | administratively | administrator | prohibit | restricted | restriction
                not authorized | not authorised | unauthorized | unauthorised | permission | not permitted
                not allowed | disallowed | forbidden | by the recipient | by recipient | by user
                recipient preference | members only | only members | subscribers | whitelist | safe list | safelist
                allow list | challenge | confirm | rejected for | rejected by | blocked by | refused by | denied by
                security | quarantine | not wish to receive | does not want | don't want | not accepting email
                not accepting e-mail | not accept email | not accept mail from | not accept messages | not accept this
                will not accept | not accepted | message refused | message rejected | message denied | message blocked
                mail refused | mail rejected | mail blocked | email rejected | email blocked | e-mail rejected
                was rejected | has been rejected | rejected message | reject message | message not allowed
                message not accepted | access control | filter
            """,
        ),
        Rule(
            "vague.try-later",
            THROTTLED,
            words="""
                try again | try later | retry | later | come back | temporar | not now | busy | deferred | defer
                veuillez essayer | spaeter | später
            """,
            codes="4xx",
        ),
        Rule(
            "vague.no-such-user",
            NO_SUCH_USER,
            words="""
                mailbox unavailable | mailbox not available | mailbox*unavailable | mailbox is unavailable
                user unavailable | user not available | recipient unavailable | recipient*not available
                recipient address rejected | recipient rejected | recipient refused | recipient not accepted
                recipient*rejected | recipient not ok | address rejected | unable to find | cannot deliver to
                not deliver mail to | undeliverable | no recipient | does not exist | doesn't exist | not exist
                nonexistent | non-existent | not found | unknown | no such | invalid | not valid
            """,
            codes="5xx none 450 451",
        ),
        Rule(
            "vague.unavailable",
            REMOTE_ERROR,
            words="unavailable | not available | not ready | error | failure",
            codes="4xx",
        ),
        Rule(
            "vague.refused",
            RECIPIENT_POLICY,
            words="""
                reject | refuse | denied | blocked | deny | bounced | not ok | discard | ban
            """,
            codes="5xx",
        ),
    ),
)
