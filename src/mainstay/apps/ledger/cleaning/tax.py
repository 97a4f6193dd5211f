"""Amounts that include value-added tax: which ones, and what they are without it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.number_columns import STORED, NumberColumn
from mainstay.apps.ledger.cleaning.numbers import EXACT
from mainstay.apps.ledger.cleaning.tax_rates import TaxRates
from mainstay.kernel.money import quantize
from mainstay.kernel.text import search_form

TAX_TAKEN_OUT = "tax_taken_out"
TAXABLE = ("unit_price", "amount", "cost", "profit")

_EXCLUDED = re.compile(
    r"不含税|未税|无税|除税|去税|税前|不含稅|未稅|excl|ex\.? ?tax|without tax|before tax|net of tax"
)
_INCLUDED = re.compile(r"含税|价税|税价|含稅|價稅|incl|with tax|after tax|tax paid")


def taxed_fields(mapping: Mapping[str, str], *, stated: bool) -> frozenset[str]:
    """The fields whose amounts include tax, as the headings of a file say.

    Where none says so and a rate was `stated` for the whole file, all do but those whose heading
    says they do not. A column of rates alone says nothing: invoices show it beside amounts
    without tax.
    """
    forms = {field: search_form(mapping[field]) for field in TAXABLE if field in mapping}
    rest = {field: form for field, form in forms.items() if not _EXCLUDED.search(form)}
    included = {field for field, form in rest.items() if _INCLUDED.search(form)}
    return frozenset(included or (rest if stated else ()))


@dataclass(frozen=True, slots=True)
class Divisors:
    """By what each row's amounts are divided; 1 stands first and for rows without a rate."""

    distinct: tuple[Decimal, ...]
    places: npt.NDArray[np.int64]

    @classmethod
    def of(cls, rates: TaxRates) -> "Divisors":
        divisors = (EXACT.add(1, share) for share in rates.distinct)
        return cls((Decimal(1), *divisors), rates.places + 1)

    def of_row(self, row: int) -> Decimal:
        """The divisor of one row."""
        place: int = self.places[row]
        return self.distinct[place]

    @property
    def known(self) -> npt.NDArray[np.bool_]:
        """A flag per row: it has a rate."""
        return self.places > 0

    @property
    def taxed(self) -> npt.NDArray[np.bool_]:
        """A flag per row: its rate is more than nothing."""
        more = np.array([divisor != 1 for divisor in self.distinct], dtype=np.bool_)
        return more[self.places]


def without_tax(column: NumberColumn, divisors: Divisors) -> NumberColumn:
    """A column of amounts without the tax, rounded half-even to four places; every one counted."""
    amounts = column.exact.dictionary_encode()
    known = amounts.indices.is_valid().to_numpy(zero_copy_only=False)
    places = amounts.indices.fill_null(0).to_numpy(zero_copy_only=False).astype(np.int64)
    # Each amount is divided once by each of its rates.
    pairs = places * len(divisors.distinct) + divisors.places
    distinct, of_row = np.unique(pairs[known], return_inverse=True)
    texts = amounts.dictionary.to_pylist()
    divided = [
        _divided(texts[place], divisors.distinct[rate])
        for place, rate in zip(*np.divmod(distinct, len(divisors.distinct)), strict=True)
    ]
    chosen = np.full(len(pairs), len(divided))
    chosen[known] = of_row
    values = pa.array([*divided, None], STORED).take(pa.array(chosen))
    result = NumberColumn(values, column.problems, column.changes.copy())
    result.exact, result.marks, result.commas = values, column.marks, column.commas
    changed = pc.not_equal(column.exact, 0).fill_null(False).to_numpy(zero_copy_only=False)
    result.changes[TAX_TAKEN_OUT] = int(np.sum(changed & divisors.taxed))
    return result


def _divided(amount: Decimal, divisor: Decimal) -> Decimal:
    return quantize(EXACT.divide(amount, divisor))


def says_tax_included(mapping: Mapping[str, str]) -> bool:
    """Whether a heading says that its amounts include tax."""
    forms = [search_form(mapping[field]) for field in TAXABLE if field in mapping]
    return any(_INCLUDED.search(form) and not _EXCLUDED.search(form) for form in forms)
