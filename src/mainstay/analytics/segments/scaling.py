"""Figures of all sizes on one scale on which no single customer decides."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.analytics.segments.arrays import Floats

BOUND = 3.0
"""Robust standard deviations from the median at which figures are held."""
_NORMAL_RANGE = 1.3489795003921634
"""The interquartile range of the normal distribution, in its standard deviations."""
_NEAR_NOTHING = 0.1
"""The share of the figures other than 0 that logarithms take as near nothing."""


@dataclass(frozen=True, slots=True)
class Scale:
    """How figures of an indicator become places on a common scale.

    Long tails are ``logged`` in units of ``unit``; ``median`` and ``spread`` are of what comes out,
    ``deviation`` is what is left of a standard deviation after the ends are held.
    """

    name: str
    logged: bool
    unit: float
    median: float
    spread: float
    deviation: float

    def distances(self, figures: Floats) -> Floats:
        """How far figures are from the median, in robust standard deviations within ±BOUND."""
        drawn_in = _drawn_in(figures, self.unit) if self.logged else figures
        return np.clip((drawn_in - self.median) / self.spread, -BOUND, BOUND)

    def scaled(self, figures: Floats) -> Floats:
        """The same with a variance of one over everybody; an unknown figure is at the median."""
        places: Floats = np.nan_to_num(self.distances(figures) / self.deviation, nan=0.0)
        return places


def fit_scale(name: str, figures: Floats, *, logged: bool) -> Scale | None:
    """The scale of an indicator by its known figures; None where these are all the same."""
    known = figures[~np.isnan(figures)]
    if not len(known) or np.ptp(known) == 0:
        return None
    sizes = np.abs(known[known != 0])
    unit = float(np.quantile(sizes, _NEAR_NOTHING))
    drawn_in = _drawn_in(known, unit) if logged else known
    lower, median, upper = (float(each) for each in np.quantile(drawn_in, (0.25, 0.5, 0.75)))
    spread = (upper - lower) / _NORMAL_RANGE
    if spread <= 0:
        # More than half of the customers have one figure: what the others differ by is the scale.
        spread = float(np.sqrt(np.mean((drawn_in - median) ** 2)))
    held = np.clip((drawn_in - median) / spread, -BOUND, BOUND)
    return Scale(name, logged, unit, median, spread, float(held.std()))


def _drawn_in(figures: Floats, unit: float) -> Floats:
    """The signed logarithm: even near nothing, and the same in any currency."""
    drawn_in: Floats = np.sign(figures) * np.log1p(np.abs(figures) / unit)
    return drawn_in
