"""Small scorecards for tests."""

from collections.abc import Mapping
from typing import Any

PERCENTILE = {"kind": "percentile"}
MINMAX = {"kind": "minmax", "winsor": "0"}


def line(
    indicator: str, weight: str | None = "1", dimension: str = "value", **curve: Any
) -> dict[str, Any]:
    weighed = {} if weight is None else {"weight": weight}
    return {
        "indicator": indicator,
        "dimension": dimension,
        **weighed,
        "curve": curve or dict(PERCENTILE),
    }


def card(*lines: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    return {
        "indicators": list(lines),
        "weights": {"method": "direct"},
        "if_missing": "drop",
        **more,
    }


def steps(*rows: tuple[int | str, int | str]) -> dict[str, Any]:
    return {
        "kind": "steps",
        "steps": [{"from": str(border), "value": str(value)} for border, value in rows],
    }


FIVE = card(
    line("revenue_12m", "5", "value", **MINMAX),
    line("orders_12m", "2", "loyalty"),
    line("recency_days", "1", "loyalty", **steps((90, 40), (30, 100))),
    line("growth_yoy", "2", "potential", kind="logistic", middle="0.1", width="0.2"),
)
"""The scorecard of the worked example in docs/algorithms/scorecard.md."""

FIVE_CUSTOMERS: dict[str, list[int | str | None]] = {
    "revenue_12m": [1000, 700, 400, 0, -200],
    "orders_12m": [10, 4, 4, 1, 2],
    "recency_days": [12, 45, 30, 200, None],
    "growth_yoy": ["0.3", "0.1", "-0.1", None, "0.1"],
}
