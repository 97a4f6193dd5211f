"""Amounts that include value-added tax: which ones, and what they are without it."""

import re
from collections.abc import Mapping
from decimal import Decimal

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.number_columns import STORED, NumberColumn
from mainstay.apps.ledger.cleaning.numbers import EXACT
from mainstay.kernel.money import quantize
from mainstay.kernel.text import search_form

TAX_TAKEN_OUT = "tax_taken_out"
TAXABLE = ("unit_price", "amount", "cost", "profit")

_EXCLUDED = re.compile(
    r"不含税|未税|无税|除税|去税|税前|不含稅|未稅|excl|ex\.? ?tax|without tax|before tax|net of tax"
)
_INCLUDED = re.compile(r"含税|价税|税价|含稅|價稅|incl|with tax|after tax|tax paid")


def taxed_fields(mapping: Mapping[str, str]) -> frozenset[str]:
    """The fields whose amounts include tax, as the headings of a file say.

    Where no heading says that its amounts do, all do but those whose heading says they do not.
    """
    forms = {field: search_form(mapping[field]) for field in TAXABLE if field in mapping}
    rest = {field: form for field, form in forms.items() if not _EXCLUDED.search(form)}
    included = {field for field, form in rest.items() if _INCLUDED.search(form)}
    return frozenset(included or rest)


def says_tax_included(mapping: Mapping[str, str]) -> bool:
    """Whether a heading says that its amounts include tax."""
    forms = [search_form(mapping[field]) for field in TAXABLE if field in mapping]
    return any(_INCLUDED.search(form) and not _EXCLUDED.search(form) for form in forms)


def divisor_of(rate: Decimal) -> Decimal:
    """By what an amount with tax at this rate, in percent, is divided."""
    return EXACT.add(1, EXACT.divide(rate, 100))


def without_tax(column: NumberColumn, divisor: Decimal) -> NumberColumn:
    """A column of amounts without the tax, rounded half-even to four places; every one counted."""
    distinct = column.exact.dictionary_encode()
    amounts = [
        None if amount is None else quantize(EXACT.divide(amount, divisor))
        for amount in distinct.dictionary.to_pylist()
    ]
    values = pa.array(amounts, STORED).take(distinct.indices)
    result = NumberColumn(values, column.problems, column.changes.copy())
    result.exact, result.marks, result.commas = values, column.marks, column.commas
    changed = pc.not_equal(column.exact, 0).fill_null(False)
    result.changes[TAX_TAKEN_OUT] = int(np.sum(changed.to_numpy(zero_copy_only=False)))
    return result
