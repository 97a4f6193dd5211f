"""Grading: every graded customer gets the first grade whose rule holds and that has a place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from mainstay.analytics.scoring.deciding import NOT_GRADED, Decider, Decision, GradeIndex
from mainstay.analytics.scoring.population import Population
from mainstay.analytics.scoring.scheme import Scheme
from mainstay.analytics.scoring.scorecard import Scorecard
from mainstay.analytics.scoring.scores import Scores, scores_of
from mainstay.analytics.scoring.standings import Standings

__all__ = ["NOT_GRADED", "GradeIndex", "Grading", "grade", "stand"]


@dataclass(frozen=True, eq=False)
class Grading:
    """The outcome of one scheme on one population.

    ``grades`` has for every customer the place of its grade in the scheme, or ``NOT_GRADED``.
    ``members`` are the positions of those who take part; ``standings`` and ``decision`` are among
    them alone, in that order. A member of whom too little is known takes part without a grade.
    """

    scheme: Scheme
    population: Population
    members: npt.NDArray[np.int64]
    standings: Standings
    decider: Decider
    decision: Decision
    grades: GradeIndex

    @property
    def scores(self) -> Scores | None:
        """The scores of the members, where the scheme has a scorecard."""
        return self.standings.scores

    def codes(self) -> list[str | None]:
        """Give the code of each customer's grade, ``None`` for those not graded."""
        names = [grade.code for grade in self.scheme.grades]
        return [names[index] if index != NOT_GRADED else None for index in self.grades]

    def counts(self) -> Mapping[str, int]:
        """Count the customers per grade, in the order of the scheme, zeros included."""
        graded = self.grades[self.grades != NOT_GRADED]
        counted = np.bincount(graded, minlength=len(self.scheme.grades))
        return {
            grade.code: int(count) for grade, count in zip(self.scheme.grades, counted, strict=True)
        }


def grade(scheme: Scheme, population: Population) -> Grading:
    """Grade a population.

    Raises ``InputError`` when a column is missing that a rule asks for, ``SchemeError`` when a
    curve of the scorecard does not fit its indicator.
    """
    for code in scheme.indicators():
        population.column(code)
    members = np.flatnonzero(population.graded)
    standings = stand(scheme.scorecard, population, members)
    decider = Decider(scheme, standings)
    decision = decider.decide()
    grades = np.full(len(population), NOT_GRADED, dtype=np.int16)
    grades[members] = decision.grades
    return Grading(scheme, population, members, standings, decider, decision, grades)


def stand(
    scorecard: Scorecard | None, population: Population, members: npt.NDArray[np.int64]
) -> Standings:
    """Score the members, and put their scores beside their figures."""
    everybody = len(members) == len(population)
    taken = population if everybody else population.take(members)
    if scorecard is None:
        return Standings(taken)
    scores = scores_of(scorecard, taken)
    return Standings(taken.with_columns(scores.columns), scores)
