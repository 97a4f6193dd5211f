"""Finding the largest likelihood: Newton's method in the logarithms of the parameters, in a box.

The models' likelihoods come with exact first and second derivatives, so a handful of steps is
enough, and what is left at the end tells how certain the parameters are. The box is so wide that
an optimum at its side means that the likelihood has none inside: it rises for ever.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from mainstay.analytics.clv.columns import Flags, Floats

_MOST_STEPS = 200
_MOST_HALVINGS = 40
# No step changes a parameter by more than e² times.
_LONGEST_STEP = 2.0
_SUFFICIENT_RISE = 1e-4
# Curvatures below this share of the largest are taken for it, so that flat directions are walked.
_LEAST_CURVATURE = 1e-10
# Finished when a further step would raise the log-likelihood by less than this, or than what is
# lost in its last digits.
_LEAST_GAIN = 1e-8
_LAST_DIGITS = 1e-14
# Ends at a side of the box are still a little below the limit.
_SAME = 1e-3


@dataclass(frozen=True, slots=True)
class Likelihood:
    """A log-likelihood or terms of one, with the first and second derivatives."""

    value: float
    gradient: Floats
    hessian: Floats

    def __add__(self, other: Likelihood) -> Likelihood:
        """Add up terms; their derivatives are by the same things."""
        return Likelihood(
            self.value + other.value,
            self.gradient + other.gradient,
            self.hessian + other.hessian,
        )

    def by_logarithms(self, parameters: Floats) -> Likelihood:
        """Turn derivatives by the parameters into those by their logarithms."""
        gradient = parameters * self.gradient
        hessian = np.outer(parameters, parameters) * self.hessian + np.diag(gradient)
        return Likelihood(self.value, gradient, hessian)

    @property
    def is_finite(self) -> bool:
        """Whether everything could be computed."""
        return bool(
            np.isfinite(self.value)
            and np.isfinite(self.gradient).all()
            and np.isfinite(self.hessian).all()
        )


Surface = Callable[[Floats], Likelihood]
"""A log-likelihood as a function of the parameters, with derivatives by their logarithms."""


@dataclass(frozen=True, slots=True)
class Box:
    """How far the logarithms of the parameters may go."""

    lower: Floats
    upper: Floats

    def held(self, place: Floats, uphill: Floats) -> Flags:
        """Say which parameters are at a side and want to go on."""
        held: Flags = ((place <= self.lower) & (uphill < 0)) | (
            (place >= self.upper) & (uphill > 0)
        )
        return held

    def into(self, place: Floats) -> Floats:
        """The nearest place in the box."""
        return np.clip(place, self.lower, self.upper)


@dataclass(frozen=True, slots=True)
class Maximum:
    """Where the search has ended: the logarithms of the parameters, and what it found there."""

    place: Floats
    likelihood: Likelihood
    steps: int
    converged: bool


def maximise(surface: Surface, starts: Sequence[Floats], box: Box, least: int = 1) -> Maximum:
    """Search from ``least`` starts; from others too until one ends inside the box or two agree.

    Starts are parameters, not logarithms. The highest of all ends is given; of equal ones the
    first.
    """
    best = _climb(surface, box.into(np.log(starts[0])), box)
    for tried, start in enumerate(starts[1:], 1):
        if tried >= least and best.converged and _is_inside(best.place, box):
            break
        found = _climb(surface, box.into(np.log(start)), box)
        agreed = found.converged and best.converged and _is_as_high(found, best)
        if _is_higher(found, best):
            best = found
        if agreed:
            break
    return best


def _is_higher(found: Maximum, best: Maximum) -> bool:
    if found.converged != best.converged:
        return found.converged
    return found.likelihood.value > best.likelihood.value + _tolerance(best.likelihood.value)


def _is_as_high(found: Maximum, best: Maximum) -> bool:
    difference = abs(found.likelihood.value - best.likelihood.value)
    return difference <= _SAME + _tolerance(best.likelihood.value)


def _is_inside(place: Floats, box: Box) -> bool:
    return bool(((place > box.lower) & (place < box.upper)).all())


def _tolerance(value: float) -> float:
    return max(_LEAST_GAIN, _LAST_DIGITS * abs(value))


def _climb(surface: Surface, place: Floats, box: Box) -> Maximum:
    here = surface(np.exp(place))
    if not here.is_finite:
        return Maximum(place, here, 0, converged=False)
    for step in range(_MOST_STEPS):
        direction, gain = _direction(here, box.held(place, here.gradient))
        if gain < _tolerance(here.value):
            return Maximum(place, here, step, converged=True)
        higher = _along(surface, place, here, direction, box)
        if higher is None:
            return Maximum(place, here, step, converged=False)
        place, here = higher
    return Maximum(place, here, _MOST_STEPS, converged=False)


def _direction(here: Likelihood, held: Flags) -> tuple[Floats, float]:
    """The step to take with the parameters that are not held, and the rise that it promises."""
    free = ~held
    direction = np.zeros(len(held))
    if not free.any():
        return direction, 0.0
    curvatures, axes = np.linalg.eigh(-here.hessian[np.ix_(free, free)])
    sizes = np.abs(curvatures)
    slopes = axes.T @ here.gradient[free]
    lengths = slopes / np.maximum(sizes, max(_LEAST_CURVATURE * sizes.max(), 1e-300))
    direction[free] = axes @ lengths
    gain = float(slopes @ lengths) / 2
    longest = float(np.abs(direction).max())
    return direction * min(1.0, _LONGEST_STEP / max(longest, 1e-300)), gain


def _along(
    surface: Surface, place: Floats, here: Likelihood, direction: Floats, box: Box
) -> tuple[Floats, Likelihood] | None:
    """Go along a direction as far as it rises; None where it does not rise at all."""
    share = 1.0
    for _halving in range(_MOST_HALVINGS):
        tried = box.into(place + share * direction)
        there = surface(np.exp(tried))
        promised = float(here.gradient @ (tried - place))
        if there.is_finite and there.value >= here.value + _SUFFICIENT_RISE * promised:
            return tried, there
        share /= 2
    return None
