"""What evaluation puts into the registries."""

from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation import policies
from mainstay.foundation.access.permissions import Permission, declare

_READERS = frozenset(
    {"administrator", "executive", "director", "key_account_manager", "analyst", "auditor"}
)
_EVALUATORS = frozenset({"administrator", "director", "analyst"})


def register() -> None:
    """Tell the rest of the house about evaluation."""
    _declare_permissions()
    policies.register()


def _declare_permissions() -> None:
    declare(
        Permission(policies.VIEW_SCHEMES, _("See grading schemes"), writes=False, roles=_READERS),
        Permission(policies.VIEW_EVALUATIONS, _("See evaluations"), writes=False, roles=_READERS),
        Permission(policies.RUN, _("Evaluate customers"), roles=_EVALUATORS),
        Permission(
            policies.VIEW_GRADES,
            _("See grades and figures of customers"),
            writes=False,
            roles=_READERS | {"service_agent"},
        ),
    )
