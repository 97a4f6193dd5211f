"""Counts of lines with their money, never added across currencies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from mainstay.kernel.money import add_totals


@dataclass(frozen=True, slots=True)
class Tally:
    """A number of lines and the sum of their original amounts per currency."""

    lines: int = 0
    money: Mapping[str, Decimal] = field(default_factory=dict)

    def __add__(self, other: "Tally") -> "Tally":
        return Tally(self.lines + other.lines, add_totals(self.money, other.money))


def tally(rows: Iterable[tuple[str, int, Decimal]]) -> Tally:
    """Make a tally of rows (currency, lines, sum of amounts)."""
    total = Tally()
    for currency, lines, amount in rows:
        total += Tally(lines, {currency: amount})
    return total
