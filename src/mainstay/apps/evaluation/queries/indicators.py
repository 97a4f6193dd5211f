"""The table of indicators: one row per customer, for exports and programs."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import FiguresRefresh, LatestFigures
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.queries.measures import measured, require_measurable
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require

if TYPE_CHECKING:
    import pyarrow as pa


def indicators_table(actor: Actor, as_of: date) -> "pa.Table":
    """The ledger's indicators as of a day, for the customers the actor sees, by code.

    `customer` is the code; money has four places, ratios six. Customers without order lines before
    the day are left out. Raises AccessDenied, ValidationError, LedgerDamaged.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    require(actor, VIEW_GRADES)
    require_measurable(as_of)
    table = measured(as_of).table
    seen = customers.visible(actor).order_by().values_list("pk", flat=True)
    wanted = pa.array(seen.iterator(10_000), pa.int64())
    rows: pa.Table = table.filter(pc.is_in(table[KEY], value_set=wanted))
    return rows.drop_columns([KEY])


def latest_figures(actor: Actor, customer: int) -> LatestFigures | None:
    """A customer's figures of the newest refresh; None where there are no order lines."""
    return LatestFigures.objects.visible_to(actor).filter(pk=customer).first()


def last_refresh(actor: Actor) -> FiguresRefresh | None:
    """What the latest figures were computed from; None before the first refresh."""
    return FiguresRefresh.objects.visible_to(actor).first()


def all_latest_figures(actor: Actor) -> QuerySet[LatestFigures]:
    """The figures of the newest refresh of every customer the actor sees, with the customer."""
    return LatestFigures.objects.visible_to(actor).select_related("customer")
