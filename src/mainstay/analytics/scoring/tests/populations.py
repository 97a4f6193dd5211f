"""Small populations and schemes for tests."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from random import Random
from typing import Any

import pyarrow as pa

from mainstay.analytics.indicators import LEDGER_INDICATORS
from mainstay.analytics.scoring.population import Population, population_from_table
from mainstay.analytics.scoring.presets import (
    ABC,
    FURTHER_INDICATORS,
    MATRIX_RATINGS,
    RFM,
    TIER_RATINGS,
)

INDICATORS = (*LEDGER_INDICATORS, *TIER_RATINGS, *FURTHER_INDICATORS, *MATRIX_RATINGS)

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


def own(*rules: Any) -> dict[str, Any]:
    grades = [{"code": f"g{index}", "rule": rule} for index, rule in enumerate(rules)]
    return {"code": "own", "grades": [*grades, {"code": "rest", "rule": "otherwise"}]}


def at_least(indicator: str, value: int | str, **more: str) -> dict[str, str]:
    return {"indicator": indicator, "operator": ">=", "value": str(value), **more}


SCHEMES: dict[str, dict[str, Any]] = {
    "abc": ABC,
    "rfm": RFM,
    "pareto and condition": own(
        {
            "all": [
                {"pareto": {"indicator": "revenue_12m", "share": "0.5"}},
                at_least("category_count", 3, if_missing="skip"),
            ]
        },
        {
            "any": [
                {"pareto": {"indicator": "revenue_12m", "share": "0.9"}},
                {"all": [at_least("orders_12m", 4), at_least("category_count", 2)]},
            ]
        },
    ),
    "better grades with weaker rules": own(
        at_least("orders_12m", 5),
        {"all": [at_least("orders_12m", 9), at_least("category_count", 9)]},
        {"indicator": "recency_days", "operator": "<=", "value": "3"},
    ),
    "two Pareto totals": own(
        {"pareto": {"indicator": "orders_12m", "share": "0.4"}},
        {"pareto": {"indicator": "revenue_12m", "share": "0.7"}},
    ),
}


def random_population(seed: int) -> Population:
    random = Random(seed)
    count = random.randint(1, 11)

    def draw(*figures: Figure) -> list[Figure]:
        return [random.choice(figures) for _ in range(count)]

    return population(
        {
            "revenue_12m": draw("-0.03", "0", "0.01", "0.02", "0.02", "0.0350", "0.05", "0.11"),
            "orders_12m": draw(0, 0, 1, 2, 3, 3, 5, 8),
            "recency_days": draw(1, 2, 2, 3, 5, 9, None),
            "category_count": draw(0, 1, 2, 4, None),
        },
        codes=random.sample([f"K{number}" for number in range(50)], count),
    )
