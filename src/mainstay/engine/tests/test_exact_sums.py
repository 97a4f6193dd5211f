"""Sums of decimals are exact at any size."""

from decimal import Decimal

import numpy as np
import pyarrow as pa
import pytest

from mainstay.engine.exact_sums import amounts_of, as_decimals, fits_narrow, sum_runs
from mainstay.engine.schemas import MONEY, TOTAL

_LARGEST = Decimal("99999999999999.9999")
_FIRST = np.array([0])


def _column(*values: Decimal | None) -> pa.Array:
    return pa.array(values, MONEY)


def test_null_counts_as_nothing_and_is_said_to_be_unknown() -> None:
    amounts, known = amounts_of(_column(Decimal("1.5"), None, Decimal(-2)))
    assert (amounts.tolist(), known.tolist()) == ([15_000, 0, -20_000], [True, False, True])


def test_a_slice_of_a_column_is_read_from_its_place() -> None:
    amounts, _ = amounts_of(_column(Decimal(1), Decimal(2), Decimal(3))[1:])
    assert amounts.tolist() == [20_000, 30_000]


def test_each_run_is_added_up_to_the_next_start() -> None:
    sums = sum_runs(np.array([1, 2, 3, 4]), np.array([0, 1, 3]))
    assert sums.tolist() == [1, 5, 4]


def test_runs_stay_exact_where_their_running_total_leaves_64_bits() -> None:
    large = 2**61
    sums = sum_runs(np.array([large] * 12 + [-5]), np.array([0, 3, 6, 9, 12]))
    assert sums.tolist() == [3 * large] * 4 + [-5]
    assert sums.dtype == np.int64


@pytest.mark.parametrize("sign", [1, -1])
def test_sums_beyond_64_bits_are_exact(sign: int) -> None:
    amounts, _ = amounts_of(_column(*[sign * _LARGEST] * 12))
    [total] = as_decimals(sum_runs(amounts, _FIRST), TOTAL).to_pylist()
    assert total == sign * _LARGEST * 12


@pytest.mark.parametrize("number", [2**63, 2**63 - 1, -(2**63), -(2**63) - 1, -1, 0, 2**64, 2**70])
def test_integers_of_any_size_become_decimals(number: int) -> None:
    [found] = as_decimals(np.array([number], dtype=object), TOTAL).to_pylist()
    assert found == Decimal(number).scaleb(-4)


def test_what_has_18_digits_is_narrow_and_what_has_19_is_not() -> None:
    assert fits_narrow(np.array([10**18 - 1, -(10**18) + 1]))
    assert not fits_narrow(np.array([0, -(10**18)]))
    assert fits_narrow(np.array([], dtype=np.int64))
