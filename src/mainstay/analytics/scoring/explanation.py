"""Why a customer has its grade, as codes and figures that the application puts into words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np

from mainstay.analytics.scoring.deciding import as_put
from mainstay.analytics.scoring.grading import Grading
from mainstay.analytics.scoring.next_grade import NextGrade, NextGrades
from mainstay.analytics.scoring.outcome import (
    Decided,
    MemberOutcome,
    decided_of,
    outcome_of,
    scored_data,
)
from mainstay.analytics.scoring.rules import Finding, Outcome
from mainstay.analytics.scoring.scheme import Scheme
from mainstay.analytics.scoring.scores import Scored
from mainstay.analytics.scoring.standings import Facts, StandingFacts


@dataclass(frozen=True, slots=True)
class Explanation:
    """The grade of one customer, what decided, and the way to the next grade.

    ``findings`` are those of the rule that decided; when that was ``otherwise``, those of the
    nearest better grade, ``explained``. ``missing`` names indicators that were asked for on the
    way to the decision and are unknown, ``skipped`` those of them that were left out. ``scored`` is
    there for schemes with a scorecard, ``decided`` for those in which more than rules decides.
    """

    customer: str
    grade: str | None
    key_account: bool
    explained: str | None
    findings: tuple[Finding, ...]
    missing: tuple[str, ...]
    skipped: tuple[str, ...]
    next: NextGrade
    scored: Scored | None = None
    decided: Decided | None = None

    def to_dict(self) -> dict[str, Any]:
        """Give plain data for JSON; figures are texts, so that none is rounded."""
        more = {
            **({} if self.scored is None else {"score": scored_data(self.scored)}),
            **({} if self.decided is None else {"decided": self.decided.to_dict()}),
        }
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
            **more,
        }


def explain(grading: Grading, ahead: NextGrades, position: int) -> Explanation:
    """Explain the grade of the customer at a position of the population."""
    customer = grading.population.codes[position]
    if not grading.population.graded[position]:
        return Explanation(customer, None, False, None, (), (), (), ahead.of(position))
    member = int(np.searchsorted(grading.members, position))
    facts = StandingFacts(grading.standings, member)
    outcome = outcome_of(grading.scheme, grading.decision, member)
    return explain_facts(grading.scheme, customer, outcome, facts, ahead.of(position))


def explain_facts(
    scheme: Scheme, customer: str, outcome: MemberOutcome, facts: Facts, ahead: NextGrade
) -> Explanation:
    """Explain a customer's grade from its outcome and the facts about it."""
    decided = decided_of(scheme, outcome, facts)
    scored = facts.scored()
    if outcome.grade is None:
        return _too_little_known(scheme, customer, scored, ahead, decided)
    grades = scheme.grades
    index = [entry.code for entry in grades].index(outcome.grade)
    put = [
        tuple(as_put(entry.rule, place, outcome.previous_place(scheme)).findings(facts))
        for place, entry in enumerate(grades[: index + 1])
    ]
    asked = [finding for findings in put for finding in findings]
    by_otherwise = index == len(grades) - 1 and index > 0
    place = index - 1 if by_otherwise else index
    return Explanation(
        customer,
        outcome.grade,
        grades[index].key_account,
        grades[place].code,
        put[place],
        _indicators(asked, {Outcome.MISSING, Outcome.SKIPPED}),
        _indicators(asked, {Outcome.SKIPPED}),
        ahead,
        scored,
        decided,
    )


def _too_little_known(
    scheme: Scheme,
    customer: str,
    scored: Scored | None,
    ahead: NextGrade,
    decided: Decided | None,
) -> Explanation:
    """Say that a grade is withheld: what is known beside what is asked, and what is missing."""
    floor = None if scheme.scorecard is None else scheme.scorecard.coverage_floor
    coverage = None if scored is None else scored.coverage
    finding = Finding("coverage", Outcome.FAILED, {"coverage": coverage, "floor": floor})
    missing = ahead.missing
    return Explanation(customer, None, False, None, (finding,), missing, (), ahead, scored, decided)


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
