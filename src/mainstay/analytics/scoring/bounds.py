"""Bounds on figures, per customer."""

from __future__ import annotations

from dataclasses import dataclass

from mainstay.analytics.scoring.population import LARGEST, Figures

UNBOUNDED = 2 * LARGEST
"""A bound beyond every figure."""


@dataclass(frozen=True, eq=False)
class Bound:
    """The figures of an indicator that would do, per customer, both ends included."""

    low: Figures
    high: Figures
