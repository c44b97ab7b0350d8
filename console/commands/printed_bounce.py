"""A bounce as `read-bounces` prints it: in lines for people, or as an object for programs."""

from collections.abc import Iterator

from console.commands.sisimai_words import group, permanence, word
from console.intake.bounces.bounce import Bounce, BouncedRecipient, BounceKind
from console.mail.unseen import made_visible

_KINDS = {
    BounceKind.FAILED: "dsn-failed",
    BounceKind.DELAYED: "dsn-delayed",
    BounceKind.DELIVERED: "dsn-delivered",
    BounceKind.RELAYED: "dsn-relayed",
    BounceKind.EXPANDED: "dsn-expanded",
    BounceKind.FEEDBACK_REPORT: "arf",
    BounceKind.AUTOMATIC_RESPONSE: "auto-reply",
    BounceKind.CHALLENGE: "auto-reply",
}


def lines(name: str, bounce: Bounce) -> Iterator[str]:
    """For people: the mail, then a line a recipient with its facts below."""
    yield f"{name}: {bounce.kind.value.replace('_', ' ')}{f' ({bounce.maker})' if bounce.maker else ''}"
    for name, value in (
        ("original Message-ID", bounce.original_message_id),
        ("envelope id", bounce.envelope_id),
        ("queue ID", bounce.queue_id),
        ("reporting MTA", bounce.reporting_mta),
        ("feedback type", bounce.feedback_type),
    ):
        if value:
            yield f"  {name}: {made_visible(value)}"
    for one in bounce.recipients:
        yield from _recipient_lines(one)


def _recipient_lines(one: BouncedRecipient) -> Iterator[str]:
    codes = " ".join(filter(None, (str(one.reply_code or ""), one.enhanced_status)))
    yield f"  {made_visible(one.recipient) or 'recipient not known'}: {one.action.value} {codes}".rstrip()
    if one.reason.label:
        list_named = f", list: {one.block_list}" if one.block_list else ""
        yield f"    {one.reason.label} ({one.fault.label}; rule {one.rule}{list_named})"
    if one.diagnostic:
        yield f"    {made_visible(one.diagnostic)}"


def as_json(name: str, bounce: Bounce) -> dict[str, object]:
    """One object; reasons in our words and in Sisimai's, by which readers of bounces are compared."""
    said: dict[str, object] = {
        "file": name,
        "kind": _KINDS.get(bounce.kind, "not-a-bounce"),
        "maker": bounce.maker,
        "recipients": [one.recipient for one in bounce.recipients if one.recipient],
        "original_message_id": bounce.original_message_id or None,
        "reporting_mta": bounce.reporting_mta or None,
    }
    if bounce.feedback_type:
        said["feedback_type"] = bounce.feedback_type
    elif bounce.recipients:
        said["events"] = [_event(one) for one in bounce.recipients]
    return said


def _event(one: BouncedRecipient) -> dict[str, object]:
    return {
        "recipient": one.recipient,
        "original_recipient": one.original_recipient or None,
        "action": one.action.value,
        "status": one.enhanced_status or None,
        "reply_code": str(one.reply_code) if one.reply_code else None,
        "command": one.command or None,
        "diagnostic": one.diagnostic,
        "remote_mta": one.remote_mta or None,
        "permanence": permanence(one),
        "reason": word(one),
        "group": group(one) or None,
        "postdesk_reason": one.reason.name,
        "rule": one.rule,
        "fault": one.fault.value,
        "dead_address": one.reason.dead.value,
        "block_list": one.block_list or None,
        "retry_after": one.retry_after,
    }
