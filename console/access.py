"""Who may do what: permissions and roles, both closed lists, in one table.

Every page names the permission it needs; what names none is refused (`views.gate`).
"""

from enum import StrEnum


class Permission(StrEnum):
    """A right, as `noun:verb`."""

    ACCOUNT_MANAGE = "account:manage"
    AUDIT_READ = "audit:read"
    BOUNCE_MATCH = "bounce:match"
    BOUNCE_READ = "bounce:read"
    BOUNCE_SETTLE = "bounce:settle"
    MESSAGE_READ = "message:read"
    MESSAGE_READ_EVIDENCE = "message:read_evidence"
    QUARANTINE_READ = "quarantine:read"
    QUARANTINE_SETTLE = "quarantine:settle"
    SEARCH_EXPORT = "search:export"
    SEARCH_RUN = "search:run"
    SOURCE_MANAGE = "source:manage"
    SOURCE_READ = "source:read"


_AGENT = frozenset(
    {
        Permission.BOUNCE_MATCH,
        Permission.BOUNCE_READ,
        Permission.MESSAGE_READ,
        Permission.MESSAGE_READ_EVIDENCE,
        Permission.SEARCH_RUN,
        Permission.SOURCE_READ,
    }
)

ROLES: dict[str, frozenset[Permission]] = {
    "agent": _AGENT,
    "lead": _AGENT | {Permission.BOUNCE_SETTLE, Permission.QUARANTINE_READ, Permission.SEARCH_EXPORT},
    "admin": frozenset(Permission),
    # Checks what staff did and whether the records are complete; reads no mail.
    "auditor": frozenset({Permission.AUDIT_READ, Permission.SOURCE_READ}),
}

ROLE_LABELS: dict[str, str] = {
    "agent": "Agent",
    "lead": "Team lead",
    "admin": "Admin",
    "auditor": "Auditor",
}
