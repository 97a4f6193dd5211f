"""Why a customer has its grade, and how it would get a better one."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any


@dataclass(frozen=True, slots=True)
class NextStep:
    """The smallest change that reaches a better grade.

    `status` is a code of `mainstay.analytics.scoring.next_grade.Status`, or `withheld` where the
    way rests on figures that the reader may not see, or `decided` where people have decided another
    grade than the figures give. Each of `changes` has indicator, from, to and
    change as exact text. `text` says it in the reader's language.
    """

    status: str
    text: str
    grade: str | None = None
    changes: tuple[Mapping[str, str], ...] = ()
    missing: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values; the first change stands beside the list of all."""
        empty = {"indicator": None, "from": None, "to": None, "change": None}
        first = self.changes[0] if self.changes else empty
        return {
            "status": self.status,
            "grade": self.grade,
            **first,
            "changes": [dict(change) for change in self.changes],
            "missing": list(self.missing),
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Why:
    """A customer's grade in a scheme, since when, and why.

    `reasons` are sentences in the reader's language, `findings` the same as codes and exact
    figures. `scorecard` has what the score is made of, `decided` what beside the rules made the
    grade what it is; None where a scheme has neither. `inherited_from` is the code of the group's
    top whose grade this is, empty for an own grade or when the reader may not see that customer.
    In a typology there is one for each of its `labels`, with the code of the `label`, which applies
    where it has a `grade`.
    """

    customer: str
    name: str
    scheme: str
    grade: str | None
    grade_name: str
    step: int | None
    score: Decimal | None
    coverage: Decimal | None
    since: date | None
    evaluation: int
    as_of: date
    inherited: bool
    inherited_from: str
    reasons: tuple[str, ...]
    findings: tuple[Mapping[str, Any], ...]
    scorecard: Mapping[str, Any] | None
    decided: Mapping[str, Any] | None
    next: NextStep
    label: str = ""
    labels: tuple["Why", ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values for programs."""
        return {
            "customer": self.customer,
            "name": self.name,
            "scheme": self.scheme,
            "grade": self.grade,
            "grade_name": self.grade_name,
            "score": None if self.score is None else str(self.score),
            "coverage": None if self.coverage is None else str(self.coverage),
            "since": None if self.since is None else self.since.isoformat(),
            "evaluation": self.evaluation,
            "as_of": self.as_of.isoformat(),
            "inherited_from": self.inherited_from or None,
            "reasons": list(self.reasons),
            "findings": [dict(finding) for finding in self.findings],
            "scorecard": None if self.scorecard is None else dict(self.scorecard),
            "decided": None if self.decided is None else dict(self.decided),
            "next": self.next.as_json(),
            "labels": [each.label_as_json() for each in self.labels],
        }

    def label_as_json(self) -> dict[str, Any]:
        """Plain values of one label of a typology."""
        return {
            "label": self.label,
            "name": self.grade_name,
            "applies": self.grade is not None,
            "since": None if self.since is None else self.since.isoformat(),
            "reasons": list(self.reasons),
            "findings": [dict(finding) for finding in self.findings],
            "next": self.next.as_json(),
        }
