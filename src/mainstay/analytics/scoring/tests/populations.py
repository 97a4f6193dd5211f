"""Small populations for tests."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import pyarrow as pa

from mainstay.analytics.indicators import LEDGER_INDICATORS
from mainstay.analytics.scoring.population import Population, population_from_table
from mainstay.analytics.scoring.presets import TIER_RATINGS

INDICATORS = (*LEDGER_INDICATORS, *TIER_RATINGS)

Figure = int | str | None


def population(
    columns: Mapping[str, Sequence[Figure]],
    *,
    codes: Sequence[str] | None = None,
    graded: Sequence[bool] | None = None,
) -> Population:
    """Make a population of columns; codes are C0, C1 … unless given."""
    import numpy as np

    count = len(next(iter(columns.values())))
    table = pa.table(
        {
            "customer": pa.array(codes or [f"C{index}" for index in range(count)], pa.string()),
            **{
                code: pa.array(
                    [None if figure is None else Decimal(figure) for figure in figures],
                    pa.decimal128(30, 6),
                )
                for code, figures in columns.items()
            },
        }
    )
    takes_part = None if graded is None else np.array(graded, dtype=bool)
    return population_from_table(table, INDICATORS, graded=takes_part)
