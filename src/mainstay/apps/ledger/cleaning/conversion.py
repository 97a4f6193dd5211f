"""Amounts in the reporting currency: each line by the newest rate on or before its day."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import NamedTuple, Protocol

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.numbers import LIMIT
from mainstay.engine.schemas import MONEY

RATE_MISSING = "rate_missing"

_RATE = pa.decimal128(20, 10)
_WIDE_MONEY, _WIDE_RATE = pa.decimal256(18, 4), pa.decimal256(20, 10)
_PLACES = 4


class History(Protocol):
    """The rates of a currency, the oldest first."""

    @property
    def days(self) -> Sequence[date]: ...

    @property
    def rates(self) -> Sequence[Decimal]: ...


class Converted(NamedTuple):
    """Amounts times rates; null where they are too large, and where that is."""

    values: pa.Array
    too_large: np.ndarray


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates that there are, looked up for many lines at once.

    A rate holds from its day on until the next one, but for `longest_age` days at most.
    """

    longest_age: int = 0
    days: Mapping[str, np.ndarray] = field(default_factory=dict)
    rates: Mapping[str, pa.Array] = field(default_factory=dict)

    @classmethod
    def of(cls, histories: Mapping[str, History], longest_age: int) -> "Rates":
        """From the rates of each currency."""
        return cls(
            longest_age,
            {code: np.array(each.days, "datetime64[D]") for code, each in histories.items()},
            {code: pa.array(each.rates, _RATE) for code, each in histories.items()},
        )

    def on(self, currencies: pa.Array, days: pa.Array) -> pa.Array:
        """The rate of each line; null where none holds, or where its day is unknown."""
        known = [code for code in currencies.unique().to_pylist() if code in self.rates]
        if not known:
            return pa.nulls(len(currencies), _RATE)
        wanted = days.to_numpy(zero_copy_only=False).astype("datetime64[D]")
        places = np.full(len(currencies), -1, dtype=np.int64)
        start = 0
        for code in known:
            flags = pc.equal(currencies, code).fill_null(False).to_numpy(zero_copy_only=False)
            rows = np.flatnonzero(flags & ~np.isnat(wanted))
            dates = self.days[code]
            found = np.searchsorted(dates, wanted[rows], side="right") - 1
            age = (wanted[rows] - dates[np.maximum(found, 0)]).astype(np.int64)
            holds = (found >= 0) & (age <= self.longest_age)
            places[rows[holds]] = start + found[holds]
            start += len(dates)
        every = pa.concat_arrays([self.rates[code] for code in known])
        return every.take(pa.array(places, mask=places < 0))


def convert(amounts: pa.Array, rates: pa.Array) -> Converted:
    """amount × rate, exactly, then rounded half-even to four places; no rate leaves nothing."""
    exact = pc.multiply(amounts.cast(_WIDE_MONEY), rates.cast(_WIDE_RATE))
    kept = pc.round(exact, _PLACES, "half_to_even")
    too_large = pc.greater_equal(pc.abs(kept), LIMIT).fill_null(False)
    values = pc.if_else(too_large, None, kept).cast(MONEY)
    return Converted(values, too_large.to_numpy(zero_copy_only=False))


def named(currencies: pa.Array, days: pa.Array) -> list[str]:
    """Currency and day of lines without a rate, as a reason tells them."""
    texts = pc.binary_join_element_wise(currencies, days.cast(pa.string()), " ")
    return [text or "" for text in texts.to_pylist()]
