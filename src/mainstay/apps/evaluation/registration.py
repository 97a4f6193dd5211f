"""What evaluation puts into the registries."""

from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.catalogue import shipped_indicators
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.services import evaluating, refreshing
from mainstay.apps.ledger.contracts import LedgerChanged
from mainstay.foundation import events
from mainstay.foundation.access.permissions import Permission, declare
from mainstay.foundation.jobs import registry as jobs
from mainstay.foundation.jobs.registry import JobKind, Schedule

_READERS = frozenset(
    {"administrator", "executive", "director", "key_account_manager", "analyst", "auditor"}
)
_EVALUATORS = frozenset({"administrator", "director", "analyst"})

PERMISSIONS = (
    Permission(
        policies.VIEW_SCHEMES,
        _("See grading schemes"),
        writes=False,
        roles=_READERS | {"service_agent"},
    ),
    Permission(policies.VIEW_EVALUATIONS, _("See evaluations"), writes=False, roles=_READERS),
    Permission(policies.RUN, _("Evaluate customers"), roles=_EVALUATORS),
    Permission(
        policies.VIEW_GRADES,
        _("See grades and figures of customers"),
        writes=False,
        roles=_READERS | {"service_agent"},
    ),
)


def register() -> None:
    """Tell the rest of the house about evaluation."""
    declare(*PERMISSIONS)
    policies.register()
    for definition in shipped_indicators():
        indicators.register(definition)
    _register_jobs()


def _register_jobs() -> None:
    jobs.register(JobKind(evaluating.EVALUATE, _("Evaluate customers"), evaluating.run))
    jobs.register(JobKind(refreshing.REFRESH, _("Refresh the latest figures"), refreshing.run))
    # Days begin at another hour in every zone; a refresh that finds nothing new ends at once.
    jobs.register_schedule(
        Schedule(refreshing.REFRESH, refreshing.REFRESH, every=timedelta(hours=1))
    )
    events.subscribe(LedgerChanged, refreshing.after_ledger_change)
