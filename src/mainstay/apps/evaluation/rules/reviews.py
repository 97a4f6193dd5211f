"""What is worth a second look at a proposed grade, and who may do which step of a chain."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

LOW_COVERAGE = Decimal("0.8")
"""Below this share of known figures little is known of a customer."""
NEAR = 20
"""Near a border is who would reach a better grade by a change of one in so many."""
MOST_STEPS = 6


@dataclass(frozen=True, slots=True)
class Step:
    """A step of a chain; `number` counts from 1."""

    number: int
    name: str
    role: str
    is_last: bool


def steps_of(chain: Sequence[Mapping[str, Any]]) -> list[Step]:
    """The steps of a chain, in order."""
    last = len(chain)
    return [
        Step(number, str(each["name"]), str(each["role"]), number == last)
        for number, each in enumerate(chain, 1)
    ]
