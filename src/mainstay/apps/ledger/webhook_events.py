"""What webhooks hear of imports and the ledger: numbers, no more."""

from django.utils.translation import gettext_lazy as _

from mainstay.apps.ledger.contracts import ImportSettled, LedgerChanged
from mainstay.apps.notifications.contracts import HookEvents, Told
from mainstay.apps.notifications.services.announcing import offer


def register() -> None:
    """Offer these events."""
    offer(
        HookEvents(
            ImportSettled,
            {
                "import.committed": _("An import was committed"),
                "import.undone": _("An import was undone"),
            },
            _import,
        )
    )
    offer(
        HookEvents(
            LedgerChanged,
            {"ledger.changed": _("The ledger has a new state")},
            lambda event: Told("ledger.changed", {"state": event.state}, "/api/ledger"),
        )
    )


def _import(event: ImportSettled) -> Told:
    kind = "import.undone" if event.undone else "import.committed"
    return Told(kind, {"import": event.batch, "kind": event.kind}, f"/api/imports/{event.batch}")
