"""The rule that asks for an RFM segment."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

import numpy as np

from mainstay.analytics.rfm import (
    CELLS,
    SCORES,
    SEGMENTS,
    Flags,
    QuantileScores,
    cells,
    segment_of,
    segments,
)
from mainstay.analytics.scoring.bounds import UNBOUNDED, Bound
from mainstay.analytics.scoring.rules import Finding, Moved, Outcome, Rule, Verdict, Way
from mainstay.analytics.scoring.standings import Facts, Standings


@dataclass(frozen=True, slots=True)
class RfmRule:
    """Holds for the customers in one segment of the three indicators' scores."""

    segment: str
    recency: str
    frequency: str
    monetary: str

    def indicators(self) -> tuple[str, ...]:
        """Name the three indicators."""
        return (self.recency, self.frequency, self.monetary)

    def shifted(self, direction: int) -> Rule:
        """Have no margin."""
        return self

    def verdict(self, standings: Standings, moved: Moved) -> Verdict:
        """Score anew whoever moved; the others keep their figures."""
        scores = []
        for code in self.indicators():
            quantiles = standings.quantiles(code)
            scores.append(
                quantiles.scores_if_moved(moved[code]) if code in moved else quantiles.scores
            )
        holds = segments(*scores) == SEGMENTS.index(self.segment)
        return Verdict(holds, np.ones_like(holds))

    def ways(self, standings: Standings) -> list[Way]:
        """Offer each better score in one dimension that leads into the segment.

        The other two scores stand still, so these are changes of a single indicator.
        """
        found = []
        codes = self.indicators()
        present = cells(*(standings.quantiles(code).scores for code in codes))
        for dimension, code in enumerate(codes):
            column = standings.population.column(code)
            for score in range(2, SCORES + 1):
                bound = _bound(standings.quantiles(code), score)
                leads = self._leading_cells(dimension, score)[present]
                if bound is not None and leads.any():
                    found.append(
                        Way({code: bound}, leads & column.known, {code: leads & ~column.known})
                    )
        return found

    def _leading_cells(self, dimension: int, score: int) -> Flags:
        """Tell from which cells a better score in one dimension leads into the segment."""
        moved = CELLS.copy()
        moved[:, dimension] = score
        inside = segments(*moved.T) == SEGMENTS.index(self.segment)
        return np.asarray(inside & (score > CELLS[:, dimension]), dtype=bool)

    def findings(self, facts: Facts) -> list[Finding]:
        """Give the three scores and the figures behind them."""
        names = ("recency", "frequency", "monetary")
        figures: dict[str, Decimal | int | str | None] = {}
        scores = []
        for name, code in zip(names, self.indicators(), strict=True):
            scores.append(facts.score(code))
            figures[f"{name}_indicator"] = code
            figures[f"{name}_figure"] = facts.figure(code)
            figures[f"{name}_score"] = scores[-1]
        own = segment_of(*scores)
        figures |= {"segment": self.segment, "own_segment": own}
        outcome = Outcome.MET if own == self.segment else Outcome.FAILED
        return [Finding("rfm", outcome, figures)]


def _bound(quantiles: QuantileScores, score: int) -> Bound | None:
    """Give the figures that have exactly this score."""
    border = quantiles.border(score)
    if border is None:
        return None
    beyond = quantiles.border(score + 1) if score < SCORES else None
    if beyond is None:
        beyond = np.full(len(border), UNBOUNDED * quantiles.better)
    if quantiles.better > 0:
        return Bound(border + 1, beyond)
    return Bound(beyond, border - 1)
