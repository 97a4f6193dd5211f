"""What an indicator is, and the catalogue of those that come from the ledger."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Unit(StrEnum):
    """What an indicator counts."""

    MONEY = "money"
    RATIO = "ratio"
    COUNT = "count"
    DAYS = "days"
    RATING = "rating"
    SCORE = "score"


class Better(StrEnum):
    """Which direction of an indicator is the good one."""

    MORE = "more"
    LESS = "less"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Indicator:
    """A named number per customer as of a day.

    ``places`` is the number of decimal places that are kept and compared, ``step`` the smallest
    change that is ever proposed, ``minimum`` and ``maximum`` the possible figures.
    """

    code: str
    unit: Unit
    dimension: str
    better: Better = Better.MORE
    places: int = 0
    step: Decimal = Decimal(1)
    minimum: Decimal | None = None
    maximum: Decimal | None = None

    def __post_init__(self) -> None:
        """Refuse a step or a bound that the kept places cannot hold."""
        for name in ("step", "minimum", "maximum"):
            figure = getattr(self, name)
            if figure is not None and figure.scaleb(self.places) % 1:
                raise ValueError(f"{name} of {self.code} has more than {self.places} places")
        if self.step <= 0:
            raise ValueError(f"step of {self.code} is not positive")


def money(code: str, dimension: str) -> Indicator:
    """Describe an amount in the reporting currency: four places, proposed in hundredths."""
    return Indicator(code, Unit.MONEY, dimension, places=4, step=Decimal("0.01"))


def ratio(code: str, dimension: str, better: Better = Better.MORE) -> Indicator:
    """Describe a share, rate or coefficient: six places, proposed in ten-thousandths."""
    return Indicator(code, Unit.RATIO, dimension, better, places=6, step=Decimal("0.0001"))


def count(code: str, dimension: str) -> Indicator:
    """Describe a number of things, never below zero."""
    return Indicator(code, Unit.COUNT, dimension, minimum=Decimal(0))


def days(code: str, dimension: str, better: Better, places: int = 0) -> Indicator:
    """Describe a number of days, at least one."""
    return Indicator(code, Unit.DAYS, dimension, better, places, minimum=Decimal(1))


def rating(code: str, dimension: str, better: Better = Better.MORE) -> Indicator:
    """Describe a rating by people on anchors from 1 to 5; a mean of several may have places."""
    return Indicator(
        code,
        Unit.RATING,
        dimension,
        better,
        places=2,
        step=Decimal("0.1"),
        minimum=Decimal(1),
        maximum=Decimal(5),
    )


_KEPT: dict[Unit, tuple[int, Decimal]] = {
    Unit.MONEY: (4, Decimal("0.01")),
    Unit.RATIO: (6, Decimal("0.0001")),
    Unit.COUNT: (2, Decimal("0.01")),
    Unit.DAYS: (2, Decimal("0.01")),
}
"""Places and proposed step of indicators that people define, by the units that these may have."""
DEFINABLE_UNITS = tuple(_KEPT)


def defined(code: str, unit: Unit, dimension: str, better: Better) -> Indicator:
    """Describe an indicator that people define: any figure, numbers and days with two places."""
    places, step = _KEPT[unit]
    return Indicator(code, unit, dimension, better, places, step)


LEDGER_INDICATORS: tuple[Indicator, ...] = (
    money("revenue_12m", "value"),
    money("revenue_prev_12m", "value"),
    money("gross_profit_12m", "value"),
    ratio("gross_margin", "value"),
    ratio("cost_coverage_12m", "value", Better.NEITHER),
    count("orders_12m", "value"),
    money("average_order_value", "value"),
    ratio("share_of_revenue", "value"),
    ratio("share_of_profit", "value"),
    days("recency_days", "loyalty", Better.LESS),
    days("tenure_days", "loyalty", Better.MORE),
    count("active_months_12m", "loyalty"),
    ratio("repurchase_rate", "loyalty"),
    days("interval_median_days", "loyalty", Better.LESS, places=1),
    ratio("interval_cv", "loyalty", Better.LESS),
    count("category_count", "loyalty"),
    ratio("growth_yoy", "potential"),
    ratio("revenue_drop_90d", "risk", Better.LESS),
)
