"""Schemes: an ordered list of grades with their rules, read from and written to plain data.

The data format is that of docs/algorithms/grading.md.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mainstay.analytics.scoring.plain_data import (
    SchemeError,
    count_of,
    list_of,
    object_of,
    text_of,
)
from mainstay.analytics.scoring.rule_data import rule_from_data, rule_to_data
from mainstay.analytics.scoring.rules import Otherwise, Rule
from mainstay.analytics.scoring.scorecard import Scorecard, is_score
from mainstay.analytics.scoring.scorecard_data import scorecard_from_dict, scorecard_to_dict

__all__ = ["Cap", "Grade", "Scheme", "SchemeError", "scheme_from_dict", "scheme_to_dict"]


@dataclass(frozen=True, slots=True)
class Cap:
    """At most so many customers in a grade: those that are best by an indicator or score."""

    most: int
    indicator: str


@dataclass(frozen=True, slots=True)
class Grade:
    """One grade of a scheme, the rule that leads to it and how many it takes."""

    code: str
    rule: Rule
    key_account: bool = False
    cap: Cap | None = None


@dataclass(frozen=True, slots=True)
class Scheme:
    """Grades, best first; the first whose rule holds is the customer's, the last takes the rest.

    ``minimum_stay`` is the number of months for which a grade is kept, whatever the figures.
    """

    code: str
    grades: tuple[Grade, ...]
    scorecard: Scorecard | None = None
    minimum_stay: int | None = None

    def __post_init__(self) -> None:
        """Refuse what would leave a customer without a grade or two grades with one name."""
        codes = [grade.code for grade in self.grades]
        if len(set(codes)) < len(codes):
            raise SchemeError("grades", "repeated_grade")
        if not self.grades or not isinstance(self.grades[-1].rule, Otherwise):
            raise SchemeError("grades", "otherwise_not_last")
        if any(isinstance(grade.rule, Otherwise) for grade in self.grades[:-1]):
            raise SchemeError("grades", "otherwise_not_last")
        if self.grades[-1].cap is not None:
            raise SchemeError(f"grades[{len(codes) - 1}].cap", "last_grade_takes_all")
        check_scores(self.scorecard, self._asked(), "grades")

    def indicators(self) -> tuple[str, ...]:
        """Name the indicators that are needed, in the order of the rules; scores are none."""
        asked = [code for code in self._asked() if not is_score(code)]
        scored = () if self.scorecard is None else self.scorecard.indicators
        return tuple(dict.fromkeys([*asked, *scored]))

    def asked_scores(self) -> tuple[str, ...]:
        """Name the score and sub-scores that rules and caps ask for."""
        return tuple(dict.fromkeys(code for code in self._asked() if is_score(code)))

    @property
    def has_margins(self) -> bool:
        """Whether a rule has a border with a margin, so that the grade before matters."""
        return any(grade.rule.shifted(1) != grade.rule for grade in self.grades)

    def _asked(self) -> list[str]:
        asked = [code for grade in self.grades for code in grade.rule.indicators()]
        return [*asked, *(grade.cap.indicator for grade in self.grades if grade.cap is not None)]


def check_scores(scorecard: Scorecard | None, asked: Iterable[str], place: str) -> None:
    """Refuse what asks for a score that there is not."""
    known = () if scorecard is None else scorecard.score_codes
    for code in asked:
        if is_score(code) and code not in known:
            raise SchemeError(place, f"unknown_score {code}")


def scheme_from_dict(
    definition: Mapping[str, Any], *, indicators: Collection[str] | None = None
) -> Scheme:
    """Read a scheme from plain data.

    With ``indicators`` every other indicator is refused. Raises ``SchemeError``.
    """
    data = object_of(
        definition, "", required={"code", "grades"}, optional={"scorecard", "minimum_stay"}
    )
    grades = [
        _grade(entry, f"grades[{index}]")
        for index, entry in enumerate(list_of(data["grades"], "grades"))
    ]
    scheme = Scheme(
        text_of(data["code"], "code"),
        tuple(grades),
        scorecard_from_dict(data["scorecard"]) if "scorecard" in data else None,
        _months(data["minimum_stay"]) if "minimum_stay" in data else None,
    )
    check_known(scheme.indicators(), indicators, "grades")
    return scheme


def check_known(asked: Iterable[str], known: Collection[str] | None, place: str) -> None:
    """Refuse an indicator that is not among the known ones, where these are given."""
    for code in asked:
        if known is not None and code not in known:
            raise SchemeError(place, f"unknown_indicator {code}")


def scheme_to_dict(scheme: Scheme) -> dict[str, Any]:
    """Write a scheme as plain data; reading it gives the same scheme."""
    data: dict[str, Any] = {
        "code": scheme.code,
        "grades": [_grade_data(grade) for grade in scheme.grades],
    }
    if scheme.scorecard is not None:
        data["scorecard"] = scorecard_to_dict(scheme.scorecard)
    if scheme.minimum_stay is not None:
        data["minimum_stay"] = {"months": str(scheme.minimum_stay)}
    return data


def _grade(entry: Any, place: str) -> Grade:
    facts = object_of(entry, place, required={"code", "rule"}, optional={"key_account", "cap"})
    key_account = facts.get("key_account", False)
    if not isinstance(key_account, bool):
        raise SchemeError(f"{place}.key_account", "not_true_or_false")
    return Grade(
        text_of(facts["code"], f"{place}.code"),
        rule_from_data(facts["rule"], f"{place}.rule"),
        key_account,
        _cap(facts["cap"], f"{place}.cap") if "cap" in facts else None,
    )


def _cap(data: Any, place: str) -> Cap:
    facts = object_of(data, place, required={"most", "indicator"})
    return Cap(
        count_of(facts["most"], f"{place}.most"), text_of(facts["indicator"], f"{place}.indicator")
    )


def _months(data: Any) -> int:
    facts = object_of(data, "minimum_stay", required={"months"})
    return count_of(facts["months"], "minimum_stay.months")


def _grade_data(grade: Grade) -> dict[str, Any]:
    data: dict[str, Any] = {"code": grade.code}
    if grade.key_account:
        data["key_account"] = True
    data["rule"] = rule_to_data(grade.rule)
    if grade.cap is not None:
        data["cap"] = {"most": str(grade.cap.most), "indicator": grade.cap.indicator}
    return data
