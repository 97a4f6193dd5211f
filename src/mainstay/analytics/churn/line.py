"""A straight line through recency, frequency and money: a baseline, and what trees begin with."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.analytics.churn.arrays import Floats
from mainstay.analytics.churn.logistic import fit_logistic
from mainstay.analytics.churn.minimums import TRAINING
from mainstay.analytics.churn.refusals import ChurnRefused
from mainstay.analytics.churn.samples import Labelled, Sample

RFM = ("recency_days", "purchase_days", "revenue_12m")


@dataclass(frozen=True, slots=True)
class Line:
    """Log-odds of churn by the logarithms of ``RFM``, among as many who churned as who stayed.

    ``middles`` and ``spreads`` are the means and standard deviations of the logarithms at the
    training; ``weights`` are of the logarithms less these, in these.
    """

    intercept: float
    weights: tuple[float, ...]
    middles: tuple[float, ...]
    spreads: tuple[float, ...]

    @classmethod
    def of(cls, rows: Labelled) -> Line:
        """Fit the line by logistic regression. Raises ``ChurnRefused`` with ``not_converged``."""
        logs = _logarithms(rows.sample)
        middles, spreads = logs.mean(axis=0), np.maximum(logs.std(axis=0), 1e-9)
        found = fit_logistic((logs - middles) / spreads, rows.churned.astype(np.float64))
        if not found.converged:
            raise ChurnRefused("not_converged", TRAINING)
        share = float(rows.churned.mean())
        intercept = found.intercept - float(np.log(share / (1 - share)))
        return cls(intercept, found.weights, tuple(middles.tolist()), tuple(spreads.tolist()))

    def log_odds(self, sample: Sample) -> Floats:
        """The log-odds of customers."""
        odds: Floats = self.intercept + self._steps(sample).sum(axis=1)
        return odds

    def contributions(self, sample: Sample) -> Floats:
        """How much each feature of a sample adds: Shapley values, 0 of what it does not look at."""
        added = np.zeros(sample.figures.shape)
        added[:, [sample.names.index(name) for name in RFM]] = self._steps(sample)
        return added

    def _steps(self, sample: Sample) -> Floats:
        steps: Floats = (_logarithms(sample) - self.middles) / self.spreads * self.weights
        return steps


def _logarithms(sample: Sample) -> Floats:
    figures = np.column_stack([sample.figure(name) for name in RFM])
    return np.log1p(np.maximum(figures, 0.0))
