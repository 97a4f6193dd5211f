"""What the audit trail puts into the registries."""

from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.permissions import Permission, declare
from mainstay.foundation.access.policies import register_policy
from mainstay.foundation.access.services import on_denial
from mainstay.foundation.audit.actions import name_actions, name_details
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.audit.policies import VIEW, AuditEntryPolicy
from mainstay.foundation.audit.services import DENIED_ACTION, record_denial


def register() -> None:
    """Declare permissions, policies and actions, and listen for refused writes."""
    declare(
        Permission(
            VIEW,
            _("Read the audit trail"),
            writes=False,
            roles=frozenset({"administrator", "auditor"}),
        )
    )
    register_policy(AuditEntry, AuditEntryPolicy())
    name_actions({DENIED_ACTION: _("Refused")})
    name_details("access", {"permission": _("Permission")})
    on_denial(record_denial)
