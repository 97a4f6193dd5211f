"""What an exchange rate must be."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mainstay.kernel.currencies import CURRENCIES
from mainstay.kernel.text import has_controls

RATE_DIGITS = 20
RATE_PLACES = 10
"""Decimal places of a rate: a yen in a strong currency still has six figures that count."""
RATE_LIMIT = Decimal(10) ** (RATE_DIGITS - RATE_PLACES)
RATE_FIGURES = 15
"""Digits of a rate in all: SQLite keeps no more of a number exactly."""
SOURCE_LENGTH = 200
FIRST_YEAR, LAST_YEAR = 1900, 2200
"""The years of the ledger's lines."""


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a fact cannot be kept, as the code of a reason."""

    field: str
    code: str


def rate_problems(
    reporting_currency: str, currency: str, on: date, rate: Decimal, source: str
) -> Iterator[Problem]:
    """What is wrong with a rate."""
    if currency not in CURRENCIES:
        yield Problem("currency", "unknown_currency")
    elif currency == reporting_currency:
        yield Problem("currency", "reporting_currency")
    if not FIRST_YEAR <= on.year <= LAST_YEAR:
        yield Problem("on", "year_out_of_range")
    problem = number_problem(rate)
    if problem:
        yield Problem("rate", problem)
    if len(source) > SOURCE_LENGTH:
        yield Problem("source", "too_long")
    elif has_controls(source):
        yield Problem("source", "control_characters")


def number_problem(rate: Decimal) -> str:
    """Why a number is no rate; empty where it is one."""
    if not rate.is_finite() or rate <= 0:
        return "rate_not_positive"
    if rate >= RATE_LIMIT:
        return "rate_too_large"
    # Digits that the database would round away are not the rate that somebody meant.
    if rate != round(rate, RATE_PLACES) or len(rate.normalize().as_tuple().digits) > RATE_FIGURES:
        return "rate_too_fine"
    return ""
