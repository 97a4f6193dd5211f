"""What imports and the ledger put into the registries."""

from django.utils.translation import gettext_lazy as _

from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger import policies
from mainstay.apps.ledger.queries.states import current_number
from mainstay.apps.ledger.services import undoing
from mainstay.apps.ledger.services.importing import running
from mainstay.foundation.access.permissions import Permission, declare
from mainstay.foundation.jobs import registry as jobs
from mainstay.foundation.jobs.registry import JobKind

_IMPORTERS = frozenset({"administrator", "analyst"})
_WATCHERS = _IMPORTERS | {"executive", "director"}
_READERS = _WATCHERS | {"key_account_manager", "service_agent"}

PERMISSIONS = (
    Permission(policies.VIEW_IMPORTS, _("See imports"), writes=False, roles=_WATCHERS),
    Permission(policies.RUN_IMPORTS, _("Import files"), roles=_IMPORTERS),
    Permission(policies.UNDO_IMPORTS, _("Undo imports"), roles=_IMPORTERS),
    Permission(policies.CHANGE_PROFILES, _("Keep import profiles"), roles=_IMPORTERS),
    Permission(policies.VIEW_LINES, _("See order lines"), writes=False, roles=_READERS),
    Permission(
        policies.VERIFY,
        _("Verify the ledger's files"),
        writes=False,
        roles=frozenset({"administrator"}),
    ),
)


def register() -> None:
    """Declare permissions, policies and jobs; lock the zone once there are lines."""
    declare(*PERMISSIONS)
    policies.register()
    for kind in (
        JobKind(running.CHECK, _("Check a file"), running.check),
        JobKind(running.COMMIT, _("Import a file"), running.commit),
        JobKind(undoing.UNDO, _("Undo an import"), undoing.undo),
    ):
        jobs.register(kind)
    governance.register_zone_lock(lambda: current_number() > 0)
