"""Reading the audit trail in tests."""

from mainstay.foundation.audit.models import AuditEntry


def last_entry() -> AuditEntry:
    """The newest audit entry."""
    return AuditEntry.objects.system("test").order_by("-pk")[0]


def entries(action: str) -> list[AuditEntry]:
    """All entries of an action, oldest first."""
    return list(AuditEntry.objects.system("test").filter(action=action).order_by("pk"))
