"""Exact division of integers, rounded half to even."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

Integers = npt.NDArray[np.int64]

_ROOM = 2**62


def round_half_even(numerator: Any, denominator: Any) -> Integers:
    """Divide integers by positive integers, to the nearest, halves to the even one.

    Twice the denominator has to fit 64 bits.
    """
    quotient = numerator // denominator
    return _rounded(quotient, numerator - quotient * denominator, denominator)


def share_of(part: Integers, whole: Integers, full: int) -> Integers:
    """Give ``full`` · part ÷ whole, rounded half to even, for 0 ≤ part ≤ whole, whole positive.

    The product is never formed: the quotient is written digit by digit, as by hand.
    """
    largest = int(whole.max(initial=1))
    if largest * full < _ROOM:
        return round_half_even(part * full, whole)
    base = next((base for base in _bases(full) if largest * base < _ROOM), None)
    if base is None:
        exact = round_half_even(part.astype(object) * full, whole.astype(object))
        return exact.astype(np.int64)
    quotient, rest, left = np.zeros_like(part), part, full
    while left > 1:
        left //= base
        digit, rest = np.divmod(rest * base, whole)
        quotient = quotient * base + digit
    return _rounded(quotient, rest, whole)


def least_part(least: Integers, whole: Integers, full: int) -> Integers:
    """Give the smallest part for which ``share_of`` is at least ``least``, which is positive."""
    # full · part ÷ whole must reach least − ½; that itself rounds to the even one.
    more, rest = np.divmod(whole, 2 * full)
    halves = 2 * least - 1
    scaled = halves * rest + (least & 1)
    return np.asarray(halves * more - (-scaled // (2 * full)), dtype=np.int64)


def _bases(full: int) -> list[int]:
    """Give the numbers of which ``full`` is a power, the largest first."""
    roots = [round(full ** (1 / digits)) for digits in (2, 4, 8)]
    return [root for digits, root in zip((2, 4, 8), roots, strict=True) if root**digits == full]


def _rounded(quotient: Any, rest: Any, denominator: Any) -> Integers:
    twice = 2 * rest
    up = (twice > denominator) | ((twice == denominator) & (quotient % 2 == 1))
    return np.asarray(quotient + up)
