"""Grading: every graded customer gets the first grade whose rule holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mainstay.analytics.scoring.population import Population
from mainstay.analytics.scoring.rules import Moved
from mainstay.analytics.scoring.scheme import Scheme
from mainstay.analytics.scoring.standings import Standings

GradeIndex = npt.NDArray[np.int16]

NOT_GRADED = -1


@dataclass(frozen=True, eq=False)
class Grading:
    """The outcome of one scheme on one population.

    ``grades`` has for every customer the place of its grade in the scheme, or ``NOT_GRADED``.
    ``members`` are the positions of those who were graded and ``standings`` are among them alone,
    in that order.
    """

    scheme: Scheme
    population: Population
    members: npt.NDArray[np.int64]
    standings: Standings
    grades: GradeIndex

    def codes(self) -> list[str | None]:
        """Give the code of each customer's grade, ``None`` for those not graded."""
        names = [grade.code for grade in self.scheme.grades]
        return [names[index] if index != NOT_GRADED else None for index in self.grades]

    def counts(self) -> Mapping[str, int]:
        """Count the customers per grade, in the order of the scheme, zeros included."""
        counted = np.bincount(self.grades[self.members], minlength=len(self.scheme.grades))
        return {
            grade.code: int(count) for grade, count in zip(self.scheme.grades, counted, strict=True)
        }


def grade(scheme: Scheme, population: Population) -> Grading:
    """Grade a population.

    Raises ``InputError`` when a column is missing that a rule asks for.
    """
    for code in scheme.indicators():
        population.column(code)
    members = np.flatnonzero(population.graded)
    everybody = len(members) == len(population)
    standings = Standings(population if everybody else population.take(members))
    grades = np.full(len(population), NOT_GRADED, dtype=np.int16)
    grades[members] = first_that_holds(scheme, standings, {})
    return Grading(scheme, population, members, standings, grades)


def first_that_holds(scheme: Scheme, standings: Standings, moved: Moved) -> GradeIndex:
    """Give each customer's grade, where it alone has its ``moved`` figures."""
    result = np.full(len(standings.population), len(scheme.grades) - 1, dtype=np.int16)
    open_still = np.ones(len(standings.population), dtype=bool)
    for index, entry in enumerate(scheme.grades):
        holds = entry.rule.verdict(standings, moved).holds & open_still
        result[holds] = index
        open_still &= ~holds
    return result
