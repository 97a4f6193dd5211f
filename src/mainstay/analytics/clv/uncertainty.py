"""How uncertain an expectation is because the parameters are: the delta method.

The parameters' logarithms are taken as normal around the fit, with the inverse of the observed
information as their covariance; what is computed of them is taken as linear in them, its logarithm
against theirs. Formulas: docs/algorithms/clv.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from mainstay.analytics.clv.columns import Floats
from mainstay.analytics.clv.fit import Fit

_STEP = 1e-4

UNCERTAINTY = {"uncertainty": "delta method, observed information"}
"""What tables with intervals say of them in their metadata."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where something lies with a given confidence."""

    low: Floats
    high: Floats

    @classmethod
    def of(cls, values: Floats, deviations: Floats, confidence: float) -> Interval:
        """Give the interval of positive values whose logarithms have these standard deviations."""
        reach = np.exp(ndtri((1 + confidence) / 2) * deviations)
        return cls(values / reach, values * reach)


def relative_deviations(fit: Fit, quantity: Callable[[Floats], Floats]) -> Floats:
    """Standard deviations of the logarithm of a positive quantity of the parameters.

    Raises ``ValueError`` for a fit that is not sound: it tells nothing about uncertainty.
    """
    if not fit.sound or fit.covariance is None:
        raise ValueError("the uncertainty of this fit is not known")
    covariance = np.array(fit.covariance)
    slopes = []
    for place in range(len(covariance)):
        step = np.zeros(len(covariance))
        step[place] = _STEP
        up, down = quantity(fit.values * np.exp(step)), quantity(fit.values * np.exp(-step))
        slopes.append(_log_ratio(up, down) / (2 * _STEP))
    variances: Floats = np.einsum("i...,ij,j...->...", slopes, covariance, slopes)
    return np.sqrt(variances)


def _log_ratio(up: Floats, down: Floats) -> Floats:
    """The difference of the logarithms; 0 where there is nothing to vary."""
    positive = (up > 0) & (down > 0)
    return np.log(np.where(positive, up, 1.0)) - np.log(np.where(positive, down, 1.0))
