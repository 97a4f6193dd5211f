"""Rates of value-added tax: one that is stated for a file, or each line's own."""

from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.number_columns import NumberColumn, clean_numbers, without
from mainstay.apps.ledger.cleaning.numbers import (
    EXACT,
    SHARE_OUT_OF_RANGE,
    parse_decimal,
    parse_share,
)
from mainstay.apps.ledger.cleaning.parsed import Parsed
from mainstay.apps.ledger.cleaning.width import tidied
from mainstay.kernel.text import search_form

TAX_RATE_OUT_OF_RANGE = "tax_rate_out_of_range"
_HUNDRED = Decimal(100)
_NONE = frozenset({"免税", "免稅", "零税率", "零稅率", "不征税", "不徵稅", "exempt", "zero rated"})


@dataclass(frozen=True, slots=True)
class TaxRates:
    """Shares of the amount without tax, and for each row which of them it has; -1 for none."""

    distinct: tuple[Decimal, ...]
    places: npt.NDArray[np.int64]

    @classmethod
    def stated(cls, percent: Decimal, size: int) -> "TaxRates":
        """One rate, in percent, for all rows."""
        return cls((EXACT.divide(percent, _HUNDRED),), np.zeros(size, dtype=np.int64))

    @classmethod
    def of_column(cls, column: NumberColumn, stated: Decimal | None) -> "TaxRates":
        """Each row's own rate; the `stated` one, in percent, where its cell is empty."""
        encoded = column.exact.dictionary_encode()
        distinct = [_as_share(rate) for rate in encoded.dictionary.to_pylist()]
        places = encoded.indices.fill_null(-1).to_numpy(zero_copy_only=False).astype(np.int64)
        if stated is not None:
            places = np.where(places < 0, len(distinct), places)
            distinct.append(EXACT.divide(stated, _HUNDRED))
        return cls(tuple(distinct), places)


def parse_tax_rate(text: str, *, decimal_comma: bool = False) -> Parsed[Decimal]:
    """Read a rate: `13%` as 0.13 (change `percent`), 免税 and the like as 0, numbers as they are.

    Problems: `not_a_number`; `tax_rate_out_of_range` outside 0 … 100 %.
    """
    plain, tidying = tidied(text)
    if search_form(plain) in _NONE:
        return Parsed(Decimal(0), changes=(*tidying, "rewritten"))
    if not plain.endswith("%"):
        return parse_decimal(text, decimal_comma=decimal_comma)
    parsed = parse_share(text, decimal_comma=decimal_comma)
    if parsed.problem == SHARE_OUT_OF_RANGE or parsed.value == 1:
        return Parsed(problem=TAX_RATE_OUT_OF_RANGE, changes=parsed.changes)
    return parsed


def clean_tax_rates(column: pa.Array, *, decimal_comma: bool | None = None) -> NumberColumn:
    """Read a column of rates: below 1 shares, from 1 on per cent; 0.13, 13% and 13 are one."""
    result = clean_numbers(column, decimal_comma=decimal_comma, parse=parse_tax_rate)
    nothing, hundred = (pa.scalar(Decimal(bound), result.exact.type) for bound in (0, 100))
    outside = pc.or_(pc.less(result.exact, nothing), pc.greater_equal(result.exact, hundred))
    return without(result, TAX_RATE_OUT_OF_RANGE, outside)


def _as_share(rate: Decimal) -> Decimal:
    return rate if rate < 1 else EXACT.divide(rate, _HUNDRED)
