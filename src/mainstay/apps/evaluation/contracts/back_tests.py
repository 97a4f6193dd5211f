"""What a back-test found. Definitions: docs/algorithms/back-test.md."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from decimal import Decimal
from typing import Any

NAIVE = ("revenue_12m", "recency_days")
"""The orders that anybody could make: last year's revenue, and who bought last."""
DEPTHS = tuple(step / 100 for step in range(101))
"""The shares of customers at which curves are kept."""


@dataclass(frozen=True, slots=True)
class GradeCapture:
    """What the customers of one grade brought, as shares of everything."""

    grade: str
    step: int
    customers: int
    share: float | None
    net_share: float | None


@dataclass(frozen=True, slots=True)
class OrderReport:
    """How well an order of customers foretold: the scheme's, or a naive one.

    `capture` is the share in as many of its first customers as the top grade has; `curve` the share
    at each of `DEPTHS`.
    """

    order: str
    capture: float | None
    gini: float | None
    rank_correlation: float | None
    curve: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class QuarterFlips:
    """How many had a grade at the beginning and at the end of three months, and another one."""

    start: date
    end: date
    customers: int
    changed: int

    @property
    def rate(self) -> float | None:
        """The share that changed."""
        return self.changed / self.customers if self.customers else None


@dataclass(frozen=True, slots=True)
class DayReport:
    """A back-test as of one day, held against the days from it on, up to and without `until`.

    `total` is what there was to capture: everything above zero that graded customers brought.
    `newcomers` is the share of all above zero that came from customers whom nobody could grade on
    the day; `cost_coverage` the share of lines with a known cost. `left_out` names the indicators
    that the scheme asks for and of which nothing was known on the day.
    """

    as_of: date
    until: date
    customers: int
    total: Decimal
    losses: int
    newcomers: float | None
    cost_coverage: float | None
    top_grade: str
    top_customers: int
    top_share: float
    lift: float | None
    net_capture: float | None
    scheme: OrderReport
    naive: tuple[OrderReport, ...]
    grades: tuple[GradeCapture, ...]
    verdict: str
    best_naive: str | None
    flips: tuple[QuarterFlips, ...]
    flip_rate: float | None
    left_out: tuple[str, ...]

    @property
    def best(self) -> OrderReport | None:
        """The naive order that held most."""
        return next((each for each in self.naive if each.order == self.best_naive), None)

    def as_json(self) -> dict[str, Any]:
        """The report as it is kept: days as ISO dates, the total as a text."""
        kept = asdict(self)
        kept |= {"as_of": self.as_of.isoformat(), "until": self.until.isoformat()}
        kept["total"] = str(self.total)
        for flip in kept["flips"]:
            flip |= {"start": flip["start"].isoformat(), "end": flip["end"].isoformat()}
        return kept


def report_from_json(kept: Mapping[str, Any]) -> DayReport:
    """Read a report as it is kept."""
    return DayReport(
        **{
            **kept,
            "as_of": date.fromisoformat(kept["as_of"]),
            "until": date.fromisoformat(kept["until"]),
            "total": Decimal(kept["total"]),
            "scheme": _order(kept["scheme"]),
            "naive": tuple(_order(each) for each in kept["naive"]),
            "grades": tuple(GradeCapture(**each) for each in kept["grades"]),
            "flips": tuple(_flips(each) for each in kept["flips"]),
            "left_out": tuple(kept["left_out"]),
        }
    )


def _order(kept: Mapping[str, Any]) -> OrderReport:
    return OrderReport(**{**kept, "curve": tuple(kept["curve"])})


def _flips(kept: Mapping[str, Any]) -> QuarterFlips:
    days = {name: date.fromisoformat(kept[name]) for name in ("start", "end")}
    return QuarterFlips(**{**kept, **days})
