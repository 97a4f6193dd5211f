"""The table of indicators: one row per customer, for exports and programs."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import FiguresRefresh, LatestFigures
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.queries.measures import measured
from mainstay.apps.evaluation.queries.withholding import withheld_indicators
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require

if TYPE_CHECKING:
    import pyarrow as pa


def indicators_table(actor: Actor, as_of: date) -> "pa.Table":
    """The ledger's indicators as of a day, for the customers the actor sees, by code.

    `customer` is the code; money has four places, ratios six. Shares of the company are null for
    who does not see all customers. Customers without order lines before the day are left out.
    Raises AccessDenied, LedgerDamaged.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    require(actor, VIEW_GRADES)
    table = measured(as_of).table
    seen = customers.visible(actor).order_by().values_list("pk", flat=True)
    wanted = pa.array(seen.iterator(10_000), pa.int64())
    rows: pa.Table = table.filter(pc.is_in(table[KEY], value_set=wanted))
    for code in withheld_indicators(actor):
        place = rows.schema.get_field_index(code)
        rows = rows.set_column(place, code, pa.nulls(rows.num_rows, rows.schema.field(code).type))
    return rows.drop_columns([KEY])


def latest_figures(actor: Actor, customer: int) -> LatestFigures | None:
    """A customer's figures of the newest refresh; None where there are no order lines."""
    row = LatestFigures.objects.visible_to(actor).filter(pk=customer).first()
    return None if row is None else own_figures(actor, row)


def own_figures(actor: Actor, row: LatestFigures) -> LatestFigures:
    """The figures without those that tell of customers the actor does not see."""
    for code in withheld_indicators(actor):
        setattr(row, code, None)
    return row


def last_refresh(actor: Actor) -> FiguresRefresh | None:
    """What the latest figures were computed from; None before the first refresh."""
    return FiguresRefresh.objects.visible_to(actor).first()


def all_latest_figures(actor: Actor) -> QuerySet[LatestFigures]:
    """The figures of the newest refresh of every customer the actor sees, with the customer."""
    return LatestFigures.objects.visible_to(actor).select_related("customer")
