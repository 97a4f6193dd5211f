"""Where the customers of a population stand among each other, worked out once per grading."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from mainstay.analytics.indicators import Better
from mainstay.analytics.pareto import ParetoRanking
from mainstay.analytics.rfm import QuantileScores
from mainstay.analytics.scoring.population import Population


@dataclass(frozen=True, eq=False)
class Standings:
    """A population of graded customers with the rankings that rules ask for."""

    population: Population
    _pareto: dict[str, ParetoRanking] = field(default_factory=dict)
    _quantiles: dict[str, QuantileScores] = field(default_factory=dict)

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
