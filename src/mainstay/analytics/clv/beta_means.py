"""Expected purchases of who leaves after each with a probability that is beta-distributed.

With purchases at a gamma-distributed rate and the probability p of leaving after each, the number
in a time that is ``ratio`` times the gamma's scale is (1 - (1 + p ratio) ** -shape) / p. Its mean
over p is a hypergeometric function in the literature, which overflows for many purchases and is
undefined for a = 1. Here the integral itself is computed, on the line of the log-odds of p: there
the trapezoidal rule gains a digit with every few nodes, and nothing can overflow.
"""

from __future__ import annotations

import numpy as np
from scipy.special import betaln, digamma, expit, log_expit, polygamma

from mainstay.analytics.clv.columns import Floats

# So many rows of nodes fit into the cache of a core.
_ROWS_AT_ONCE = 1 << 7
_SPACING = 0.28
_SPACING_IN_DEVIATIONS = 0.55
# What is left out on either side is exp(-_DEPTH) of the middle.
_DEPTH = 25.0


def mean_purchases(shape: float, ratios: Floats, a: float, b: float) -> Floats:
    """Give the mean number for each ratio of the time to the scale of the gamma distribution."""
    chances, stays, weights = _nodes(a, b)
    # A line through the ends of the curve is taken off, whose mean is known: what is left vanishes
    # there, so that the integral has short tails however small a and b are. At p = 0, where the
    # curve may be high, only if need be: else the difference would lose digits.
    of_curve = -weights / chances
    of_never = 0.0 if a >= 1 else b / (a + b) - stays @ weights
    of_always = a / (a + b) - chances @ weights
    flat = np.ascontiguousarray(ratios).reshape(-1)
    found = shape * flat * of_never - np.expm1(-shape * np.log1p(flat)) * of_always
    for start in range(0, len(flat), _ROWS_AT_ONCE):
        curve = np.outer(flat[start : start + _ROWS_AT_ONCE], chances)
        np.log1p(curve, out=curve)
        curve *= -shape
        np.expm1(curve, out=curve)
        found[start : start + _ROWS_AT_ONCE] += curve @ of_curve
    return found.reshape(ratios.shape)


def _nodes(a: float, b: float) -> tuple[Floats, Floats, Floats]:
    """Probabilities, what they lack of 1, and the weight of the beta density at each."""
    fall, rise = a if a >= 1 else a + 1, b + 1
    middle = digamma(fall) - digamma(rise)
    variance = float(polygamma(1, fall) + polygamma(1, rise))
    spacing = min(_SPACING, _SPACING_IN_DEVIATIONS * np.sqrt(variance))
    bell = np.sqrt(2 * _DEPTH * (1 / fall + 1 / rise))
    below, above = _DEPTH / fall + bell, _DEPTH / rise + bell
    odds = middle + spacing * np.arange(-np.ceil(below / spacing), np.ceil(above / spacing) + 1)
    logs = a * log_expit(odds) + b * log_expit(-odds) - betaln(a, b)
    return expit(odds), expit(-odds), spacing * np.exp(logs)
