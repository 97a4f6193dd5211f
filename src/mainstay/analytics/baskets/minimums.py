"""What a rule has to reach, as exact decimals: borders are compared in whole numbers."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

PLACES = 9
"""No minimum has more decimals."""
_RANGES = {
    "support": (0, 1),
    "confidence": (0, 1),
    "lift": (0, 10**9),
    "leverage": (-1, 1),
}


class MinimumOutOfRange(ValueError):
    """A minimum is no number that a rule could reach or miss; ``name`` says which one."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


@dataclass(frozen=True, slots=True)
class Minimums:
    """The least support, confidence, lift and leverage of a rule, each reached by equality.

    Support is above 0 and at most 1, confidence at least 0 and at most 1; lift and leverage are
    not asked for where they are None. None has more than ``PLACES`` decimals. ``baskets`` is the
    least number of baskets that hold all of a set, whatever its support. Raises
    ``MinimumOutOfRange``.
    """

    support: Decimal
    confidence: Decimal
    lift: Decimal | None = None
    leverage: Decimal | None = None
    baskets: int = 1

    def __post_init__(self) -> None:
        for name in ("support", "confidence", "lift", "leverage"):
            given = getattr(self, name)
            if given is not None and not _fits(name, given):
                raise MinimumOutOfRange(name)

    def count(self, baskets: int) -> int:
        """Give the least number of baskets out of so many that has the support."""
        numerator, denominator = self.support.as_integer_ratio()
        return max(-(-numerator * baskets // denominator), self.baskets, 1)


def _fits(name: str, given: Decimal) -> bool:
    if not given.is_finite() or int(given.as_tuple().exponent) < -PLACES:
        return False
    least, most = _RANGES[name]
    return least <= given <= most and not (name == "support" and given == 0)
