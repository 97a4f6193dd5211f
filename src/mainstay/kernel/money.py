"""Exact amounts: four decimal places, half-even, one figure per currency.

Amounts are never floats and never added across currencies.
"""

from collections.abc import Mapping
from decimal import ROUND_HALF_EVEN, Context, Decimal

PLACES = 4
SMALLEST = Decimal(1).scaleb(-PLACES)

# Wide enough for any sum of ledger amounts, so that quantizing never fails for want of digits.
_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)


def quantize(value: Decimal) -> Decimal:
    """Round a figure to four places, half to even (ISO 80000-1, rule A).

    Raises ``decimal.InvalidOperation`` for NaN, infinities and figures of more than 56 whole
    digits. A negative zero becomes zero.
    """
    rounded = value.quantize(SMALLEST, context=_EXACT)
    return rounded or abs(rounded)


def render_amount(value: Decimal) -> str:
    """Write a figure with exactly four places: ``12.3400``."""
    return format(quantize(value), "f")


def render_totals(totals: Mapping[str, Decimal]) -> dict[str, str]:
    """Write a figure per currency, in order of currency: ``{"CNY": "12.3400"}``."""
    return {currency: render_amount(totals[currency]) for currency in sorted(totals)}


def add_totals(*parts: Mapping[str, Decimal]) -> dict[str, Decimal]:
    """Add figures up, each currency for itself."""
    totals: dict[str, Decimal] = {}
    for part in parts:
        for currency, value in part.items():
            totals[currency] = _EXACT.add(totals.get(currency, Decimal(0)), value)
    return totals
