"""Holding the grades of an earlier day against what came afterwards.

Definitions: docs/algorithms/back-test.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from mainstay.analytics.indicators import LEDGER_INDICATORS, money
from mainstay.analytics.pareto import exact_sum
from mainstay.analytics.scoring import backtest
from mainstay.analytics.scoring.backtest import Prediction
from mainstay.analytics.scoring.grading import NOT_GRADED, Grading
from mainstay.analytics.scoring.population import frozen_column, population_from_table
from mainstay.apps.evaluation.contracts.back_tests import (
    DEPTHS,
    NAIVE,
    DayReport,
    GradeCapture,
    OrderReport,
    QuarterFlips,
)
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import Outcome
from mainstay.kernel.periods import Period

if TYPE_CHECKING:
    import pyarrow as pa

Figures = npt.NDArray[np.int64]

ENOUGH_COSTS = 0.9
"""The share of lines with a known cost from which on profit is the outcome of choice."""
_ORDERS = [each for each in LEDGER_INDICATORS if each.code in NAIVE]


@dataclass(frozen=True, eq=False)
class Brought:
    """What every unit brought in a period: see `analytics.outcomes.outcomes`."""

    period: Period
    table: "pa.Table"

    @property
    def cost_coverage(self) -> float | None:
        """The share of lines with a known cost; None without lines."""
        import pyarrow.compute as pc

        lines, known = (
            pc.sum(self.table[name]).as_py() or 0 for name in ("lines", "lines_with_cost")
        )
        return known / lines if lines else None

    def figures(self, outcome: Outcome) -> Figures:
        """What each row brought, in ten-thousandths. Raises `FigureTooLarge`."""
        return frozen_column(money(outcome.value, "value"), self.table[outcome.value]).figures

    def of(self, keys: Figures, outcome: Outcome) -> Figures:
        """What some units brought, 0 for those without a row."""
        return _looked_up(keys, self.table["customer"].to_numpy(), self.figures(outcome))

    def above_zero_beside(self, keys: Figures, outcome: Outcome) -> int:
        """What all others brought, losses apart."""
        others = ~np.isin(self.table["customer"].to_numpy(), keys)
        return exact_sum(np.maximum(self.figures(outcome)[others], 0))


def outcome_of_choice(brought: Sequence[Brought]) -> Outcome:
    """Profit where in every period enough costs are known, else revenue."""
    covered = all((each.cost_coverage or 0) >= ENOUGH_COSTS for each in brought)
    return Outcome.PROFIT if covered else Outcome.REVENUE


def judge(
    grading: Grading,
    inputs: "pa.Table",
    brought: Brought,
    outcome: Outcome,
    flips: tuple[QuarterFlips, ...],
) -> DayReport:
    """Hold the grades of a day, and the naive orders of that day, against a period.

    `inputs` is the frozen table that was graded.
    """
    keys = inputs[KEY].to_numpy()
    came = brought.of(keys, outcome)
    top, code = _top(grading)
    held = backtest.capture(top, came)
    model = Prediction(backtest.goodness_of_grades(grading), came)
    naive = _naive(inputs, came)
    report = backtest.back_test(
        top, model.goodness, {name: each.goodness for name, each in naive.items()}, came
    )
    others = brought.above_zero_beside(keys, outcome)
    whole = model.total + others
    return DayReport(
        as_of=brought.period.start,
        until=brought.period.end,
        customers=len(keys),
        total=Decimal(model.total).scaleb(-4),
        losses=report.losses,
        newcomers=others / whole if whole else None,
        cost_coverage=brought.cost_coverage,
        top_grade=code,
        top_customers=held.customers,
        top_share=held.share_of_customers,
        lift=held.share / held.share_of_customers if held.share and held.customers else held.share,
        net_capture=held.net_share,
        scheme=_order(grading.scheme.code, held.share, model),
        naive=tuple(
            _order(name, each.captured_at(held.share_of_customers), each)
            for name, each in naive.items()
        ),
        grades=tuple(_of_grades(grading, came)),
        verdict=report.verdict.value,
        best_naive=report.best_naive,
        flips=flips,
        flip_rate=_rate(flips),
        left_out=tuple(_unknown(grading)),
    )


def _top(grading: Grading) -> tuple[npt.NDArray[np.bool_], str]:
    """Who has the best grade that anybody has, and which it is."""
    grades = grading.decision.grades
    given = grades[grades != NOT_GRADED]
    best = int(given.min()) if len(given) else 0
    return grades == best, grading.scheme.grades[best].code


def _naive(inputs: "pa.Table", came: Figures) -> dict[str, Prediction]:
    people = population_from_table(inputs, _ORDERS)
    return {
        code: Prediction(backtest.goodness_of_column(people.column(code), people.code_ranks), came)
        for code in NAIVE
    }


def _order(name: str, captured: float | None, model: Prediction) -> OrderReport:
    curve = [model.captured_at(depth) for depth in DEPTHS]
    known = tuple(round(each, 6) for each in curve if each is not None)
    return OrderReport(name, captured, model.gini, model.rank_correlation, known)


def _of_grades(grading: Grading, came: Figures) -> list[GradeCapture]:
    found = []
    for place, grade in enumerate(grading.scheme.grades):
        held = backtest.capture(grading.decision.grades == place, came)
        found.append(
            GradeCapture(grade.code, place + 1, held.customers, held.share, held.net_share)
        )
    return found


def _unknown(grading: Grading) -> list[str]:
    """The indicators that the scheme asks for and that nobody had on the day."""
    columns = grading.population.columns
    return [code for code in grading.scheme.indicators() if not columns[code].known.any()]


def flips_between(
    days: Sequence[date], tables: Sequence["pa.Table"], grades: Sequence[npt.NDArray[np.int16]]
) -> tuple[QuarterFlips, ...]:
    """Who had another grade from each day to the next, of those who had one on both."""
    found = []
    for place in range(len(days) - 1):
        before, after = grades[place].astype(np.int64), grades[place + 1].astype(np.int64)
        keys = tables[place + 1][KEY].to_numpy()
        then = _looked_up(keys, tables[place][KEY].to_numpy(), before, NOT_GRADED)
        both = (then != NOT_GRADED) & (after != NOT_GRADED)
        changed = int(np.count_nonzero(both & (then != after)))
        found.append(QuarterFlips(days[place], days[place + 1], int(both.sum()), changed))
    return tuple(found)


def _rate(flips: Sequence[QuarterFlips]) -> float | None:
    customers = sum(each.customers for each in flips)
    return sum(each.changed for each in flips) / customers if customers else None


def _looked_up(keys: Figures, known: Figures, figures: Figures, absent: int = 0) -> Figures:
    """The figure of each key, `absent` for one that has none."""
    if not len(known):
        return np.full(len(keys), absent, dtype=np.int64)
    order = np.argsort(known)
    places = np.minimum(np.searchsorted(known, keys, sorter=order), len(known) - 1)
    found = known[order[places]] == keys
    return np.where(found, figures[order[places]], absent)


def with_past(table: "pa.Table", past: Mapping[int, tuple[str, date]]) -> "pa.Table":
    """Freeze the grade before of each unit, and since when, as evaluations do."""
    import pyarrow as pa

    before = [past.get(key, (None, None)) for key in table[KEY].to_pylist()]
    codes = pa.array([code for code, _since in before], pa.string())
    since = pa.array([day for _code, day in before], pa.date32())
    return table.append_column("previous_grade", codes).append_column("previous_since", since)
