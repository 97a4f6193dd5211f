"""How exactly scores are told to somebody: decision 39.

A score is made of figures. Who may not see one of them could reckon it from the score and the
others; who does not see all customers could reckon those that a curve compares with.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from mainstay.analytics.scoring.presets import INDUSTRY_RANK
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.foundation.access.actor import Actor

if TYPE_CHECKING:
    from mainstay.analytics.scoring.scorecard import Scorecard, ScoredIndicator

SHARES = frozenset({"share_of_revenue", "share_of_profit"})
"""Indicators that give the whole company's total to who knows the customer's own amount."""
AMONG_ALL = SHARES | {INDUSTRY_RANK}
"""Indicators that are a place among all customers, or a share of them."""
_TENTH = Decimal("0.1")


def tells_of_others(code: str) -> bool:
    """Whether figures of an indicator rest on those of all customers."""
    return not AMONG_ALL.isdisjoint(indicators.origins(code))


class Telling(StrEnum):
    """How a score is told: whole points are cut off, so that none looks better than it is."""

    EXACT = "exact"
    WHOLE_POINTS = "whole_points"
    NOTHING = "nothing"

    def of(self, score: Decimal | None) -> Decimal | None:
        """The score as it is told."""
        if score is None or self is Telling.NOTHING:
            return None
        if self is Telling.EXACT:
            return score
        return score.to_integral_value(ROUND_FLOOR)


@dataclass(frozen=True)
class ScoreReader:
    """What somebody is told of the scores of one scorecard.

    `hidden` are its indicators whose figures are not for the reader.
    """

    scorecard: "Scorecard"
    everybody: bool
    hidden: frozenset[str]

    def telling(self, code: str) -> Telling:
        """How the score, or the sub-score of a dimension, is told."""
        lines = [self.scorecard.lines[place] for place in self.scorecard.lines_of(code)]
        if any(line.indicator in self.hidden for line in lines):
            return Telling.NOTHING
        return self._of_lines(lines)

    def names_hidden(self, code: str) -> bool:
        """Whether a score is made of what is not for the reader."""
        lines = self.scorecard.lines_of(code)
        return any(self.scorecard.lines[place].indicator in self.hidden for place in lines)

    def told(self, scored: Mapping[str, Any]) -> dict[str, Any]:
        """A score with its waterfall, as `scored_data` gives it, as far as it is told.

        `telling` says how the score is. Points are about right where they are not exact.
        """
        from mainstay.analytics.scoring.scorecard import SCORE, sub_score

        telling = self.telling(SCORE)
        return {
            "telling": telling.value,
            "score": _text(telling.of(decimal_of(scored["score"]))),
            "coverage": None if self.hidden else scored["coverage"],
            "dimensions": {
                code: _text(self.telling(sub_score(code)).of(decimal_of(score)))
                for code, score in scored["dimensions"].items()
            },
            "contributions": [
                self._line(line, telling)
                for line in scored["contributions"]
                if line["indicator"] not in self.hidden
            ],
        }

    def _line(self, line: Mapping[str, Any], telling: Telling) -> dict[str, Any]:
        if telling is Telling.EXACT:
            return dict(line)
        place = self.scorecard.indicators.index(line["indicator"])
        value = self._of_lines([self.scorecard.lines[place]]).of(decimal_of(line["value"]))
        # The share would say whether a hidden figure is known.
        share = None if self.hidden else line["share"]
        points = None
        if value is not None and share is not None:
            points = (value * Decimal(share)).quantize(_TENTH, ROUND_FLOOR)
        figure = (
            line["figure"] if self.everybody or not tells_of_others(line["indicator"]) else None
        )
        told = {"figure": figure, "value": _text(value), "share": share, "points": _text(points)}
        return {**line, **told}

    def _of_lines(self, lines: Sequence["ScoredIndicator"]) -> Telling:
        """Who does not see all gets places in whole points, and no figures of others."""
        from mainstay.analytics.scoring.curves import MinMax, Percentile

        if self.everybody:
            return Telling.EXACT
        if any(isinstance(each.curve, MinMax) or tells_of_others(each.indicator) for each in lines):
            return Telling.NOTHING
        if any(isinstance(each.curve, Percentile) for each in lines):
            return Telling.WHOLE_POINTS
        return Telling.EXACT


def score_reader(actor: Actor, definition: Mapping[str, Any]) -> ScoreReader | None:
    """What the actor is told of the scores of a scheme, None where it has no scorecard."""
    if "scorecard" not in definition:
        return None
    from mainstay.analytics.scoring.scorecard_data import scorecard_from_dict

    scorecard = scorecard_from_dict(definition["scorecard"])
    hidden = indicators.hidden_among(actor, scorecard.indicators)
    return ScoreReader(scorecard, customers.sees_all(actor), hidden)


def told_score(
    actor: Actor, definition: Mapping[str, Any], score: Decimal | None
) -> Decimal | None:
    """The score of a customer by a scheme, as it is told to the actor."""
    from mainstay.analytics.scoring.scorecard import SCORE

    reader = score_reader(actor, definition)
    return None if reader is None else reader.telling(SCORE).of(score)


def decimal_of(text: str | None) -> Decimal | None:
    """A figure of an explanation as a number."""
    return None if text is None else Decimal(text)


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else format(figure, "f")
