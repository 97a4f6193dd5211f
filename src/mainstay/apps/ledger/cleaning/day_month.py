"""Dates like `03/04/2024`, of which only a person can say what comes first."""

import re
from dataclasses import dataclass, field
from typing import Literal

from mainstay.apps.ledger.cleaning.width import tidied

DayOrder = Literal["day_first", "month_first"]

DAY_AND_MONTH = re.compile(
    r"(?P<first>[0-9]{1,2})(?P<sep>[-/.])(?P<second>[0-9]{1,2})(?P=sep)(?P<year>[0-9]{4})(?![0-9])"
)

_MONTHS = 12
_EXAMPLES = 5


@dataclass(slots=True)
class DayMonthEvidence:
    """What a file shows about the order of day and month, for the question to the person."""

    cells: int = 0
    """All cells of this form."""
    ambiguous: int = 0
    """Cells that are two different dates: `03/04/2024`, but not `04/04/2024`."""
    day_first: int = 0
    """Cells that are a date only if the day comes first: `13/04/2024`."""
    month_first: int = 0
    """Cells that are a date only if the month comes first: `04/13/2024`."""
    examples: list[str] = field(default_factory=list)
    """Of ambiguous cells."""

    def note(self, text: str, rows: int) -> None:
        """Take in a text that stands in so many rows."""
        match = DAY_AND_MONTH.match(tidied(text)[0])
        if match is None:
            return
        first, second = int(match["first"]), int(match["second"])
        self.cells += rows
        self.day_first += rows if second <= _MONTHS < first else 0
        self.month_first += rows if first <= _MONTHS < second else 0
        if first != second and max(first, second) <= _MONTHS:
            self.ambiguous += rows
            self._show([text])

    def add(self, other: "DayMonthEvidence") -> None:
        """Take in what another part of the file shows."""
        self.cells += other.cells
        self.ambiguous += other.ambiguous
        self.day_first += other.day_first
        self.month_first += other.month_first
        self._show(other.examples)

    def _show(self, texts: list[str]) -> None:
        self.examples = list(dict.fromkeys([*self.examples, *texts]))[:_EXAMPLES]
