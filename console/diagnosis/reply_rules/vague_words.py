"""Words that are said for many causes; they count when nothing clearer was found."""

from console.diagnosis.reason import NO_SUCH_USER, RECIPIENT_POLICY, REMOTE_ERROR, SPAM_CONTENT, THROTTLED
from console.diagnosis.reply_rules.rule import Rule, Table

VAGUE = Table(
    "vague",
    (
        Rule("vague.content", SPAM_CONTENT, words="content | filter", commands="DATA", codes="5xx"),
        # After the message itself was sent, the recipient had been accepted: it is not the address that is refused.
        Rule(
            "vague.after-data",
            RECIPIENT_POLICY,
            words="""
                reject | denied | refuse | not accept | not allowed | prohibit | polic | mailbox unavailable | blocked | fail | not deliver
            """,
            commands="DATA",
            codes="5xx",
        ),
        Rule(
            "vague.recipient-by-policy",
            RECIPIENT_POLICY,
            words="{recipient,recipient address} rejected",
            status="5.7.x",
        ),
        Rule(
            "vague.recipient-policy",
            RECIPIENT_POLICY,
            words="""
                polic | administrat | prohibit | restrict | {not ,un}authori | permission | not {permitted,allowed} | disallowed | forbidden
                by {the recipient,recipient,the intended,user,administrator} | recipient preference | members only | only members | subscriber
                white{ ,}list | safe{ ,}list | allow{ ,}list | challenge | confirm | {rejected,blocked,refused,denied} {for,by}
                security | quarantine | {not wish,does not want,don't want} | {not,will not,only} accept{ing,} {email,e-mail,mail,messages,this}
                not accepted | {message,mail,email,e-mail} {refused,rejected,denied,blocked,bounced,not allowed,not accepted,held}
                {was,has been,been} {rejected,refused,blocked} | {rejected,reject} message | access control | filter | rule imposed | bounced by
            """,
        ),
        Rule(
            "vague.check-the-address",
            NO_SUCH_USER,
            words="check if address is correct | {verify,check} that the {recipient ,}address is correct | no valid recipients",
            codes="5xx none",
        ),
        Rule(
            "vague.no-such-user",
            NO_SUCH_USER,
            words="""
                mailbox{ , is , currently , name }{unavailable,not available,not allowed} | mailbox*unavailable
                {user,recipient} {unavailable,not available,refused,not accepted,not ok,rejected} | {recipient,user}*{rejected,not available,not ok}
                {recipient address,address} rejected | unable to find | {cannot,not} deliver {to,mail to} | undeliverable | no recipient
                {not,n't} exist | nonexist | not found | unknown | no such | invalid | not valid
            """,
            codes="5xx none",
            unless="""
                error | command{s, not, rejected, disabled, unknown, unrec, sequence, syntax} | bad command | unknown command | invalid command
                reason | parameter | certificate | problem | sender | host | content | data | structure | refused to receive | invalid ip
            """,
        ),
        # The status says that it is their system, the words only that it passes.
        Rule(
            "vague.their-system",
            REMOTE_ERROR,
            words="try {again,later} | retry | temporar | not now | later",
            status="4.3.0 4.3.1 4.3.5",
        ),
        Rule(
            "vague.try-later",
            THROTTLED,
            words="""
                try {again,later} | retry | later | come back | temporar | not now | busy | defer | veuillez essayer | spaeter | später
            """,
            codes="4xx",
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
            words="reject | refuse | denied | blocked | deny | bounced | not ok | discard | banned",
            codes="5xx",
        ),
    ),
)
