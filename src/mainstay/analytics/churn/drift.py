"""How far customers have moved from those that a model was trained by.

The population stability index (Siddiqi 2006, *Credit Risk Scorecards*): below 0.1 they are alike,
above 0.25 they are others.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from mainstay.analytics.churn.arrays import Floats
from mainstay.analytics.churn.samples import Sample

MODERATE, LARGE = 0.1, 0.25
_BINS = 10
# A bin that nobody is in counts as if this share were.
_LEAST_SHARE = 1e-4


@dataclass(frozen=True, slots=True)
class Spread:
    """How a figure was spread at the training: borders of tenths, and the share in each bin.

    The last share is of those without a figure.
    """

    name: str
    borders: tuple[float, ...]
    shares: tuple[float, ...]

    @classmethod
    def of(cls, name: str, figures: Floats) -> Spread:
        """Take tenths of the figures that are there; borders that fall together are one."""
        known = figures[~np.isnan(figures)]
        tenths = np.arange(1, _BINS) / _BINS
        borders = np.unique(np.quantile(known, tenths)) if len(known) else np.zeros(0)
        return cls(name, tuple(borders.tolist()), _shares(figures, borders))

    def index(self, figures: Floats) -> float:
        """The population stability index of other figures; 0 for nobody."""
        if not len(figures):
            return 0.0
        then = np.maximum(self.shares, _LEAST_SHARE)
        now = np.maximum(_shares(figures, np.array(self.borders)), _LEAST_SHARE)
        return float(((now - then) * np.log(now / then)).sum())


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a feature has moved since the training; ``index`` as in ``Spread``."""

    name: str
    index: float


def _shares(figures: Floats, borders: Floats) -> tuple[float, ...]:
    missing = np.isnan(figures)
    bins = np.where(missing, len(borders) + 1, np.searchsorted(borders, figures, side="right"))
    counts = np.bincount(bins, minlength=len(borders) + 2)
    return tuple((counts / max(len(figures), 1)).tolist())


def spreads(sample: Sample) -> tuple[Spread, ...]:
    """How every feature is spread."""
    return tuple(Spread.of(name, sample.figure(name)) for name in sample.names)


def drift(then: tuple[Spread, ...], sample: Sample) -> tuple[Drift, ...]:
    """How far every feature has moved, the farthest first."""
    found = [Drift(each.name, each.index(sample.figure(each.name))) for each in then]
    return tuple(sorted(found, key=lambda each: (-each.index, each.name)))
