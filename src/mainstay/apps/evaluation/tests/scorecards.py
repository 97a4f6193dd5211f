"""Schemes of the company's own for tests: with a scorecard, places, margins and a minimum stay."""

from typing import Any

from mainstay.apps.evaluation.models import Scheme, SchemeVersion

PERCENTILE = {"kind": "percentile"}
MIN_MAX = {"kind": "minmax", "winsor": "0"}
ANCHORS = {
    "kind": "steps",
    "steps": [
        {"from": str(step), "value": value}
        for step, value in enumerate(("0", "25", "50", "75", "100"), 1)
    ],
}


def line(indicator: str, dimension: str, weight: str, curve: dict[str, Any]) -> dict[str, Any]:
    """One line of a scorecard."""
    return {"indicator": indicator, "dimension": dimension, "weight": weight, "curve": curve}


def at_least(indicator: str, value: str, **more: str) -> dict[str, Any]:
    """A condition."""
    return {"indicator": indicator, "operator": ">=", "value": value, **more}


BY_REVENUE = line("revenue_12m", "value", "3", PERCENTILE)
BY_RATING = line("brand_awareness", "qualitative", "1", ANCHORS)
SCORED: dict[str, Any] = {
    "code": "scored",
    "grades": [
        {"code": "A", "key_account": True, "rule": at_least("score", "60")},
        {"code": "B", "rule": "otherwise"},
    ],
    "scorecard": {"indicators": [BY_REVENUE, BY_RATING]},
}
"""A from 60 of 100 points: three parts revenue among all, one part what people say."""
FLOORED: dict[str, Any] = {
    **SCORED,
    "code": "floored",
    "scorecard": {**SCORED["scorecard"], "coverage_floor": "0.8"},
}
"""The same, and nobody is graded whose brand nobody has rated."""
FIRST_TWO: dict[str, Any] = {
    "code": "first_two",
    "grades": [
        {"code": "A", "rule": {"top": {"indicator": "revenue_12m", "count": "2"}}},
        {"code": "B", "rule": "otherwise"},
    ],
}
"""A for the first two by revenue."""
CAPPED: dict[str, Any] = {
    "code": "capped",
    "grades": [
        {
            "code": "A",
            "rule": at_least("revenue_12m", "100"),
            "cap": {"most": "1", "indicator": "revenue_12m"},
        },
        {"code": "B", "rule": "otherwise"},
    ],
}
"""A from 100 of revenue, and for one customer alone."""
STAYING: dict[str, Any] = {
    "code": "staying",
    "grades": [
        {"code": "A", "rule": at_least("revenue_12m", "100")},
        {"code": "B", "rule": "otherwise"},
    ],
    "minimum_stay": {"months": "2"},
}
"""A from 100 of revenue, and a grade is kept for two months."""
WITH_MARGIN: dict[str, Any] = {
    "code": "with_margin",
    "grades": [
        {"code": "A", "rule": at_least("revenue_12m", "100", margin="20")},
        {"code": "B", "rule": "otherwise"},
    ],
}
"""A from 100 of revenue; a border has to be passed by 20."""

IN_STEPS = {
    "kind": "steps",
    "steps": [
        {"from": "0", "value": "0"},
        {"from": "100", "value": "50"},
        {"from": "500", "value": "100"},
    ],
}
STEPPED: dict[str, Any] = {
    "code": "stepped",
    "grades": [
        {"code": "A", "rule": at_least("score", "60")},
        {"code": "B", "rule": at_least("score", "30")},
        {"code": "C", "rule": "otherwise"},
    ],
    "scorecard": {
        "indicators": [
            line("revenue_12m", "value", "3", IN_STEPS),
            line("orders_12m", "loyalty", "1", {"kind": "steps", "steps": [
                {"from": "0", "value": "0"}, {"from": "1", "value": "40"},
                {"from": "3", "value": "100"},
            ]}),
        ]
    },
}  # fmt: skip
"""A score that compares nobody: revenue in steps, three parts, and orders, one part."""


def own_scheme(definition: dict[str, Any]) -> str:
    """A scheme of the company's own, by its code."""
    scheme = Scheme.objects.create(code=definition["code"])
    SchemeVersion.objects.create(scheme=scheme, number=1, definition=definition)
    return scheme.code
