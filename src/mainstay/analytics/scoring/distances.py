"""How far one customer is from the grades above and below, figure by figure.

``next_grade`` finds the cheapest way up for everybody; this looks at one customer, and names for
each indicator the smallest change of it alone. Definition: docs/algorithms/grading.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from mainstay.analytics.indicators import Better
from mainstay.analytics.scoring.bounds import UNBOUNDED, Bound
from mainstay.analytics.scoring.grading import Grading
from mainstay.analytics.scoring.next_grade import better_ways
from mainstay.analytics.scoring.population import LARGEST, Column, Flags
from mainstay.analytics.scoring.rules import Way
from mainstay.analytics.scoring.score_ways import in_figures
from mainstay.analytics.scoring.scorecard import is_score


@dataclass(frozen=True, slots=True)
class SingleChange:
    """One figure that moves alone, and the grade that the customer then has."""

    indicator: str
    present: Decimal
    needed: Decimal
    grade: str

    @property
    def difference(self) -> Decimal:
        """What has to be added; negative when less is needed."""
        return self.needed - self.present

    def to_dict(self) -> dict[str, Any]:
        """Give plain data for JSON; figures are texts."""
        return {
            "indicator": self.indicator,
            "present": format(self.present, "f"),
            "needed": format(self.needed, "f"),
            "difference": format(self.difference, "f"),
            "grade": self.grade,
        }


@dataclass(frozen=True, slots=True)
class Distances:
    """For each indicator that can do it alone the smallest change up, and the smallest down."""

    up: tuple[SingleChange, ...]
    down: tuple[SingleChange, ...]


def distances(grading: Grading, position: int) -> Distances:
    """Find the single changes of the customer at a position of the population.

    There are none where it has no grade or has to keep it.
    """
    member = int(np.searchsorted(grading.members, position))
    if not grading.population.graded[position]:
        return Distances((), ())
    if grading.decision.withheld[member] or grading.decision.held[member]:
        return Distances((), ())
    return _Finder(grading, member).find()


class _Finder:
    """Tries single figures of one member, the others staying as they are."""

    def __init__(self, grading: Grading, member: int) -> None:
        self._grading = grading
        self._member = member
        self._columns = grading.standings.population.columns
        self._present = int(grading.decision.grades[member])

    def find(self) -> Distances:
        ups, downs = [], []
        towards, away = self._borders_above(), self._borders_below()
        for code in self._grading.scheme.indicators():
            column = self._columns[code]
            if not column.known[self._member]:
                continue
            ups.append(self._nearest(column, towards.get(code, ()), up=True))
            found = self._nearest(column, away.get(code, ()), up=False)
            downs.append(found or self._searched(column))
        return Distances(
            tuple(each for each in ups if each is not None),
            tuple(each for each in downs if each is not None),
        )

    # --- where to look ---------------------------------------------------------------------

    def _borders_above(self) -> dict[str, list[int]]:
        """Give the figures at which a rule of a better grade begins to hold."""
        present = np.zeros(len(self._grading.members), dtype=np.int16)
        present[self._member] = self._present
        return self._collected(
            (way for _index, way in better_ways(self._grading, present)), outside=False
        )

    def _borders_below(self) -> dict[str, list[int]]:
        """Give the figures at which the rule of the present grade no longer holds."""
        return self._collected(self._own_ways(), outside=True)

    def _own_ways(self) -> Iterator[Way]:
        if self._present == len(self._grading.scheme.grades) - 1:
            return
        standings, scores = self._grading.standings, self._grading.scores
        ways = [
            way
            for rule, whom in self._grading.decider.rules_for(self._present)
            if whom[self._member]
            for way in rule.ways(standings)
        ]
        places = self._grading.decision.caps.get(self._present)
        if places is not None and places.first_out is not None:
            ranking = standings.ranking(places.cap.indicator)
            before = ranking.bound_to_pass(places.first_out)
            ways.append(Way({places.cap.indicator: before}, ranking.known, {}))
        for way in ways:
            yield from in_figures(way, scores, self._alone())

    def _alone(self) -> Flags:
        alone = np.zeros(len(self._grading.members), dtype=bool)
        alone[self._member] = True
        return alone

    def _collected(self, ways: Iterable[Way], *, outside: bool) -> dict[str, list[int]]:
        found: dict[str, list[int]] = {}
        for way in ways:
            if way.open[self._member]:
                for code, bound in way.bounds.items():
                    found.setdefault(code, []).extend(self._ends(code, bound, outside=outside))
        return found

    def _ends(self, code: str, bound: Bound, *, outside: bool) -> Iterator[int]:
        """Give the first figures, whole steps from the present, inside or outside a bound."""
        column = self._columns[code]
        present, step = int(column.figures[self._member]), column.step
        low, high = int(bound.low[self._member]), int(bound.high[self._member])
        if outside:
            if -LARGEST < low <= present:
                yield present - ((present - low) // step + 1) * step
            if present <= high < LARGEST:
                yield present + ((high - present) // step + 1) * step
        elif present < low < UNBOUNDED:
            yield present - (present - low) // step * step
        elif -UNBOUNDED < high < present:
            yield present + (high - present) // step * step

    # --- what comes of it ------------------------------------------------------------------

    def _nearest(self, column: Column, figures: Iterable[int], *, up: bool) -> SingleChange | None:
        """Take the nearest figure that does lead to another grade."""
        present = int(column.figures[self._member])
        for figure in sorted(set(figures), key=lambda figure: abs(figure - present)):
            if self._is_possible(column, figure):
                grade = self._grade_with(column, figure)
                if grade < self._present if up else grade > self._present:
                    return self._change(column, figure, grade)
        return None

    def _searched(self, column: Column) -> SingleChange | None:
        """Halve the way to the worst figure, where the rule does not tell its border."""
        code = column.indicator.code
        if code not in self._asked_without_border():
            return None
        present, step = int(column.figures[self._member]), column.step
        direction = 1 if column.indicator.better is Better.LESS else -1
        near, far = 0, self._most_steps(column, direction)
        if far < 1 or self._grade_with(column, present + direction * far * step) <= self._present:
            return None
        while far - near > 1:
            between = (near + far) // 2
            grade = self._grade_with(column, present + direction * between * step)
            near, far = (near, between) if grade > self._present else (between, far)
        figure = present + direction * far * step
        return self._change(column, figure, self._grade_with(column, figure))

    def _asked_without_border(self) -> set[str]:
        """Name what the rule of the present grade asks for by itself."""
        rule = self._grading.scheme.grades[self._present].rule
        return {code for code in rule.indicators() if not is_score(code)}

    def _most_steps(self, column: Column, direction: int) -> int:
        limits = column.indicator
        end = limits.maximum if direction > 0 else limits.minimum
        furthest = direction * (LARGEST // 2) if end is None else column.units(end)
        return (furthest - int(column.figures[self._member])) * direction // column.step

    def _is_possible(self, column: Column, figure: int) -> bool:
        limits = column.indicator
        low = limits.minimum is None or figure >= column.units(limits.minimum)
        return low and (limits.maximum is None or figure <= column.units(limits.maximum))

    def _grade_with(self, column: Column, figure: int) -> int:
        moved = column.figures.copy()
        moved[self._member] = figure
        grades = self._grading.decider.if_moved(
            self._grading.decision, {column.indicator.code: moved}
        )
        return int(grades[self._member])

    def _change(self, column: Column, figure: int, grade: int) -> SingleChange:
        return SingleChange(
            column.indicator.code,
            column.figure(column.figures[self._member]),
            column.figure(figure),
            self._grading.scheme.grades[grade].code,
        )
