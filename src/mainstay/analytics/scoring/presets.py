"""The schemes that are shipped, as plain data."""

from decimal import Decimal
from typing import Any

from mainstay.analytics.indicators import Better, Indicator, Unit, rating
from mainstay.analytics.rfm import SEGMENTS

TIER_RATINGS: tuple[Indicator, ...] = (
    rating("brand_awareness", "strategic_fit"),
    rating("strategic_cooperation", "strategic_fit"),
    rating("growth_prospects", "strategic_fit"),
    rating("volume_leap", "strategic_fit"),
    rating("global_purchasing", "strategic_fit"),
    rating("future_competition", "strategic_fit", Better.LESS),
    rating("scale_and_brand", "strategic_fit"),
)
"""The ratings that ``tiers`` asks for."""

INDUSTRY_RANK = "industry_rank"
"""The customer's own place in its industry: docs/algorithms/industry-rank.md."""

FURTHER_INDICATORS: tuple[Indicator, ...] = (
    rating("growth_potential", "potential"),
    rating("business_scale", "strategic_fit"),
    rating("cooperation_potential", "strategic_fit"),
    rating("industry_influence", "strategic_fit"),
    rating("industry_position", "strategic_fit"),
    rating("background", "strategic_fit"),
    rating("dependence", "strategic_fit"),
    rating("regional_share", "strategic_fit"),
    rating("demand", "potential"),
    rating("market_outlook", "potential"),
    Indicator(INDUSTRY_RANK, Unit.COUNT, "strategic_fit", Better.LESS, minimum=Decimal(1)),
)
"""What the further presets ask for beside the ledger and the ratings of ``tiers``."""


MATRIX_RATINGS: tuple[Indicator, ...] = tuple(
    rating(code, "strategic_fit")
    for code in (
        "revenue_potential",
        "profitability_potential",
        "market_leadership",
        "effect_on_competitors",
        "solvency",
        "prompt_payment",
        "executive_relationship",
        "product_line_fit",
        "system_fit",
        "complementary_technology",
        "cultural_fit",
    )
)
"""The ratings that the axes of the portfolio matrix ask for."""


def _at_least(indicator: str, value: str, **more: str) -> dict[str, str]:
    return {"indicator": indicator, "operator": ">=", "value": value, **more}


ABC: dict[str, Any] = {
    "code": "abc",
    "grades": [
        {"code": "A", "rule": {"pareto": {"indicator": "revenue_12m", "share": "0.80"}}},
        {"code": "B", "rule": {"pareto": {"indicator": "revenue_12m", "share": "0.95"}}},
        {"code": "C", "rule": "otherwise"},
    ],
}

TIERS: dict[str, Any] = {
    "code": "tiers",
    "grades": [
        {
            "code": "strategic",
            "key_account": True,
            "rule": {
                "all": [
                    _at_least("brand_awareness", "4"),
                    _at_least("strategic_cooperation", "4"),
                    _at_least("growth_prospects", "4"),
                    _at_least("volume_leap", "4"),
                    _at_least("global_purchasing", "4"),
                    {"indicator": "future_competition", "operator": "<", "value": "4"},
                ]
            },
        },
        {
            "code": "focus",
            "key_account": True,
            "rule": {
                "all": [
                    _at_least("revenue_12m", "20000000"),
                    _at_least("scale_and_brand", "4", if_missing="skip"),
                ]
            },
        },
        {
            "code": "main",
            "rule": {
                "all": [
                    _at_least("revenue_12m", "5000000"),
                    _at_least("scale_and_brand", "3", if_missing="skip"),
                ]
            },
        },
        {"code": "general", "rule": "otherwise"},
    ],
}

RFM: dict[str, Any] = {
    "code": "rfm",
    "grades": [
        {
            "code": segment,
            "rule": "otherwise"
            if segment == SEGMENTS[-1]
            else {
                "rfm": {
                    "segment": segment,
                    "recency": "recency_days",
                    "frequency": "orders_12m",
                    "monetary": "revenue_12m",
                }
            },
        }
        for segment in SEGMENTS
    ],
}

PROFIT: dict[str, Any] = {
    "code": "profit",
    "grades": [
        {
            "code": "strategic",
            "key_account": True,
            "rule": {"pareto": {"indicator": "gross_profit_12m", "share": "0.80"}},
        },
        {
            "code": "focus",
            "key_account": True,
            "rule": {"pareto": {"indicator": "gross_profit_12m", "share": "0.95"}},
        },
        {"code": "ordinary", "rule": "otherwise"},
    ],
}

STANDARD: dict[str, Any] = {
    "code": "standard",
    "grades": [
        {
            "code": "large_account",
            "key_account": True,
            "rule": {
                "any": [
                    {"indicator": "revenue_12m", "operator": ">", "value": "10000000"},
                    {"indicator": INDUSTRY_RANK, "operator": "<=", "value": "5"},
                    _at_least("growth_potential", "4"),
                ]
            },
        },
        {"code": "other", "rule": "otherwise"},
    ],
}

PARTNER: dict[str, Any] = {
    "code": "partner",
    "grades": [
        {
            "code": "strategic",
            "key_account": True,
            "rule": {
                "all": [
                    _at_least("business_scale", "4"),
                    _at_least("cooperation_potential", "4"),
                    _at_least("industry_influence", "4"),
                ]
            },
        },
        {
            "code": "partner",
            "rule": {
                "all": [_at_least("business_scale", "3"), _at_least("cooperation_potential", "4")]
            },
        },
        {"code": "transactional", "rule": "otherwise"},
    ],
}

_ANCHORS = {
    "kind": "steps",
    "steps": [
        {"from": "1", "value": "0"},
        {"from": "2", "value": "25"},
        {"from": "3", "value": "50"},
        {"from": "4", "value": "75"},
        {"from": "5", "value": "100"},
    ],
}


def _line(indicator: str, dimension: str, weight: str, curve: dict[str, Any]) -> dict[str, Any]:
    return {"indicator": indicator, "dimension": dimension, "weight": weight, "curve": curve}


_PERCENTILE = {"kind": "percentile"}

SERVICE: dict[str, Any] = {
    "code": "service",
    "grades": [
        {"code": "vip", "key_account": True, "rule": _at_least("score", "80")},
        {"code": "premium", "rule": _at_least("score", "60")},
        {"code": "ordinary", "rule": _at_least("tenure_days", "1")},
        {"code": "prospective", "rule": "otherwise"},
    ],
    "scorecard": {
        "indicators": [
            _line("revenue_12m", "financial", "30", _PERCENTILE),
            _line("gross_profit_12m", "financial", "20", _PERCENTILE),
            _line("orders_12m", "behavioural", "15", _PERCENTILE),
            _line("recency_days", "behavioural", "10", _PERCENTILE),
            _line("active_months_12m", "behavioural", "5", _PERCENTILE),
            _line("industry_position", "qualitative", "10", _ANCHORS),
            _line("background", "qualitative", "5", _ANCHORS),
            _line("brand_awareness", "qualitative", "5", _ANCHORS),
        ],
        "weights": {"method": "direct"},
        "if_missing": "drop",
    },
}

_THIRDS: list[dict[str, Any]] = [
    {"code": "high", "rule": _at_least("score", "60")},
    {"code": "medium", "rule": _at_least("score", "40")},
    {"code": "low", "rule": "otherwise"},
]

ATTRACTIVENESS: dict[str, Any] = {
    "code": "attractiveness",
    "grades": _THIRDS,
    "scorecard": {
        "indicators": [
            _line("revenue_potential", "potential", "20", _ANCHORS),
            _line("profitability_potential", "potential", "15", _ANCHORS),
            _line("growth_yoy", "potential", "20", _PERCENTILE),
            _line("gross_margin", "value", "15", _PERCENTILE),
            _line("market_leadership", "strategic_fit", "10", _ANCHORS),
            _line("effect_on_competitors", "strategic_fit", "10", _ANCHORS),
            _line("solvency", "risk", "5", _ANCHORS),
            _line("prompt_payment", "risk", "5", _ANCHORS),
        ],
        "weights": {"method": "direct"},
        "if_missing": "drop",
    },
}
"""What a customer could bring, whoever supplies it: the first axis of the portfolio matrix."""

STRENGTH: dict[str, Any] = {
    "code": "strength",
    "grades": _THIRDS,
    "scorecard": {
        "indicators": [
            _line("tenure_days", "loyalty", "15", _PERCENTILE),
            _line("active_months_12m", "loyalty", "20", _PERCENTILE),
            _line("category_count", "loyalty", "15", _PERCENTILE),
            _line("executive_relationship", "strategic_fit", "15", _ANCHORS),
            _line("product_line_fit", "strategic_fit", "15", _ANCHORS),
            _line("system_fit", "strategic_fit", "10", _ANCHORS),
            _line("complementary_technology", "strategic_fit", "5", _ANCHORS),
            _line("cultural_fit", "strategic_fit", "5", _ANCHORS),
        ],
        "weights": {"method": "direct"},
        "if_missing": "drop",
    },
}
"""How well placed we are with a customer: the second axis of the portfolio matrix."""

TYPOLOGY: dict[str, Any] = {
    "code": "typology",
    "labels": [
        {
            "code": "industry",
            "key_account": True,
            "rule": {"all": [_at_least("industry_position", "4"), _at_least("dependence", "4")]},
        },
        {
            "code": "regional",
            "key_account": True,
            "rule": {"all": [_at_least("regional_share", "4"), _at_least("demand", "4")]},
        },
        {
            "code": "potential",
            "key_account": True,
            "rule": {
                "all": [
                    {"indicator": "revenue_12m", "operator": "<", "value": "5000000"},
                    _at_least("growth_yoy", "0.20"),
                    _at_least("market_outlook", "4"),
                ]
            },
        },
    ],
}

PRESETS: dict[str, dict[str, Any]] = {
    "abc": ABC,
    "tiers": TIERS,
    "rfm": RFM,
    "profit": PROFIT,
    "standard": STANDARD,
    "partner": PARTNER,
    "service": SERVICE,
    "attractiveness": ATTRACTIVENESS,
    "strength": STRENGTH,
}
"""The schemes with ordered grades."""

TYPOLOGIES: dict[str, dict[str, Any]] = {"typology": TYPOLOGY}
"""The schemes with labels of which several may apply."""
