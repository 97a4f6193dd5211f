"""Where the customers of a population stand among each other, worked out once per grading."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING, Protocol

import numpy as np

from mainstay.analytics.indicators import Better
from mainstay.analytics.pareto import ParetoRanking
from mainstay.analytics.rfm import QuantileScores
from mainstay.analytics.scoring.population import Population
from mainstay.analytics.scoring.ranking import Ranking

if TYPE_CHECKING:
    from mainstay.analytics.scoring.scores import Scored, Scores


@dataclass(frozen=True, slots=True)
class Place:
    """A customer's place in a Pareto ranking, from 1; sums are of positive figures."""

    rank: int
    customers: int
    before: Decimal
    total: Decimal


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer's place by a figure, from 1, among so many that have one."""

    rank: int
    customers: int


class Facts(Protocol):
    """What is known about one customer among the others."""

    def figure(self, indicator: str) -> Decimal | None:
        """Give its figure; ``None`` where it is missing."""

    def place(self, indicator: str) -> Place:
        """Give its place by an indicator that a rule ranks by."""

    def score(self, indicator: str) -> int:
        """Give its score in an indicator that a rule scores."""

    def standing(self, indicator: str) -> Standing:
        """Give its place by an indicator that a rule or a cap takes the best of."""

    def scored(self) -> Scored | None:
        """Give its score by the scheme's scorecard and what it is made of."""


@dataclass(frozen=True, eq=False)
class Standings:
    """A population of graded customers with the rankings that rules ask for."""

    population: Population
    scores: Scores | None = None
    _pareto: dict[str, ParetoRanking] = field(default_factory=dict)
    _quantiles: dict[str, QuantileScores] = field(default_factory=dict)
    _by_figure: dict[str, Ranking] = field(default_factory=dict)

    def pareto(self, indicator: str) -> ParetoRanking:
        """Rank by an indicator; a missing figure counts as nothing."""
        if indicator not in self._pareto:
            column = self.population.column(indicator)
            values = np.where(column.known, column.figures, 0)
            self._pareto[indicator] = ParetoRanking(values, self.population.code_ranks)
        return self._pareto[indicator]

    def quantiles(self, indicator: str) -> QuantileScores:
        """Score an indicator from 1 to 5."""
        if indicator not in self._quantiles:
            column = self.population.column(indicator)
            better = -1 if column.indicator.better is Better.LESS else 1
            self._quantiles[indicator] = QuantileScores(column.figures, column.known, better)
        return self._quantiles[indicator]

    def ranking(self, indicator: str) -> Ranking:
        """Put everybody in the order of an indicator or a score, best first."""
        if indicator not in self._by_figure:
            column = self.population.column(indicator)
            better = -1 if column.indicator.better is Better.LESS else 1
            self._by_figure[indicator] = Ranking(
                column.figures, column.known, better, self.population.code_ranks
            )
        return self._by_figure[indicator]

    @property
    def rankings(self) -> Mapping[str, ParetoRanking]:
        """The rankings that were asked for so far, by indicator; grading asks for all it needs."""
        return self._pareto

    @property
    def scorings(self) -> Mapping[str, QuantileScores]:
        """The scores that were asked for so far, by indicator."""
        return self._quantiles

    @property
    def orders(self) -> Mapping[str, Ranking]:
        """The orders by a figure that were asked for so far, by indicator."""
        return self._by_figure


@dataclass(frozen=True, slots=True)
class StandingFacts:
    """The facts about the customer at a position of the standings' population."""

    standings: Standings
    position: int

    def figure(self, indicator: str) -> Decimal | None:
        """Give its figure; ``None`` where it is missing."""
        return self.standings.population.column(indicator).at(self.position)

    def place(self, indicator: str) -> Place:
        """Give its place by an indicator."""
        column = self.standings.population.column(indicator)
        ranking = self.standings.pareto(indicator)
        return Place(
            rank=int(ranking.ranks[self.position]),
            customers=len(ranking.values),
            before=column.figure(ranking.before[self.position]),
            total=column.figure(ranking.total),
        )

    def score(self, indicator: str) -> int:
        """Give its score in an indicator."""
        return int(self.standings.quantiles(indicator).scores[self.position])

    def standing(self, indicator: str) -> Standing:
        """Give its place by an indicator."""
        ranking = self.standings.ranking(indicator)
        return Standing(int(ranking.ranks[self.position]), ranking.count)

    def scored(self) -> Scored | None:
        """Give its score and what it is made of."""
        scores = self.standings.scores
        return None if scores is None else scores.at(self.position)
