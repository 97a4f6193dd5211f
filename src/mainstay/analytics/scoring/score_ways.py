"""Ways that ask for a score, turned into ways that ask for one figure of its scorecard.

Definition: docs/algorithms/grading.md, the next grade.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from mainstay.analytics.scoring.bounds import UNBOUNDED, Bound
from mainstay.analytics.scoring.nearest import nearest
from mainstay.analytics.scoring.population import Figures, Flags
from mainstay.analytics.scoring.rules import Way
from mainstay.analytics.scoring.scorecard import is_score
from mainstay.analytics.scoring.scores import FULL_SCORE, UNITS_OF_VALUE, Scores, Total
from mainstay.analytics.scoring.values import FULL_VALUE


def in_figures(way: Way, scores: Scores | None, whom: Flags) -> Iterator[Way]:
    """Give a way as it is, or one for each line of the scorecard that could bring its scores.

    Only customers among ``whom`` get one.
    """
    asked = {code: bound for code, bound in way.bounds.items() if is_score(code)}
    if scores is None or not asked:
        yield way
        return
    others = {code: bound for code, bound in way.bounds.items() if not is_score(code)}
    # What is missing is told once, by a way that is closed to everybody.
    yield Way({}, np.zeros_like(way.open), _missing(way, scores))
    lines = sorted({line for code in asked for line in scores.scorecard.lines_of(code)})
    for line in lines:
        if scores.scorecard.whole_weights[line]:
            where = np.flatnonzero(way.open & whom & scores.fitted[line].column.known)
            yield _Line(scores, line, where).way(asked, others)


def _missing(way: Way, scores: Scores) -> dict[str, Flags]:
    """Name the unknown figures of a scorecard where its score is what is missing."""
    found = {code: flags for code, flags in way.missing.items() if not is_score(code)}
    for code, flags in way.missing.items():
        if is_score(code):
            for line in scores.scorecard.lines_of(code):
                column = scores.fitted[line].column
                lacks = flags & ~column.known
                indicator = column.indicator.code
                found[indicator] = found[indicator] | lacks if indicator in found else lacks
    return found


@dataclass(frozen=True, eq=False)
class _Line:
    """One line of a scorecard for some customers, which moves while the other lines stay."""

    scores: Scores
    line: int
    where: Figures

    @property
    def indicator(self) -> str:
        return self.scores.scorecard.lines[self.line].indicator

    def way(self, asked: Mapping[str, Bound], others: Mapping[str, Bound]) -> Way:
        """Ask the line for what its scores need after the other figures have moved."""
        where, known = self.where, others.get(self.indicator)
        low = np.full(len(where), -UNBOUNDED) if known is None else known.low[where]
        high = np.full(len(where), UNBOUNDED) if known is None else known.high[where]
        possible = np.ones(len(where), dtype=bool)
        moved = self._moved(others)
        for code, bound in asked.items():
            total = self._total(code, moved)
            scores = Bound(bound.low[where], bound.high[where])
            if self.line in self.scores.scorecard.lines_of(code):
                figures = self._figures(total, scores)
                low, high = np.maximum(low, figures.low), np.minimum(high, figures.high)
            else:
                possible &= (scores.low <= total.score) & (total.score <= scores.high)
        possible &= (low < UNBOUNDED) & (high > -UNBOUNDED)
        bounds = {**others, self.indicator: self._spread(low, high)}
        return Way(bounds, self._open(possible), {})

    def _moved(self, others: Mapping[str, Bound]) -> dict[str, Figures]:
        """Move the figures of the scorecard that the way asks for besides."""
        result = {}
        for code, bound in others.items():
            if code != self.indicator and code in self.scores.scorecard.indicators:
                column = self.scores.population.column(code)
                figures = column.figures.copy()
                figures[self.where] = nearest(column, bound, self.where).figures
                result[code] = figures
        return result

    def _total(self, code: str, moved: Mapping[str, Figures]) -> Total:
        weighed = self.scores.weighed_if_moved(code, moved)
        return Total(weighed[self.where], self.scores.totals[code].weight[self.where])

    def _figures(self, total: Total, scores: Bound) -> Bound:
        """Give the figures of the line with which a score lies between two bounds."""
        weight = self.scores.scorecard.whole_weights[self.line]
        rest = total.weighed - np.int64(weight) * self.scores.values[self.line][self.where]
        low = -((rest - _weighed_for(scores.low, total.weight)) // weight)
        low = np.where(scores.low <= 0, 0, np.clip(low, 0, FULL_VALUE + 1))
        high = np.full_like(low, FULL_VALUE)
        if (scores.high < FULL_SCORE).any():
            most = -((rest - _weighed_for(scores.high + 1, total.weight)) // weight) - 1
            high = np.where(scores.high >= FULL_SCORE, high, np.clip(most, -1, FULL_VALUE))
        return self.scores.fitted[self.line].between(self.where, low, high)

    def _spread(self, low: Figures, high: Figures) -> Bound:
        whole = np.zeros((2, len(self.scores.population)), dtype=np.int64)
        whole[0][self.where], whole[1][self.where] = low, high
        return Bound(whole[0], whole[1])

    def _open(self, possible: Flags) -> Flags:
        whole = np.zeros(len(self.scores.population), dtype=bool)
        whole[self.where] = possible
        return whole


def _weighed_for(score: Figures, weight: Figures) -> Figures:
    """Give the least weighed sum that is rounded to a score, halves to the even one."""
    inside = np.clip(score, 0, FULL_SCORE + 1)
    least = (2 * inside - 1) * (UNITS_OF_VALUE // 2) * weight + (inside & 1)
    return np.asarray(least, dtype=np.int64)
