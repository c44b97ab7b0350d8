"""The audit trail: who did, saw, searched, exported or was refused what, and when."""

from enum import StrEnum

from sqlalchemy.orm import Session

from console import unwritten
from console.models.audit_entry import AuditEntry, Detail
from console.models.base import utc_now
from console.shortage import shortage_at


class Action(StrEnum):
    """What can be recorded, as `noun:verb`."""

    ACCESS_REFUSE = "access:refuse"
    ACCOUNT_CHANGE_PASSWORD = "account:change_password"
    ACCOUNT_CREATE = "account:create"
    ACCOUNT_DISABLE = "account:disable"
    ACCOUNT_ENABLE = "account:enable"
    ACCOUNT_SET_PASSWORD = "account:set_password"
    ACCOUNT_SET_ROLE = "account:set_role"
    AUDIT_READ = "audit:read"
    BOUNCE_DISMISS = "bounce:dismiss"
    BOUNCE_FETCH = "bounce:fetch"
    BOUNCE_MATCH = "bounce:match"
    BOUNCE_READ = "bounce:read"
    BOUNCE_READ_SOURCE = "bounce:read_source"
    BOUNCE_RETRY = "bounce:retry"
    BOUNCE_UNMATCH = "bounce:unmatch"
    EVIDENCE_REPARSE = "evidence:reparse"
    FEED_ADD = "feed:add"
    FEED_CHANGE = "feed:change"
    FEED_DISABLE = "feed:disable"
    FEED_ENABLE = "feed:enable"
    FEED_REMOVE = "feed:remove"
    LOG_IMPORT = "log:import"
    MESSAGE_READ = "message:read"
    MESSAGE_READ_EVIDENCE = "message:read_evidence"
    QUARANTINE_DISMISS = "quarantine:dismiss"
    QUARANTINE_READ = "quarantine:read"
    QUARANTINE_RETRY = "quarantine:retry"
    RECIPIENT_READ = "recipient:read"
    SEARCH_EXPORT = "search:export"
    SEARCH_READ = "search:read"
    SEARCH_RUN = "search:run"
    SIGN_IN_BEGIN = "sign_in:begin"
    SIGN_IN_END = "sign_in:end"
    SIGN_IN_FAIL = "sign_in:fail"


ACTION_LABELS: dict[str, str] = {
    Action.ACCESS_REFUSE: "Was refused",
    Action.ACCOUNT_CHANGE_PASSWORD: "Changed own password",
    Action.ACCOUNT_CREATE: "Created an account",
    Action.ACCOUNT_DISABLE: "Disabled an account",
    Action.ACCOUNT_ENABLE: "Enabled an account",
    Action.ACCOUNT_SET_PASSWORD: "Set a password",
    Action.ACCOUNT_SET_ROLE: "Changed a role",
    Action.AUDIT_READ: "Read the audit trail",
    Action.BOUNCE_DISMISS: "Dismissed a bounce",
    Action.BOUNCE_FETCH: "Fetched bounces",
    Action.BOUNCE_MATCH: "Matched a bounce by hand",
    Action.BOUNCE_READ: "Read bounces",
    Action.BOUNCE_READ_SOURCE: "Read the source of a bounce",
    Action.BOUNCE_RETRY: "Read bounces again",
    Action.BOUNCE_UNMATCH: "Took a bounce off its message",
    Action.EVIDENCE_REPARSE: "Read evidence again",
    Action.FEED_ADD: "Added a feed",
    Action.FEED_CHANGE: "Changed a feed",
    Action.FEED_DISABLE: "Disabled a feed",
    Action.FEED_ENABLE: "Enabled a feed",
    Action.FEED_REMOVE: "Removed a feed",
    Action.LOG_IMPORT: "Imported logs",
    Action.MESSAGE_READ: "Opened a message",
    Action.MESSAGE_READ_EVIDENCE: "Opened evidence",
    Action.QUARANTINE_DISMISS: "Dismissed quarantined lines",
    Action.QUARANTINE_READ: "Read the quarantine",
    Action.QUARANTINE_RETRY: "Read quarantined lines again",
    Action.RECIPIENT_READ: "Opened a recipient",
    Action.SEARCH_EXPORT: "Exported a search",
    Action.SEARCH_READ: "Read results of a search",
    Action.SEARCH_RUN: "Searched",
    Action.SIGN_IN_BEGIN: "Signed in",
    Action.SIGN_IN_END: "Signed out",
    Action.SIGN_IN_FAIL: "Failed to sign in",
}

# Nothing is changed: what they tell of happens although nothing can be stored.
READINGS = frozenset(
    {
        Action.ACCESS_REFUSE,
        Action.AUDIT_READ,
        Action.BOUNCE_READ,
        Action.BOUNCE_READ_SOURCE,
        Action.MESSAGE_READ,
        Action.MESSAGE_READ_EVIDENCE,
        Action.QUARANTINE_READ,
        Action.RECIPIENT_READ,
        Action.SEARCH_READ,
    }
)

COMMAND_LINE = "command line"  # the actor of what is done at a terminal


def record(session: Session, actor: str, action: Action, subject: str = "", **details: Detail) -> AuditEntry:
    """Add an entry to the caller's transaction, so that it stands or falls with what it tells of.

    `subject` is what was acted on, such as `message:123`. No password, token or message body goes in.
    While the disk is full, entries on what was read wait in memory (`unwritten`).
    """
    row = {"at": utc_now(), "actor": actor, "action": action.value, "subject": subject, "details": details}
    entry, engine = AuditEntry(**row), session.get_bind().engine
    waits = action in READINGS and shortage_at(engine) is not None and unwritten.keep(engine, row)
    if not waits:
        session.add(entry)
    return entry
