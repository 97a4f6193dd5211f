"""The smallest change that brings a customer into a better grade.

Definition and proof: docs/algorithms/grading.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from mainstay.analytics.scoring.grading import NOT_GRADED, GradeIndex, Grading, first_that_holds
from mainstay.analytics.scoring.population import Column, Figures, Flags
from mainstay.analytics.scoring.rules import UNBOUNDED, Bound, Way
from mainstay.analytics.scoring.standings import Standings

Positions = npt.NDArray[np.int64]

NO_WAY = -1


class Status(StrEnum):
    """Whether a better grade can be named."""

    BEST = "best"
    REACHABLE = "reachable"
    NEEDS_FIGURES = "needs_figures"
    NO_CHANGE_FOUND = "no_change_found"
    NOT_GRADED = "not_graded"


@dataclass(frozen=True, slots=True)
class Change:
    """One figure that has to move."""

    indicator: str
    present: Decimal
    needed: Decimal

    @property
    def difference(self) -> Decimal:
        """What has to be added; negative when less is needed."""
        return self.needed - self.present


@dataclass(frozen=True, slots=True)
class NextGrade:
    """The way up for one customer: the grade that ``changes`` together reach.

    ``missing`` names the indicators without which no way can be stated.
    """

    status: Status
    grade: str | None = None
    changes: tuple[Change, ...] = ()
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, eq=False)
class NextGrades:
    """The way up for every customer of a grading; arrays run over its members.

    ``chosen`` is the number of the way taken or ``NO_WAY``, ``reached`` the grade it leads to,
    ``moved`` the figures it asks for (the present ones where nothing moves). ``lacking`` tells
    whose missing figure of an indicator keeps the nearest way closed.
    """

    grading: Grading
    chosen: npt.NDArray[np.int32]
    reached: GradeIndex
    moved: Mapping[str, Figures]
    lacking: Mapping[str, Flags]

    def of(self, position: int) -> NextGrade:
        """Give the way up for the customer at a position of the population."""
        present = int(self.grading.grades[position])
        if present == NOT_GRADED:
            return NextGrade(Status.NOT_GRADED)
        if present == 0:
            return NextGrade(Status.BEST)
        member = int(np.searchsorted(self.grading.members, position))
        if self.chosen[member] == NO_WAY:
            missing = tuple(code for code, flags in self.lacking.items() if flags[member])
            status = Status.NEEDS_FIGURES if missing else Status.NO_CHANGE_FOUND
            return NextGrade(status, missing=missing)
        target = self.grading.scheme.grades[self.reached[member]].code
        return NextGrade(Status.REACHABLE, target, self._changes(member))

    def _changes(self, member: int) -> tuple[Change, ...]:
        changes = []
        for code, figures in self.moved.items():
            column = self.grading.standings.population.column(code)
            if column.figures[member] != figures[member]:
                changes.append(
                    Change(
                        code,
                        column.figure(column.figures[member]),
                        column.figure(figures[member]),
                    )
                )
        return tuple(changes)


def next_grades(grading: Grading) -> NextGrades:
    """Find for every graded customer the cheapest change that leads to a better grade."""
    standings = grading.standings
    present = grading.grades[grading.members]
    closed: dict[int, Flags] = {}
    while True:
        search = _Search(standings, present)
        for number, (grade, way) in enumerate(_better_ways(grading)):
            search.try_way(number, grade, way, closed.get(number))
        reached = first_that_holds(grading.scheme, standings, search.moved)
        # A way may run into a better rule's opposite; then it is no way for that customer.
        futile = (search.chosen != NO_WAY) & (reached >= present)
        if not futile.any():
            return NextGrades(grading, search.chosen, reached, search.moved, search.lacking)
        for number in np.unique(search.chosen[futile]):
            known = closed.get(int(number), np.zeros_like(futile))
            closed[int(number)] = known | (futile & (search.chosen == number))


def _better_ways(grading: Grading) -> Iterator[tuple[int, Way]]:
    """Give the ways to every grade but the last, the worse grades first."""
    for index in range(len(grading.scheme.grades) - 2, -1, -1):
        for way in grading.scheme.grades[index].rule.ways(grading.standings):
            yield index, way


@dataclass(frozen=True, eq=False)
class _Cost:
    """What ways cost: indicators that change, the logarithm of their factors, steps."""

    changes: Figures
    factor: npt.NDArray[np.float64]
    steps: Figures

    def below(self, other: _Cost, where: Positions) -> Flags:
        """Tell which are cheaper than another cost at the positions."""
        changes, factor, steps = other.changes[where], other.factor[where], other.steps[where]
        fewer_steps = (self.factor == factor) & (self.steps < steps)
        return np.asarray(
            (self.changes < changes)
            | ((self.changes == changes) & ((self.factor < factor) | fewer_steps)),
            dtype=bool,
        )

    def replace(self, where: Positions, other: _Cost, taken: Flags) -> None:
        """Put what is taken of another cost at the positions."""
        self.changes[where] = other.changes[taken]
        self.factor[where] = other.factor[taken]
        self.steps[where] = other.steps[taken]


class _Search:
    """Keeps the cheapest way per customer while ways are tried one after the other."""

    def __init__(self, standings: Standings, present: GradeIndex) -> None:
        count = len(present)
        self.chosen = np.full(count, NO_WAY, dtype=np.int32)
        self.moved: dict[str, Figures] = {}
        self.lacking: dict[str, Flags] = {}
        self._population = standings.population
        self._present = present
        self._told = np.zeros(count, dtype=bool)
        most = np.full(count, np.iinfo(np.int64).max)
        self._cost = _Cost(most, np.full(count, np.inf), most.copy())

    def try_way(self, number: int, grade: int, way: Way, closed: Flags | None) -> None:
        """Take a way where it is open and cheaper than what was found before."""
        higher = self._present > grade
        self._note_missing(way, higher)
        open_here = higher & way.open
        if closed is not None:
            open_here &= ~closed
        where = np.flatnonzero(open_here)
        possible = np.ones(len(where), dtype=bool)
        changes, steps = np.zeros((2, len(where)), dtype=np.int64)
        factor = np.zeros(len(where))
        targets: dict[str, Figures] = {}
        for code, bound in way.bounds.items():
            column = self._population.column(code)
            nearest = _nearest(column, bound, where)
            targets[code] = nearest.figures
            possible &= nearest.possible
            changes += nearest.steps > 0
            factor += _factor(column.figures[where], nearest.figures)
            steps += nearest.steps
        cost = _Cost(changes, factor, steps)
        cheaper = possible & cost.below(self._cost, where)
        self._cost.replace(where[cheaper], cost, cheaper)
        self._take(
            number, where[cheaper], {code: figures[cheaper] for code, figures in targets.items()}
        )

    def _take(self, number: int, where: Positions, targets: Mapping[str, Figures]) -> None:
        self.chosen[where] = number
        for code in targets:
            if code not in self.moved:
                self.moved[code] = self._population.column(code).figures.copy()
        for code, figures in self.moved.items():
            present = self._population.column(code).figures
            figures[where] = targets.get(code, present[where])

    def _note_missing(self, way: Way, higher: Flags) -> None:
        """Keep what the first way with missing figures lacks."""
        lacks = np.zeros_like(higher)
        for flags in way.missing.values():
            lacks |= flags
        lacks &= higher & ~self._told
        for code, flags in way.missing.items():
            self.lacking[code] = self.lacking.get(code, np.zeros_like(higher)) | (flags & lacks)
        self._told |= lacks


@dataclass(frozen=True, eq=False)
class _Nearest:
    """Figures moved between bounds, by how many steps, and where that is possible."""

    figures: Figures
    steps: Figures
    possible: Flags


def _nearest(column: Column, bound: Bound, where: Positions) -> _Nearest:
    """Move figures by the fewest steps between the bounds; unknown ones stay."""
    figures, known, step = column.figures[where], column.known[where], column.step
    low, high = bound.low[where], bound.high[where]
    up = np.where(known & (figures < low), -((figures - low) // step), 0)
    down = np.where(known & (figures > high), -((high - figures) // step), 0)
    moved = figures + (up - down) * step
    limits = column.indicator
    lowest = -UNBOUNDED if limits.minimum is None else column.units(limits.minimum)
    highest = UNBOUNDED if limits.maximum is None else column.units(limits.maximum)
    imaginable = (moved == figures) | ((lowest <= moved) & (moved <= highest))
    return _Nearest(moved, up + down, (low <= moved) & (moved <= high) & imaginable | ~known)


def _factor(present: Figures, needed: Figures) -> npt.NDArray[np.float64]:
    """Give the logarithm of larger by smaller; infinite where one of them is not positive."""
    positive = (present > 0) & (needed > 0)
    ratio = np.divide(needed, present, out=np.ones(len(present)), where=positive)
    factor = np.abs(np.log(ratio))
    factor[~positive & (present != needed)] = np.inf
    return factor
