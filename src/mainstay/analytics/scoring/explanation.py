"""Why a customer has its grade, as codes and figures that the application puts into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from mainstay.analytics.scoring.grading import NOT_GRADED, Grading
from mainstay.analytics.scoring.next_grade import NextGrade, NextGrades
from mainstay.analytics.scoring.rules import Finding, Outcome
from mainstay.analytics.scoring.scheme import Scheme
from mainstay.analytics.scoring.standings import Facts, StandingFacts


@dataclass(frozen=True, slots=True)
class Explanation:
    """The grade of one customer, what decided, and the way to the next grade.

    ``findings`` are those of the rule that decided; when that was ``otherwise``, those of the
    nearest better grade, ``explained``. ``missing`` names indicators that were asked for on the
    way to the decision and are unknown, ``skipped`` those of them that were left out.
    """

    customer: str
    grade: str | None
    key_account: bool
    explained: str | None
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    skipped: tuple[str, ...]
    next: NextGrade

    def to_dict(self) -> dict[str, Any]:
        """Give plain data for JSON; figures are texts, so that none is rounded."""
        return {
            "customer": self.customer,
            "grade": self.grade,
            "key_account": self.key_account,
            "explained": self.explained,
            "findings": [
                {"kind": item.kind, "outcome": item.outcome.value, **_plain(item.figures)}
                for item in self.findings
            ],
            "missing": list(self.missing),
            "skipped": list(self.skipped),
            "next": {
                "status": self.next.status.value,
                "grade": self.next.grade,
                "changes": [
                    {
                        "indicator": change.indicator,
                        "present": format(change.present, "f"),
                        "needed": format(change.needed, "f"),
                        "difference": format(change.difference, "f"),
                    }
                    for change in self.next.changes
                ],
                "missing": list(self.next.missing),
            },
        }


def explain(grading: Grading, ahead: NextGrades, position: int) -> Explanation:
    """Explain the grade of the customer at a position of the population."""
    customer = grading.population.codes[position]
    index = int(grading.grades[position])
    if index == NOT_GRADED:
        return Explanation(customer, None, False, None, (), (), (), ahead.of(position))
    member = int(np.searchsorted(grading.members, position))
    facts = StandingFacts(grading.standings, member)
    return explain_facts(grading.scheme, customer, index, facts, ahead.of(position))


def explain_facts(
    scheme: Scheme, customer: str, index: int, facts: Facts, ahead: NextGrade
) -> Explanation:
    """Explain a customer's grade, given by its place in the scheme, from the facts about it."""
    grades = scheme.grades
    asked = [finding for entry in grades[: index + 1] for finding in entry.rule.findings(facts)]
    by_otherwise = index == len(grades) - 1 and index > 0
    explained = grades[index - 1] if by_otherwise else grades[index]
    return Explanation(
        customer,
        grades[index].code,
        grades[index].key_account,
        explained.code,
        tuple(explained.rule.findings(facts)),
        _indicators(asked, {Outcome.MISSING, Outcome.SKIPPED}),
        _indicators(asked, {Outcome.SKIPPED}),
        ahead,
    )


def _indicators(findings: list[Finding], outcomes: set[Outcome]) -> tuple[str, ...]:
    named = [
        str(finding.figures["indicator"]) for finding in findings if finding.outcome in outcomes
    ]
    return tuple(dict.fromkeys(named))


def _plain(figures: Mapping[str, Decimal | int | str | None]) -> dict[str, str | int | None]:
    return {
        name: format(figure, "f") if isinstance(figure, Decimal) else figure
        for name, figure in figures.items()
    }
