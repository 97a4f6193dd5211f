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

from mainstay.analytics.scoring.deciding import Places
from mainstay.analytics.scoring.grading import GradeIndex, Grading
from mainstay.analytics.scoring.nearest import nearest
from mainstay.analytics.scoring.population import Figures, Flags
from mainstay.analytics.scoring.rules import Way, both_ways
from mainstay.analytics.scoring.score_ways import in_figures
from mainstay.analytics.scoring.standings import Standings

Positions = npt.NDArray[np.int64]

NO_WAY = -1


class Status(StrEnum):
    """Whether a better grade can be named.

    ``HELD`` says that no figures would help before the minimum stay is over.
    """

    BEST = "best"
    HELD = "held"
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
        member = int(np.searchsorted(self.grading.members, position))
        decision = self.grading.decision
        if not self.grading.population.graded[position]:
            return NextGrade(Status.NOT_GRADED)
        if present == 0:
            return NextGrade(Status.BEST)
        if decision.held[member]:
            return NextGrade(Status.HELD)
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
    decision = grading.decision
    # Nobody who has to stay has a way, so for these every grade counts as the best.
    present = np.where(decision.held, 0, decision.grades)
    closed: dict[int, Flags] = {}
    while True:
        search = _Search(grading.standings, present)
        for number, (grade, way) in enumerate(better_ways(grading, present)):
            search.try_way(number, grade, way, closed.get(number))
        reached = grading.decider.if_moved(decision, search.moved)
        # A way may run into a better rule's opposite; then it is no way for that customer.
        futile = (search.chosen != NO_WAY) & (reached >= present)
        if not futile.any():
            lacking = _lacking_to_grade(grading, search.lacking)
            return NextGrades(grading, search.chosen, reached, search.moved, lacking)
        for number in np.unique(search.chosen[futile]):
            known = closed.get(int(number), np.zeros_like(futile))
            closed[int(number)] = known | (futile & (search.chosen == number))


def better_ways(grading: Grading, present: GradeIndex) -> Iterator[tuple[int, Way]]:
    """Give the ways to every grade but the last, the worse grades first."""
    for index in range(len(grading.scheme.grades) - 2, -1, -1):
        places = grading.decision.caps.get(index)
        for rule, whom in grading.decider.rules_for(index):
            if not whom.any():
                continue
            for way in rule.ways(grading.standings):
                admitted = way if places is None else _into_places(way, places, grading.standings)
                for each in in_figures(admitted, grading.scores, whom & (present > index)):
                    yield index, _for(each, whom)


def _into_places(way: Way, places: Places, standings: Standings) -> Way:
    """Ask besides for what it takes to get one of the places of a grade."""
    if not places.is_full:
        return way
    ranking = standings.ranking(places.cap.indicator)
    if places.last is None:
        return Way(way.bounds, np.zeros_like(way.open), way.missing)
    bound = ranking.bound_to_pass(places.last)
    missing = {places.cap.indicator: ~ranking.known}
    return both_ways(way, Way({places.cap.indicator: bound}, ranking.known, missing))


def _for(way: Way, whom: Flags) -> Way:
    """Narrow a way to those to whom its rule is put."""
    if whom.all():
        return way
    return Way(
        way.bounds, way.open & whom, {code: flags & whom for code, flags in way.missing.items()}
    )


def _lacking_to_grade(grading: Grading, lacking: Mapping[str, Flags]) -> Mapping[str, Flags]:
    """Name besides what is unknown of those who have no grade for it."""
    withheld, scores = grading.decision.withheld, grading.scores
    if scores is None or not withheld.any():
        return lacking
    found = dict(lacking)
    for fitted in scores.fitted:
        code = fitted.column.indicator.code
        lacks = withheld & ~fitted.column.known
        found[code] = found[code] | lacks if code in found else lacks
    return found


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
            found = nearest(column, bound, where)
            targets[code] = found.figures
            possible &= found.possible
            changes += found.steps > 0
            factor += _factor(column.figures[where], found.figures)
            steps += found.steps
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


def _factor(present: Figures, needed: Figures) -> npt.NDArray[np.float64]:
    """Give the logarithm of larger by smaller; infinite where one of them is not positive."""
    positive = (present > 0) & (needed > 0)
    ratio = np.divide(needed, present, out=np.ones(len(present)), where=positive)
    factor = np.abs(np.log(ratio))
    factor[~positive & (present != needed)] = np.inf
    return factor
