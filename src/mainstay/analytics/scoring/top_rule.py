"""The rule that asks for a place among the first customers by an indicator or a score."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np

from mainstay.analytics.scoring.bounds import UNBOUNDED
from mainstay.analytics.scoring.ranking import goodness_bound
from mainstay.analytics.scoring.rules import Finding, Moved, Outcome, Rule, Verdict, Way
from mainstay.analytics.scoring.standings import Facts, Standings


@dataclass(frozen=True, slots=True)
class TopRule:
    """Holds for the first ``count`` customers, or the first ``share`` of those with a figure.

    The customer that crosses the border of a share is in. With a ``margin``, in customers or as a
    share, who has the grade keeps it that much further down, and who has not comes in that much
    further up.
    """

    indicator: str
    count: int | None = None
    share: Decimal | None = None
    margin: Decimal | None = None

    def indicators(self) -> tuple[str, ...]:
        """Name the indicator."""
        return (self.indicator,)

    def shifted(self, direction: int) -> Rule:
        """Move the border by the margin."""
        if self.margin is None:
            return self
        if self.count is not None:
            return replace(self, count=self.count - direction * int(self.margin), margin=None)
        share = (self.share or Decimal(0)) - direction * self.margin
        return replace(self, share=min(share, Decimal(1)), margin=None)

    def most(self, customers: int) -> int:
        """Give the number of places among so many customers with a figure."""
        if self.count is not None:
            return self.count
        share = self.share or Decimal(0)
        numerator, denominator = share.as_integer_ratio()
        return -(-numerator * customers // denominator)

    def verdict(self, standings: Standings, moved: Moved) -> Verdict:
        """Decide by rank; a missing figure has none."""
        ranking = standings.ranking(self.indicator)
        most = self.most(ranking.count)
        if self.indicator in moved:
            least = ranking.least_to_enter(most)
            goodness = moved[self.indicator] * ranking.better
            enters = np.full(len(goodness), most > 0) if least is None else goodness >= least
            holds = ranking.known & enters
        else:
            holds = ranking.within(most)
        return Verdict(holds, np.ones_like(holds))

    def ways(self, standings: Standings) -> list[Way]:
        """Give the figure that passes the last of the others that has a place."""
        ranking = standings.ranking(self.indicator)
        most = self.most(ranking.count)
        least = ranking.least_to_enter(most)
        if least is None:
            least = np.full(len(ranking.figures), -UNBOUNDED)
        bound = goodness_bound(least, ranking.better)
        is_open = ranking.known & (most > 0)
        return [Way({self.indicator: bound}, is_open, {self.indicator: ~ranking.known})]

    def findings(self, facts: Facts) -> list[Finding]:
        """Give the place and how many places there are."""
        figure, standing = facts.figure(self.indicator), facts.standing(self.indicator)
        most = self.most(standing.customers)
        if figure is None:
            outcome = Outcome.MISSING
        else:
            outcome = Outcome.MET if standing.rank <= most else Outcome.FAILED
        figures: dict[str, Decimal | int | str | None] = {
            "indicator": self.indicator,
            "figure": figure,
            "share": self.share,
            "most": most,
            "rank": standing.rank,
            "customers": standing.customers,
        }
        return [Finding("top", outcome, figures)]
