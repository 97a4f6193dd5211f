"""Numbers like `1.234,5`, which show that the comma stands before the decimals."""

from dataclasses import dataclass, field

_EXAMPLES = 5


@dataclass(slots=True)
class CommaEvidence:
    """Cells of numbers that only a decimal comma makes readable, for the question to the person."""

    cells: int = 0
    examples: list[str] = field(default_factory=list)

    def note(self, text: str, rows: int) -> None:
        """Take in a text that stands in so many rows."""
        self.cells += rows
        self._show([text])

    def add(self, other: "CommaEvidence") -> None:
        """Take in what another column or part of the file shows."""
        self.cells += other.cells
        self._show(other.examples)

    def _show(self, texts: list[str]) -> None:
        self.examples = list(dict.fromkeys([*self.examples, *texts]))[:_EXAMPLES]
