"""Counts and money in a command's tables: groups of three, decimals below one another."""

from collections.abc import Iterable, Mapping
from decimal import Decimal

_FEWEST, _MOST = 2, 4


def counted(number: int | None) -> str:
    """A count, with a dash where there is none."""
    return "–" if number is None else f"{number:,}"


def places_of(sums: Iterable[Mapping[str, Decimal]]) -> int:
    """How many decimals show every one of these sums to its last digit, two at least."""
    amounts = [amount for each in sums for amount in each.values()]
    needed = (-int(amount.normalize().as_tuple().exponent) for amount in amounts if amount)
    return min(_MOST, max(_FEWEST, *needed, _FEWEST))


def money(sums: Mapping[str, Decimal], places: int) -> str:
    """Sums of money, a line for each currency: ``1,234.50 CNY``."""
    return "\n".join(f"{sums[currency]:,.{places}f} {currency}" for currency in sorted(sums))


def sized(size: int) -> str:
    """A number of bytes as people read it: ``1.2 MB``."""
    from django.template.defaultfilters import filesizeformat

    return filesizeformat(size).replace("\xa0", " ")
