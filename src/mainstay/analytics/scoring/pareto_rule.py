"""The rule that asks for a place among the customers that make most of a total."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

import numpy as np

from mainstay.analytics.scoring.bounds import UNBOUNDED, Bound
from mainstay.analytics.scoring.population import LARGEST
from mainstay.analytics.scoring.rules import Finding, Moved, Outcome, Rule, Verdict, Way
from mainstay.analytics.scoring.standings import Facts, Standings


@dataclass(frozen=True, slots=True)
class ParetoRule:
    """Holds for the customers that make the first ``share`` of an indicator's positive total.

    With a ``margin`` who has the grade keeps it up to a larger share, and who has not comes in
    within a smaller one.
    """

    indicator: str
    share: Decimal
    margin: Decimal | None = None

    def indicators(self) -> tuple[str, ...]:
        """Name the indicator."""
        return (self.indicator,)

    def shifted(self, direction: int) -> Rule:
        """Move the share by the margin."""
        if self.margin is None:
            return self
        share = min(self.share - direction * self.margin, Decimal(1))
        return replace(self, share=share, margin=None)

    def verdict(self, standings: Standings, moved: Moved) -> Verdict:
        """Decide by the exact cumulated sums; a moved value moves the total."""
        ranking = standings.pareto(self.indicator)
        share = Fraction(self.share)
        if self.indicator in moved:
            holds = ranking.within_if_moved(share, moved[self.indicator])
        else:
            holds = ranking.within(share)
        column = standings.population.column(self.indicator)
        return Verdict(holds & column.known, np.ones_like(column.known))

    def ways(self, standings: Standings) -> list[Way]:
        """Give the smallest value that gets each customer in."""
        column = standings.population.column(self.indicator)
        least = standings.pareto(self.indicator).least_to_enter(Fraction(self.share), column.step)
        reachable = np.asarray(least < LARGEST, dtype=bool)
        low = np.where(reachable, least, 0).astype(np.int64)
        bound = Bound(low, np.full(len(low), UNBOUNDED))
        return [
            Way({self.indicator: bound}, column.known & reachable, {self.indicator: ~column.known})
        ]

    def findings(self, facts: Facts) -> list[Finding]:
        """Give the place in the ranking and the sums behind it."""
        figure, place = facts.figure(self.indicator), facts.place(self.indicator)
        if figure is None:
            outcome = Outcome.MISSING
        else:
            within = Fraction(place.before) < Fraction(self.share) * Fraction(place.total)
            outcome = Outcome.MET if figure > 0 and within else Outcome.FAILED
        figures: dict[str, Decimal | int | str | None] = {
            "indicator": self.indicator,
            "share": self.share,
            "figure": figure,
            "rank": place.rank,
            "customers": place.customers,
            "before": place.before,
            "total": place.total,
        }
        return [Finding("pareto", outcome, figures)]
