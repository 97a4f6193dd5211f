"""Who may read the audit trail."""

from mainstay.foundation.access.policies import PermittedPolicy
from mainstay.foundation.audit.models import AuditEntry

VIEW = "audit.entry.view"


class AuditEntryPolicy(PermittedPolicy[AuditEntry]):
    """The trail is read as a whole by those who hold the permission."""

    def __init__(self) -> None:
        super().__init__(VIEW)
