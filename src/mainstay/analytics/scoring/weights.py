"""Weights: normalised as they are given, or from how much the indicators tell apart (entropy).

Definition, sources and a worked example: docs/algorithms/weights.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from math import fsum, gcd, log

import numpy as np
import numpy.typing as npt

from mainstay.analytics.scoring.plain_data import SchemeError
from mainstay.analytics.scoring.population import Flags
from mainstay.analytics.scoring.values import Values

WEIGHT_PLACES = 6
LARGEST_TOTAL = 10**9


def normalised(weights: Sequence[float] | npt.NDArray[np.float64]) -> tuple[Decimal, ...]:
    """Round weights to six places so that they add up to exactly 1.

    What rounding leaves goes to the largest remainders, equal ones in order. Weights that are all
    0 become equal ones.
    """
    exact = [Fraction(float(weight)) for weight in weights]
    total = sum(exact, Fraction(0))
    if not total:
        exact, total = [Fraction(1)] * len(exact), Fraction(len(exact))
    scaled = [weight / total * 10**WEIGHT_PLACES for weight in exact]
    whole = [int(weight) for weight in scaled]
    left = 10**WEIGHT_PLACES - sum(whole) if scaled else 0
    by_rest = sorted(range(len(whole)), key=lambda index: (whole[index] - scaled[index], index))
    for index in by_rest[:left]:
        whole[index] += 1
    return tuple(Decimal(weight).scaleb(-WEIGHT_PLACES) for weight in whole)


def whole_weights(weights: Sequence[Decimal], place: str) -> tuple[int, ...]:
    """Turn weights into the smallest integers in the same proportion.

    Raises ``SchemeError`` for a negative weight, for none above zero and for weights so fine that
    sums would not stay exact.
    """
    if any(weight < 0 for weight in weights):
        raise SchemeError(place, "negative_weight")
    places = max((-int(weight.as_tuple().exponent) for weight in weights), default=0)
    # Refused before the power of ten is made, which might be enormous.
    largest = max(weights, default=Decimal(0))
    if places > LARGEST_TOTAL.bit_length() or largest > LARGEST_TOTAL:
        raise SchemeError(place, "weights_too_fine")
    scaled = [int(weight.scaleb(max(places, 0))) for weight in weights]
    divisor = gcd(*scaled)
    if not divisor:
        raise SchemeError(place, "no_weight")
    whole = tuple(weight // divisor for weight in scaled)
    if sum(whole) > LARGEST_TOTAL:
        raise SchemeError(place, "weights_too_fine")
    return whole


def entropy_weights(values: Sequence[Values], known: Sequence[Flags]) -> tuple[Decimal, ...]:
    """Weigh indicators by how unevenly their values are spread over the customers.

    An indicator that gives everybody the same value, or nobody one above 0, gets no weight; where
    that is so of all, they weigh the same.
    """
    return normalised([_divergence(each[flags]) for each, flags in zip(values, known, strict=True)])


def _divergence(values: Values) -> float:
    """One less the entropy of the shares in the sum, relative to that of equal shares."""
    count = len(values)
    if not count or (values == values[0]).all():
        return 0.0
    positive = values[values > 0].astype(np.float64)
    total = int(values.sum(dtype=np.int64))
    # Added up exactly, so that the order of the customers does not matter.
    entropy = log(total) - fsum((positive * np.log(positive)).tolist()) / total
    return max(1 - entropy / log(count), 0.0)
