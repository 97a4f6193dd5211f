"""The schemes that are shipped, as plain data."""

from typing import Any

from mainstay.analytics.indicators import Better, Indicator, rating
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

PRESETS: dict[str, dict[str, Any]] = {"abc": ABC, "tiers": TIERS, "rfm": RFM}
