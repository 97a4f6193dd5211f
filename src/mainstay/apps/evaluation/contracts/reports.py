"""What an evaluation reports."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class EvaluationReport:
    """One finished evaluation, counted among the customers that the reader sees.

    `everybody` tells whether that is all of them; of those `withheld` too little is known for a
    grade.
    """

    evaluation: int
    scheme: str
    version: int
    as_of: date
    unit: str
    state: int
    customers: int
    grades: Mapping[str, int]
    withheld: int
    changed: int | None
    took_effect: bool
    seconds: float
    everybody: bool

    def as_json(self) -> dict[str, Any]:
        """Plain values for programs."""
        return {
            "evaluation": self.evaluation,
            "scheme": self.scheme,
            "version": self.version,
            "as_of": self.as_of.isoformat(),
            "unit": self.unit,
            "state": self.state,
            "customers": self.customers,
            "grades": dict(self.grades),
            "withheld": self.withheld,
            "took_effect": self.took_effect,
            "seconds": self.seconds,
        }
