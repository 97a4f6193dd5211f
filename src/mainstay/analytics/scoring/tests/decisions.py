"""Schemes in which more than the figures' own borders decides, with random pasts, for tests."""

from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Any

import pyarrow as pa

from mainstay.analytics.scoring.history import PREVIOUS, SINCE, history_from_table
from mainstay.analytics.scoring.population import Population
from mainstay.analytics.scoring.tests.populations import at_least, own, random_population
from mainstay.analytics.scoring.tests.reference import Before
from mainstay.analytics.scoring.tests.scorecards import MINMAX, card, line, steps

AS_OF = date(2026, 3, 1)
LONG_AGO, LATELY = date(2025, 9, 1), date(2025, 9, 2)
"""Six months before, and one day less."""

FIXED = card(
    line("orders_12m", "3", "value", **steps((1, 20), (3, 50), (8, 100))),
    line("recency_days", "1", "loyalty", **steps((9, 10), (3, 60), (1, 100))),
)
COMPARING = card(
    line("revenue_12m", "2", "value"),
    line("orders_12m", "1", "value", **MINMAX),
    line("category_count", "1", "loyalty", kind="minmax", winsor="0.2"),
    line("recency_days", "1", "loyalty"),
)


def with_card(scorecard: dict[str, Any], *rules: Any, **more: Any) -> dict[str, Any]:
    return own(*rules) | {"scorecard": scorecard, **more}


def capped(definition: dict[str, Any], grade: int, most: int, indicator: str) -> dict[str, Any]:
    grades = [dict(entry) for entry in definition["grades"]]
    grades[grade]["cap"] = {"most": str(most), "indicator": indicator}
    return definition | {"grades": grades}


def top(indicator: str, **border: str) -> dict[str, Any]:
    return {"top": {"indicator": indicator, **border}}


SCORE_80, SCORE_50 = at_least("score", 80), at_least("score", 50)

EXACT: dict[str, dict[str, Any]] = {
    "score by steps": with_card(FIXED, SCORE_80, SCORE_50),
    "score among others": with_card(COMPARING, at_least("score", 75), at_least("score", 45)),
    "score and figures": with_card(
        COMPARING,
        {"all": [at_least("score", 60), at_least("revenue_12m", "0.05")]},
        {
            "any": [
                {"all": [at_least("score.value", 50), at_least("score.loyalty", 30)]},
                {"all": [at_least("score", 40), at_least("category_count", 2)]},
            ]
        },
    ),
    "neutral": with_card(COMPARING | {"if_missing": "40"}, SCORE_80, at_least("score.loyalty", 50)),
    "floor": with_card(FIXED | {"coverage_floor": "0.8"}, SCORE_80, SCORE_50),
    "first two and a third": own(top("revenue_12m", count="2"), top("recency_days", share="0.34")),
    "capped by revenue": capped(own(at_least("orders_12m", 2)), 0, 2, "revenue_12m"),
    "capped twice": capped(
        capped(
            own(at_least("orders_12m", 3), at_least("orders_12m", 1), at_least("revenue_12m", 0)),
            0,
            1,
            "revenue_12m",
        ),
        1,
        2,
        "recency_days",
    ),
}
"""Schemes whose stated change is the smallest."""

RANKED: dict[str, dict[str, Any]] = {
    "first by score": with_card(COMPARING, top("score", count="2"), top("score", share="0.5")),
    "capped by score": capped(
        with_card(COMPARING, at_least("score", 40), at_least("score", 20)), 0, 2, "score"
    ),
}
"""Schemes that rank by a score which itself compares: the stated change is enough."""

REMEMBERING: dict[str, dict[str, Any]] = {
    "margins": own(
        at_least("orders_12m", 3, margin="1"), at_least("revenue_12m", "0.02", margin="0.01")
    ),
    "margins of everything": with_card(
        COMPARING,
        {"all": [at_least("score", 55, margin="10"), {
            "indicator": "recency_days", "operator": "<", "value": "4", "margin": "2"}]},
        {"any": [
            {"pareto": {"indicator": "revenue_12m", "share": "0.6", "margin": "0.3"}},
            top("orders_12m", count="3", margin="1"),
        ]},
        top("category_count", share="0.5", margin="0.2"),
    ),
    "minimum stay": own(at_least("orders_12m", 3), at_least("orders_12m", 1))
    | {"minimum_stay": {"months": "6"}},
    "all at once": capped(
        capped(
            own(
                at_least("orders_12m", 3, margin="1"),
                at_least("revenue_12m", "0.02", margin="0.01"),
                at_least("recency_days", 2),
            )
            | {"minimum_stay": {"months": "6"}},
            0,
            2,
            "revenue_12m",
        ),
        1,
        2,
        "orders_12m",
    ),
}  # fmt: skip
"""Schemes that ask for the grade before."""

EVERY = EXACT | RANKED | REMEMBERING


def remembering(people: Population, before: Sequence[Before | None]) -> Population:
    """Give a population with grades before."""
    table = pa.table(
        {
            PREVIOUS: pa.array([each.grade if each else None for each in before], pa.string()),
            SINCE: pa.array(
                [(LATELY if each.stays else LONG_AGO) if each else None for each in before],
                pa.date32(),
            ),
        }
    )
    history = history_from_table(table, AS_OF)
    return Population(people.codes, people.columns, people.graded, history)


def random_past(seed: int, grades: Sequence[str], count: int) -> list[Before | None]:
    random = Random(seed * 7 + 1)
    return [
        random.choice(
            [None, *(Before(grade) for grade in grades), Before(random.choice(grades), stays=True)]
        )
        for _ in range(count)
    ]


def past_of(definition: dict[str, Any], seed: int) -> tuple[Population, list[Before | None]]:
    """Give a random population with a random past in a scheme."""
    people = random_population(seed)
    names = [*(entry["code"] for entry in definition["grades"]), "gone"]
    before = random_past(seed, names, len(people))
    if "minimum_stay" not in definition:
        before = [Before(each.grade) if each else None for each in before]
    return remembering(people, before), before
