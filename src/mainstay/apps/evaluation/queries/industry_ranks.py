"""The place of every unit in its industry: in the inputs of an evaluation, and as of now."""

from dataclasses import replace
from typing import TYPE_CHECKING

from mainstay.analytics.industry_rank import NO_INDUSTRY, NO_RANK, industry_ranks
from mainstay.analytics.scoring.presets import INDUSTRY_RANK
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import CODE, KEY, exact_type
from mainstay.apps.evaluation.models import LatestFigures
from mainstay.apps.evaluation.queries.measures import Measured
from mainstay.foundation.columns import read_columns

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.analytics.scoring.reading import Rules

_REVENUE = "revenue_12m"


def with_industry_ranks(measured: Measured, scheme: "Rules") -> Measured:
    """What was measured, with each unit's place by revenue in its industry if a scheme asks for it.

    Industries are those that customers have now; a group is in the industry of its top.
    """
    if not any(INDUSTRY_RANK in indicators.origins(code) for code in scheme.indicators()):
        return measured
    table = measured.table
    return replace(measured, table=table.append_column(INDUSTRY_RANK, _ranks(table)))


def with_latest_ranks(table: "pa.Table") -> "pa.Table":
    """The table with each customer's place by the newest figures of all, none where it has none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    revenue = indicators.definition(_REVENUE).indicator
    schema = pa.schema([("customer_id", pa.int64()), (_REVENUE, exact_type(revenue))])
    rows = LatestFigures.objects.system("a place is one among all customers").order_by()
    traders = read_columns(rows, schema).rename_columns([KEY, _REVENUE])
    codes = customers.all_codes()
    named = codes["code"].take(pc.index_in(traders[KEY], value_set=codes["key"]))
    traders = traders.append_column(CODE, named)
    traders = traders.filter(pc.is_valid(traders[CODE])).sort_by(CODE)
    places = pc.index_in(table[KEY], value_set=traders[KEY])
    return table.append_column(INDUSTRY_RANK, _ranks(traders).take(places))


def _ranks(table: "pa.Table") -> "pa.Array":
    """The place of each unit of a table in the order of codes, null where it has none."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from mainstay.analytics.scoring.population import frozen_column

    known = customers.all_industries()
    named = known["industry"].take(pc.index_in(table[KEY], value_set=known["key"]))
    numbered = pc.fill_null(pc.index_in(named, value_set=pc.unique(known["industry"])), NO_INDUSTRY)
    revenue = frozen_column(indicators.definition(_REVENUE).indicator, table[_REVENUE])
    ranks = industry_ranks(revenue.figures, numbered.to_numpy().astype("int64"))
    return pa.array(ranks, mask=ranks == NO_RANK)
