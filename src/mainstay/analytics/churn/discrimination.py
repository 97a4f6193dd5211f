"""The area under the ROC curve, how certain it is, and how certainly one is larger than another.

DeLong, DeLong & Clarke-Pearson 1988, *Biometrics* 44(3), by ranks (Sun & Xu 2014, *IEEE Signal
Processing Letters* 21(11)).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from mainstay.analytics.churn.arrays import Flags, Floats

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A figure with the interval in which it lies with ``CONFIDENCE``."""

    value: float
    low: float
    high: float


def ranks(values: Floats) -> Floats:
    """Ranks from 1; equal values share the middle of theirs."""
    _, places, counts = np.unique(values, return_inverse=True, return_counts=True)
    last = np.cumsum(counts)
    middles: Floats = last - (counts - 1) / 2
    return middles[places]


def auc(scores: Floats, positive: Flags) -> float:
    """How often a positive has the higher score than a negative; equal ones count half.

    NaN where there are no positives or no negatives.
    """
    positives = int(positive.sum())
    negatives = len(positive) - positives
    if not positives or not negatives:
        return float("nan")
    least = positives * (positives + 1) / 2
    return float((ranks(scores)[positive].sum() - least) / (positives * negatives))


@dataclass(frozen=True, eq=False)
class Areas:
    """The areas of several scores of the same customers, with how they vary together."""

    values: Floats
    covariance: Floats

    @classmethod
    def of(cls, scores: Sequence[Floats], positive: Flags) -> Areas:
        """Measure scores of customers of whom both kinds are there, twice at least."""
        of_positives, of_negatives = [], []
        for score in scores:
            among_all = ranks(score)
            above = among_all[positive] - ranks(score[positive])
            below = among_all[~positive] - ranks(score[~positive])
            of_positives.append(above / (~positive).sum())
            of_negatives.append(1 - below / positive.sum())
        covariance = (
            np.cov(of_positives) / positive.sum() + np.cov(of_negatives) / (~positive).sum()
        )
        return cls(np.mean(of_positives, axis=1), np.atleast_2d(covariance))

    def area(self, place: int) -> Estimate:
        """The area of a score; its interval is taken of the odds, so that it stays below 1."""
        value, deviation = float(self.values[place]), float(self.covariance[place, place]) ** 0.5
        if not 0 < value < 1:
            return Estimate(value, value, value)
        reach = float(ndtri((1 + CONFIDENCE) / 2)) * deviation / (value * (1 - value))
        odds = value / (1 - value)
        low, high = (odds * float(np.exp(step)) for step in (-reach, reach))
        return Estimate(value, low / (1 + low), high / (1 + high))

    def lead(self, place: int, other: int) -> Estimate:
        """By how much one area is larger than another, as scores of the same customers."""
        value = float(self.values[place] - self.values[other])
        weights = np.zeros(len(self.values))
        weights[place] += 1
        weights[other] -= 1
        variance = max(float(weights @ self.covariance @ weights), 0.0)
        reach = float(ndtri((1 + CONFIDENCE) / 2)) * variance**0.5
        return Estimate(value, value - reach, value + reach)
