"""From what a mail says of a recipient to a judged recipient: reply, reason, action."""

import re
from functools import lru_cache

from console.diagnosis.reason import NO_REASON, UNKNOWN
from console.diagnosis.reply_rules import classify
from console.intake.bounces.bounce import BouncedRecipient, Statement
from console.mail.delivery_status import Action
from console.mail.reply import read_reply

_BY_CLASS = {"2": Action.DELIVERED, "4": Action.DELAYED, "5": Action.FAILED}
# Amazon SES gives up in words of its own and puts what the last attempt met in angle brackets.
_LAST_ATTEMPT = re.compile(r"unable to deliver in [^<]{1,40}<([45]\d\d[^>]*)>")
_BAD_NEWS = (Action.FAILED, Action.DELAYED)
# A notice may say the same long words of thousands of recipients.
_reply = lru_cache(maxsize=16)(read_reply)
_ruling = lru_cache(maxsize=16)(classify)


def judged(statement: Statement, otherwise: Action) -> BouncedRecipient:
    """`otherwise` is the action where the mail states none."""
    last = _LAST_ATTEMPT.search(statement.diagnostic)
    reply = _reply(last[1] if last else statement.diagnostic)
    action = statement.action or otherwise
    remote_mta = statement.remote_mta or reply.host
    command = statement.command or reply.command
    ruling = _ruling(statement.diagnostic, statement.enhanced_status, remote_mta, command)
    reason = ruling.reason
    if reason is NO_REASON and action in _BAD_NEWS:
        reason = UNKNOWN
    return BouncedRecipient(
        recipient=statement.recipient,
        original_recipient=statement.original_recipient,
        action=action,
        enhanced_status=best_status(reply.enhanced_status, statement.enhanced_status),
        stated_status=statement.enhanced_status,
        reply_code=reply.code,
        command=command,
        diagnostic=statement.diagnostic,
        remote_mta=remote_mta,
        reason=reason,
        rule=ruling.rule,
        block_list=ruling.block_list,
        retry_after=ruling.retry_after,
        last_attempt=statement.last_attempt,
        written_as=statement.written_as,
    )


def best_status(told: str, stated: str) -> str:
    """The code in the server's words is the server's own; the field beside it may be the reporting MTA's guess."""
    return stated if not told or (told.endswith(".0.0") and stated) else told


def action_of_class(status: str) -> Action:
    return _BY_CLASS.get(status[:1], Action.UNSTATED)
