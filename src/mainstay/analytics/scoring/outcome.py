"""What decided about one customer beside the rules: margins, minimum stay, caps, coverage."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from mainstay.analytics.scoring.deciding import NOT_GRADED, Decision
from mainstay.analytics.scoring.history import NO_GRADE
from mainstay.analytics.scoring.scheme import Scheme
from mainstay.analytics.scoring.scores import Scored
from mainstay.analytics.scoring.standings import Facts


@dataclass(frozen=True, slots=True)
class MemberOutcome:
    """What one customer got, as codes: its grade, ``None`` where too little is known.

    ``by_rules`` is what the rules alone would have given and ``wished`` what they give with their
    margins; ``previous`` the grade before, if the scheme has it; ``stays_until`` the day up to
    which that is kept.
    """

    grade: str | None
    by_rules: str
    wished: str
    previous: str | None
    stays_until: date | None

    def previous_place(self, scheme: Scheme) -> int:
        """Give the place of the grade before in the scheme, ``NO_GRADE`` without one."""
        if self.previous is None:
            return NO_GRADE
        return [entry.code for entry in scheme.grades].index(self.previous)


@dataclass(frozen=True, slots=True)
class CappedFrom:
    """A grade that was full: the customer's place by what the best are taken by."""

    grade: str
    most: int
    indicator: str
    figure: Decimal | None
    rank: int


@dataclass(frozen=True, slots=True)
class Decided:
    """What beside the rules' own borders made a grade what it is.

    ``by_rules`` is the grade of the rules alone. ``by_margin`` says that the grade before tipped
    the scales, ``stays_until`` that it is kept up to a day, ``capped_from`` that a better grade
    had no place left.
    """

    by_rules: str
    previous: str | None
    by_margin: bool
    stays_until: date | None
    capped_from: CappedFrom | None

    def to_dict(self) -> dict[str, Any]:
        """Give plain data for JSON."""
        capped = self.capped_from
        return {
            "by_rules": self.by_rules,
            "previous": self.previous,
            "by_margin": self.by_margin,
            "stays_until": None if self.stays_until is None else self.stays_until.isoformat(),
            "capped_from": None
            if capped is None
            else {
                "grade": capped.grade,
                "most": capped.most,
                "indicator": capped.indicator,
                "figure": _text(capped.figure),
                "rank": capped.rank,
            },
        }


def has_more_than_rules(scheme: Scheme) -> bool:
    """Whether anything but the rules' own borders can decide in a scheme."""
    floor = None if scheme.scorecard is None else scheme.scorecard.coverage_floor
    return (
        scheme.has_margins
        or scheme.minimum_stay is not None
        or floor is not None
        or any(entry.cap is not None for entry in scheme.grades)
    )


def outcome_of(scheme: Scheme, decision: Decision, member: int) -> MemberOutcome:
    """Give the outcome of the customer at a position of the members."""
    codes = [entry.code for entry in scheme.grades]
    grade, previous = int(decision.grades[member]), int(decision.previous[member])
    return MemberOutcome(
        None if grade == NOT_GRADED else codes[grade],
        codes[decision.by_rules[member]],
        codes[decision.wished[member]],
        None if previous == NO_GRADE else codes[previous],
        decision.stays_until[member].astype(object),
    )


def decided_of(scheme: Scheme, outcome: MemberOutcome, facts: Facts) -> Decided | None:
    """Say what decided, ``None`` where a scheme has nothing but rules."""
    if not has_more_than_rules(scheme):
        return None
    free = outcome.grade is not None and outcome.stays_until is None
    pushed = free and outcome.grade != outcome.wished
    return Decided(
        outcome.by_rules,
        outcome.previous,
        free and outcome.wished != outcome.by_rules,
        outcome.stays_until,
        _capped_from(scheme, outcome.wished, facts) if pushed else None,
    )


def _capped_from(scheme: Scheme, grade: str, facts: Facts) -> CappedFrom | None:
    cap = next(entry.cap for entry in scheme.grades if entry.code == grade)
    if cap is None:
        return None
    rank = facts.standing(cap.indicator).rank
    return CappedFrom(grade, cap.most, cap.indicator, facts.figure(cap.indicator), rank)


def scored_data(scored: Scored) -> dict[str, Any]:
    """Give a score with its waterfall as plain data; figures are texts."""
    return {
        "score": _text(scored.score),
        "coverage": _text(scored.coverage),
        "dimensions": {code: _text(score) for code, score in scored.dimensions.items()},
        "contributions": [
            {
                "indicator": each.indicator,
                "dimension": each.dimension,
                "figure": _text(each.figure),
                "value": _text(each.value),
                "share": _text(each.share),
                "points": _text(each.points),
                "assumed": each.assumed,
            }
            for each in scored.contributions
        ],
    }


def _text(figure: Decimal | None) -> str | None:
    return None if figure is None else format(figure, "f")
