"""From what trees say to probabilities that come true, and how well they do.

Platt 1999, *Probabilistic outputs for support vector machines*; Brier 1950, *Monthly Weather
Review* 78(1); intervals of shares by Wilson 1927, *JASA* 22.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit, ndtri

from mainstay.analytics.churn.arrays import Flags, Floats
from mainstay.analytics.churn.discrimination import CONFIDENCE, Estimate
from mainstay.analytics.churn.logistic import fit_logistic
from mainstay.analytics.churn.refusals import ChurnRefused

_BINS = 10


@dataclass(frozen=True, slots=True)
class Calibration:
    """Log-odds are ``intercept`` + ``slope`` times what the trees say."""

    intercept: float
    slope: float

    @classmethod
    def of(cls, margins: Floats, churned: Flags) -> Calibration:
        """Fit to customers that the trees were not grown by.

        As Platt has it, outcomes are drawn in a little, so that a few customers who happen to
        separate make nobody certain. Raises ``ChurnRefused`` with ``not_converged``.
        """
        positives = int(churned.sum())
        yes = (positives + 1) / (positives + 2)
        no = 1 / (len(churned) - positives + 2)
        found = fit_logistic(margins[:, np.newaxis], np.where(churned, yes, no))
        if not found.converged:
            raise ChurnRefused("not_converged")
        return cls(found.intercept, found.weights[0])

    def probabilities(self, margins: Floats) -> Floats:
        """The probability of churn."""
        chances: Floats = expit(self.intercept + self.slope * margins)
        return chances


@dataclass(frozen=True, slots=True)
class Reliability:
    """Customers of about the same probability: how many, what was said, and what came true."""

    customers: int
    said: float
    came: Estimate


def brier(probabilities: Floats, churned: Flags) -> float:
    """The mean squared distance of probabilities from what came true: 0 at best."""
    return float(np.mean((probabilities - churned) ** 2))


def reliability(probabilities: Floats, churned: Flags) -> tuple[Reliability, ...]:
    """Compare probabilities with shares in tenths of the customers; equal ones stay together."""
    edges = np.unique(np.quantile(probabilities, np.arange(1, _BINS) / _BINS))
    bins = np.searchsorted(edges, probabilities, side="right")
    found = []
    for number in range(len(edges) + 1):
        rows = bins == number
        if rows.any():
            said = float(probabilities[rows].mean())
            found.append(Reliability(int(rows.sum()), said, share(churned[rows])))
    return tuple(found)


def share(flags: Flags) -> Estimate:
    """A share with its interval."""
    size, value = len(flags), float(flags.mean())
    z = float(ndtri((1 + CONFIDENCE) / 2))
    middle = (value + z**2 / (2 * size)) / (1 + z**2 / size)
    reach = z / (1 + z**2 / size) * (value * (1 - value) / size + z**2 / (4 * size**2)) ** 0.5
    return Estimate(value, max(middle - reach, 0.0), min(middle + reach, 1.0))
