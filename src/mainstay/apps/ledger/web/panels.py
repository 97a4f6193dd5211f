"""What imports and the ledger show on the pages of customers and on the first page."""

from typing import Any, Protocol

from django.utils.translation import gettext as _

from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.apps.ledger.queries.batches import batches, with_rejects_to_mend
from mainstay.apps.ledger.queries.customer_figures import months_of
from mainstay.apps.ledger.queries.states import current_number
from mainstay.apps.ledger.rules import accepted_of
from mainstay.apps.ledger.web.tables import state_badge
from mainstay.engine.errors import LedgerDamaged
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web import charts
from mainstay.shell.web.charts import MonthPoint

LAST_IMPORTS = 5


class Keyed(Protocol):
    """A customer, as far as its figures need to know it."""

    @property
    def key(self) -> int: ...


def monthly_figures(actor: Actor, customer: Keyed) -> dict[str, Any] | None:
    """Revenue by month, with the margin for who may see it; nothing without order lines."""
    if current_number() == 0:
        return None
    try:
        months = months_of(actor, customer.key)
    except LedgerDamaged as damaged:
        return {"damaged": damaged.name}
    if not months:
        return None
    points = [MonthPoint(each.month, each.revenue, each.margin) for each in months]
    currency = governance.installation().reporting_currency
    title = _("Revenue and margin by month") if actor.may(VIEW_COSTS) else _("Revenue by month")
    return {"chart": charts.monthly_revenue(title, points, currency)}


def order_lines(actor: Actor, customer: Keyed) -> dict[str, Any] | None:
    """The place where a customer's lines are put once they have been read."""
    return {} if current_number() else None


def last_imports(actor: Actor) -> dict[str, Any] | None:
    """The newest imports."""
    rows = list(batches(actor)[:LAST_IMPORTS])
    shown = [(batch, state_badge(batch), accepted_of(batch.state, batch.report)) for batch in rows]
    return {"imports": shown} if shown else None


def rejects_to_mend(actor: Actor) -> dict[str, Any] | None:
    """Imports that left rejected records behind, and how many wait to be mended."""
    rows = list(with_rejects_to_mend(actor)[:LAST_IMPORTS])
    return {"imports": rows} if rows else None
