"""The audit trail, to be read and never changed."""

from console.access import Permission
from console.models.audit_entry import AuditEntry
from console.views.guard import RecordsPage


class AuditPage(RecordsPage):
    """Newest first."""

    title = "Audit"
    address = "/audit"
    name_of_endpoint = "audit"
    icon = "journal-check"
    key = "l"
    permission = Permission.AUDIT_READ
    model_class = AuditEntry

    column_default_sort = ("id", True)
    column_list = ("at", "actor", "action", "subject", "details")
