"""The place of every unit in its industry, among the frozen inputs of an evaluation."""

from dataclasses import replace
from typing import TYPE_CHECKING

from mainstay.analytics.industry_rank import NO_INDUSTRY, NO_RANK, industry_ranks
from mainstay.analytics.scoring.presets import INDUSTRY_RANK
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.queries.measures import Measured

if TYPE_CHECKING:
    from mainstay.analytics.scoring.reading import Rules


def with_industry_ranks(measured: Measured, scheme: "Rules") -> Measured:
    """What was measured, with each unit's place by revenue in its industry if a scheme asks for it.

    Industries are those that customers have now; a group is in the industry of its top.
    """
    if not any(INDUSTRY_RANK in indicators.origins(code) for code in scheme.indicators()):
        return measured
    import pyarrow as pa
    import pyarrow.compute as pc

    from mainstay.analytics.scoring.population import frozen_column

    table = measured.table
    known = customers.all_industries()
    named = known["industry"].take(pc.index_in(table[KEY], value_set=known["key"]))
    numbered = pc.fill_null(pc.index_in(named, value_set=pc.unique(known["industry"])), NO_INDUSTRY)
    revenue = frozen_column(indicators.definition("revenue_12m").indicator, table["revenue_12m"])
    ranks = industry_ranks(revenue.figures, numbered.to_numpy().astype("int64"))
    column = pa.array(ranks, mask=ranks == NO_RANK)
    return replace(measured, table=table.append_column(INDUSTRY_RANK, column))
