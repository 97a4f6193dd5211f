"""Logistic regression by Newton's method: the plain baseline, and the calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import expit

from mainstay.analytics.churn.arrays import Floats

_MOST_STEPS = 100
_MOST_HALVINGS = 30
_LEAST_GAIN = 1e-10
# So little that it changes no figure, and enough that there is an optimum when classes separate.
_RIDGE = 1e-6


@dataclass(frozen=True, slots=True)
class Logistic:
    """The intercept and a weight for each column; ``converged`` unless the search gave up."""

    intercept: float
    weights: tuple[float, ...]
    converged: bool

    def log_odds(self, columns: Floats) -> Floats:
        """The log-odds of rows."""
        odds: Floats = self.intercept + columns @ np.array(self.weights)
        return odds


def fit_logistic(columns: Floats, outcome: Floats) -> Logistic:
    """Fit outcomes from 0 to 1 by columns of about the same size."""
    design = np.column_stack([np.ones(len(columns)), columns])
    penalty = np.full(design.shape[1], _RIDGE * len(columns))
    penalty[0] = 0.0
    place = np.zeros(design.shape[1])
    height = _height(design, outcome, penalty, place)
    for _step in range(_MOST_STEPS):
        chance = expit(design @ place)
        slope = design.T @ (outcome - chance) - penalty * place
        curvature = (design * (chance * (1 - chance))[:, np.newaxis]).T @ design
        direction = np.linalg.lstsq(curvature + np.diag(penalty), slope, rcond=None)[0]
        if slope @ direction / 2 < _LEAST_GAIN * len(columns):
            return Logistic(float(place[0]), tuple(place[1:].tolist()), converged=True)
        for halving in range(_MOST_HALVINGS):
            tried = place + direction / 2**halving
            if (found := _height(design, outcome, penalty, tried)) > height:
                place, height = tried, found
                break
        else:
            break
    return Logistic(float(place[0]), tuple(place[1:].tolist()), converged=False)


def _height(design: Floats, outcome: Floats, penalty: Floats, place: Floats) -> float:
    """The log-likelihood less the penalty."""
    odds = design @ place
    likelihood = outcome @ odds - np.logaddexp(0.0, odds).sum()
    return float(likelihood - penalty @ place**2 / 2)
