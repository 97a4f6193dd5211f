"""What evaluation tells others."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class EvaluationFinished:
    """Event: an evaluation is done; `changed` grades, none where it only proposes."""

    evaluation: int
    scheme: str
    as_of: date
    took_effect: bool
    changed: int


@dataclass(frozen=True, slots=True)
class GradesChanged:
    """Event: an evaluation came into force; `changed` customers have another grade than before."""

    scheme: str
    evaluation: int
    as_of: date
    changed: int
