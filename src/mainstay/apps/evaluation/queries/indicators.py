"""The table of indicators: one row per customer, for exports and programs."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.models import LatestFigures
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.queries.costs import COST, NET
from mainstay.apps.evaluation.queries.custom_indicators import custom_definitions
from mainstay.apps.evaluation.queries.external import Joined
from mainstay.apps.evaluation.queries.inputs import completed
from mainstay.apps.evaluation.queries.measures import measured, require_measurable
from mainstay.apps.evaluation.queries.modelled import modelled_now
from mainstay.apps.evaluation.queries.told_scores import tells_of_others
from mainstay.apps.evaluation.queries.withholding import withheld_indicators
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.foundation.columns import read_columns

if TYPE_CHECKING:
    import pyarrow as pa


NEVER_NULL = (
    "revenue_12m",
    "revenue_prev_12m",
    "orders_12m",
    "active_months_12m",
    "category_count",
)
"""What is 0 for a customer without order lines, as docs/algorithms/measures.md says."""


def indicators_table(actor: Actor, as_of: date) -> "pa.Table":
    """The ledger's indicators as of a day: one row per customer the actor sees, by code.

    `customer` is the code; money has four places, ratios six. A customer without order lines before
    the day has zeros and nulls, unless it is archived or merged into another one. Costs, what
    models in use tell, and the indicators that the company defines follow those of the ledger.
    Shares of the company are null for who does not see all customers; what is under a field right
    that the actor lacks is no column. Raises AccessDenied, ValidationError, LedgerDamaged.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    require(actor, VIEW_GRADES)
    require_measurable(as_of)
    found = measured(as_of)
    table = found.table
    seen = customers.visible(actor).select_related(None).order_by()
    wanted = read_columns(seen, pa.schema([("pk", pa.int64())]))["pk"]
    rows = table.filter(pc.is_in(table[KEY], value_set=wanted))
    rows = pa.concat_tables([rows, _without_lines(actor, table)]).sort_by(CODE)
    own = [COST, NET, *modelled_now()]
    own += [each.code for each in custom_definitions().values() if not each.retired]
    ledger = rows.column_names
    rows = completed(
        rows, own, as_of, Joined(found.aliases, found.aliases, found.ledger_state)
    ).select([*ledger, *own])
    if not customers.sees_all(actor):
        for code in filter(tells_of_others, [*ledger, *own]):
            rows = _replaced(rows, code, None)
    hidden = indicators.hidden_among(actor, set(rows.column_names) - {KEY, CODE})
    return rows.drop_columns([KEY, *sorted(hidden)])


def _without_lines(actor: Actor, table: "pa.Table") -> "pa.Table":
    """The current customers that the table lacks, with the figures of nothing bought."""
    import pyarrow as pa
    import pyarrow.compute as pc

    current = customers.current(actor).select_related(None).order_by()
    found = read_columns(current, pa.schema([("pk", pa.int64()), ("code", pa.string())]))
    found = found.filter(pc.invert(pc.is_in(found["pk"], value_set=table[KEY])))
    nothing = table.schema.empty_table().take(pa.nulls(found.num_rows, pa.int64()))
    nothing = nothing.set_column(0, table.schema.field(KEY), found["pk"])
    nothing = nothing.set_column(1, table.schema.field(CODE), found["code"])
    for code in NEVER_NULL:
        nothing = _replaced(nothing, code, 0)
    somebody = table["share_of_revenue"].null_count < table.num_rows
    return _replaced(nothing, "share_of_revenue", 0) if somebody else nothing


def _replaced(table: "pa.Table", code: str, figure: int | None) -> "pa.Table":
    """The table with one figure, or none, for everybody."""
    import pyarrow as pa

    place = table.schema.get_field_index(code)
    field = table.schema.field(place)
    column = pa.array([figure], pa.int64()).cast(field.type).take(pa.repeat(0, table.num_rows))
    return table.set_column(place, field, column)


def latest_figures(actor: Actor, customer: int) -> LatestFigures | None:
    """A customer's figures of the newest refresh; None where there are no order lines."""
    row = LatestFigures.objects.visible_to(actor).filter(pk=customer).first()
    return None if row is None else own_figures(actor, row)


def own_figures(actor: Actor, row: LatestFigures) -> LatestFigures:
    """The figures without those that tell of customers the actor does not see."""
    for code in withheld_indicators(actor):
        setattr(row, code, None)
    return row


def all_latest_figures(actor: Actor) -> QuerySet[LatestFigures]:
    """The figures of the newest refresh of every customer the actor sees, with the customer."""
    return LatestFigures.objects.visible_to(actor).select_related("customer")
