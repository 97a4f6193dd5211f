"""How much of what came later grades had caught: capture, lift, Gini, rank correlation.

Definitions, sources and a worked example: docs/algorithms/back-test.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt

from mainstay.analytics.indicators import Better
from mainstay.analytics.pareto import exact_sum
from mainstay.analytics.scoring.deciding import NOT_GRADED
from mainstay.analytics.scoring.grading import Grading
from mainstay.analytics.scoring.population import Column, Figures, Flags
from mainstay.analytics.scoring.ranking import Ranking
from mainstay.analytics.scoring.scorecard import SCORE

Floats = npt.NDArray[np.float64]

_ROOM = 2**61


class Verdict(StrEnum):
    """Whether the best customers by a grading are worth more than those by a naive ranking."""

    BETTER = "better"
    NO_BETTER = "no_better"
    NOBODY_AT_THE_TOP = "nobody_at_the_top"
    NOTHING_TO_CATCH = "nothing_to_catch"


@dataclass(frozen=True, slots=True)
class Point:
    """So much of the outcome lies in the first so many of the customers, both as shares."""

    depth: float
    captured: float

    @property
    def lift(self) -> float:
        """How many times as much as the same share of customers has on average."""
        return self.captured / self.depth


@dataclass(frozen=True, eq=False)
class Prediction:
    """An order of customers, the larger the better, and what each turned out to bring.

    ``outcome`` is in the smallest unit. Only what lies above zero can be captured: a loss counts
    as nothing.
    """

    goodness: npt.NDArray[np.int64]
    outcome: Figures

    @cached_property
    def total(self) -> int:
        """What there was to capture."""
        return exact_sum(np.maximum(self.outcome, 0))

    @cached_property
    def points(self) -> tuple[Point, ...]:
        """The lift curve: one point for each group of customers that the order does not part."""
        if not self.total:
            return ()
        customers, captured = self._cumulated(self.goodness)
        depths, shares = customers / len(self.outcome), _divided(captured, self.total)
        return tuple(
            Point(float(depth), float(share)) for depth, share in zip(depths, shares, strict=True)
        )

    def captured_at(self, depth: float) -> float | None:
        """Give the share in the first customers; of a group that is cut, its average."""
        if not self.points:
            return None
        depths = [0.0, *(point.depth for point in self.points)]
        shares = [0.0, *(point.captured for point in self.points)]
        return float(np.interp(depth, depths, shares))

    @cached_property
    def gini(self) -> float | None:
        """The area between curve and diagonal, as a share of that of the perfect order.

        ``None`` where nothing came or everybody brought the same.
        """
        if not self.total:
            return None
        perfect = self._area(np.maximum(self.outcome, 0))
        return self._area(self.goodness) / perfect if perfect else None

    @cached_property
    def rank_correlation(self) -> float | None:
        """Spearman's: ties have the mean of their ranks, losses their own place.

        ``None`` where all are equal in one of the two.
        """
        one, other = _mean_ranks(self.goodness), _mean_ranks(self.outcome)
        spread = float(np.sqrt((one @ one) * (other @ other)))
        return float(one @ other) / spread if spread else None

    def _area(self, goodness: Figures) -> float:
        """Give twice the area between the curve and the diagonal."""
        customers, captured = self._cumulated(goodness)
        if len(customers) == 1:
            return 0.0
        shares = _divided(captured, self.total)
        widths = np.diff(customers, prepend=0) / len(self.outcome)
        before = np.concatenate(([0.0], shares[:-1]))
        return float(widths @ (before + shares)) - 1

    def _cumulated(self, goodness: Figures) -> tuple[Figures, Any]:
        """Count customers and add up outcomes, group by group, the best first."""
        order = np.argsort(-goodness)
        ordered = goodness[order]
        begins = np.flatnonzero(np.concatenate(([True], ordered[1:] != ordered[:-1])))
        positive = np.maximum(self.outcome, 0)[order]
        exact = positive if self.total < _ROOM else positive.astype(object)
        sums = np.add.reduceat(exact, begins)
        return np.append(begins[1:], len(order)), np.cumsum(sums)


@dataclass(frozen=True, slots=True)
class Capture:
    """What some customers brought: how many they are, their share, and that after losses.

    ``share`` is of all that lies above zero. ``net_share`` is of everything, losses taken off on
    both sides; ``None`` where that is not above zero.
    """

    customers: int
    share_of_customers: float
    share: float | None
    net_share: float | None


@dataclass(frozen=True, slots=True)
class Report:
    """A back-test at one day: the top grade, the whole order, and the naive orders beside it.

    ``naive`` has for each order the share that as many customers as the top grade has would have
    held; ``losses`` is the number of customers whose outcome lies below zero.
    """

    top: Capture
    points: tuple[Point, ...]
    gini: float | None
    rank_correlation: float | None
    naive: Mapping[str, Naive]
    verdict: Verdict
    best_naive: str | None
    losses: int


@dataclass(frozen=True, slots=True)
class Naive:
    """The same figures of an order that anybody could make."""

    share: float | None
    gini: float | None
    rank_correlation: float | None


def back_test(
    top: Flags,
    goodness: npt.NDArray[np.int64],
    naive: Mapping[str, npt.NDArray[np.int64]],
    outcome: Figures,
) -> Report:
    """Compare grades of a day, and naive orders of the same day, with what came afterwards.

    All arrays are of the same customers: those who were graded. ``top`` are those in the top grade.
    """
    model = Prediction(goodness, outcome)
    held = capture(top, outcome)
    others = {name: Prediction(order, outcome) for name, order in naive.items()}
    beside = {
        name: Naive(each.captured_at(held.share_of_customers), each.gini, each.rank_correlation)
        for name, each in others.items()
    }
    verdict, best = _verdict(held, beside)
    return Report(
        held,
        model.points,
        model.gini,
        model.rank_correlation,
        beside,
        verdict,
        best,
        int((outcome < 0).sum()),
    )


def capture(top: Flags, outcome: Figures) -> Capture:
    """Give what the customers at the top hold of an outcome."""
    positive = np.maximum(outcome, 0)
    whole, net = exact_sum(positive), exact_sum(outcome)
    count = int(top.sum())
    return Capture(
        count,
        count / len(top) if len(top) else 0.0,
        exact_sum(positive[top]) / whole if whole else None,
        exact_sum(outcome[top]) / net if net > 0 else None,
    )


def goodness_of_grades(grading: Grading) -> npt.NDArray[np.int64]:
    """Order the members of a grading: by grade, within a grade by score where there is one.

    Whose grade is withheld comes last.
    """
    grades = grading.decision.grades
    steps = np.where(grades == NOT_GRADED, len(grading.scheme.grades), grades).astype(np.int64)
    if grading.scores is None:
        return -steps
    score = grading.scores.column(SCORE)
    kept = np.where(score.known, score.figures, -1)
    return kept - steps * (2 * int(kept.max(initial=0)) + 2)


def goodness_of_column(column: Column, code_ranks: Figures) -> npt.NDArray[np.int64]:
    """Order customers by one figure, unknown ones last: a naive order."""
    better = -1 if column.indicator.better is Better.LESS else 1
    return Ranking(column.figures, column.known, better, code_ranks).goodness


def _verdict(held: Capture, naive: Mapping[str, Naive]) -> tuple[Verdict, str | None]:
    shares = {name: each.share for name, each in naive.items() if each.share is not None}
    best = max(shares, key=lambda name: shares[name], default=None)
    if held.share is None:
        return Verdict.NOTHING_TO_CATCH, None
    if not held.customers:
        return Verdict.NOBODY_AT_THE_TOP, best
    if best is None or held.share > shares[best]:
        return Verdict.BETTER, best
    return Verdict.NO_BETTER, best


def _divided(sums: Any, total: int) -> Floats:
    """Divide exact sums; wide ones one by one, so that none is rounded before."""
    if sums.dtype == object:
        return np.array([each / total for each in sums.tolist()])
    return np.asarray(sums / total, dtype=np.float64)


def _mean_ranks(figures: Figures) -> Floats:
    """Rank with the mean of ties, around zero."""
    _values, inverse, counts = np.unique(figures, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    ranks = ends - (counts - 1) / 2
    return np.asarray(ranks[inverse] - (len(figures) + 1) / 2, dtype=np.float64)
