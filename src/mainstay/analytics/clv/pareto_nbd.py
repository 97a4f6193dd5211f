"""Pareto/NBD: customers buy at a rate of their own and leave at some moment, seen by nobody.

The rate is gamma-distributed (r, alpha), the time until the customer leaves exponential with a rate
that is gamma-distributed too (s, beta). Schmittlein, Morrison & Colombo (1987); Fader & Hardie
(2005), notes 9 and 14. Formulas: docs/algorithms/clv.md.

In the literature the likelihood is a difference of two hypergeometric functions, which overflows
and cancels. It is the integral over the moment of leaving, of a positive function that only falls:
so that is what is computed here, and its derivatives alike.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, gammaln, polygamma

from mainstay.analytics.clv.columns import Floats, portions
from mainstay.analytics.clv.histories import Histories
from mainstay.analytics.clv.maximising import Likelihood, Surface

_ROWS_AT_ONCE = 1 << 9
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(32)
_NOTHING = 1e-8
# The integral ends where its function has fallen to exp(-_DEPTH) of its beginning.
_DEPTH = 37.0


@dataclass(frozen=True, slots=True)
class ParetoNbd:
    """The model."""

    code: str = "paretonbd"

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return ("r", "alpha", "s", "beta")

    @property
    def of_time(self) -> tuple[bool, ...]:
        """Which of them are in units of time."""
        return (False, True, False, True)

    def surface(self, histories: Histories) -> Surface:
        """The log-likelihood of histories."""
        frequency = histories.frequency
        by_frequency = frequency.sums(histories.counts)
        columns = (frequency.each, histories.recency, histories.age, histories.counts)

        def likelihood(parameters: Floats) -> Likelihood:
            terms = _of_rates(parameters, frequency.values, by_frequency)
            for some in portions(columns, _ROWS_AT_ONCE):
                terms += _of_moments(parameters, *some)
            return terms.by_logarithms(parameters)

        return likelihood

    def active(self, parameters: Floats, histories: Histories) -> Floats:
        """The probability that each distinct history's customer has not left (P(alive))."""
        columns = (histories.frequency.each, histories.recency, histories.age)
        moments = (_Moments.of(parameters, *some) for some in portions(columns, _ROWS_AT_ONCE))
        return np.concatenate(
            [each.still / (each.still + each.left.sum(axis=1)) for each in moments]
        )

    def purchases_of_active(
        self, parameters: Floats, frequency: float, age: Floats, periods: Floats
    ) -> Floats:
        """Expected purchases in the next periods if a customer has not left.

        ``frequency`` is one figure, ``age`` has one for each customer; there is a row for each
        customer and a column for each number of ``periods``.
        """
        r, alpha, s, beta = parameters
        rate = ((r + frequency) / (alpha + age))[:, np.newaxis]
        expected: Floats = rate * _time_there(s, beta + age[:, np.newaxis], periods)
        return expected

    def purchases_from_birth(self, parameters: Floats, periods: Floats) -> Floats:
        """Expected repeat purchases of somebody new in periods after the first purchase."""
        r, alpha, s, beta = parameters
        expected: Floats = r / alpha * _time_there(s, np.full_like(periods, beta), periods)
        return expected


PARETO_NBD = ParetoNbd()


def _time_there(s: float, beta: Floats, periods: Floats) -> Floats:
    """Expected time until who is there now leaves, or the periods end."""
    logs = np.log1p(periods / beta)
    # (1 - exp(-(s - 1) logs)) / (s - 1), which is logs for s = 1.
    exponent = (s - 1) * logs
    small = np.abs(exponent) < _NOTHING
    safe = np.where(small, 1.0, exponent)
    return beta * logs * np.where(small, 1 - exponent / 2, -np.expm1(-safe) / safe)


@dataclass(frozen=True, slots=True)
class _Moments:
    """The terms of some histories' likelihoods, as shares of ``exp(scale)``.

    ``still`` is that of having not left by the end, ``left`` that of having left around each of
    the moments ``at`` since the last purchase.
    """

    at: Floats
    left: Floats
    still: Floats
    scale: Floats

    @classmethod
    def of(cls, parameters: Floats, frequency: Floats, recency: Floats, age: Floats) -> _Moments:
        r, alpha, s, beta = parameters
        one, other = alpha + recency, beta + recency
        exponent = r + frequency
        fall = 1 / ((exponent + 1) / one + (s + 1) / other)
        with np.errstate(over="ignore"):
            deep = np.minimum(one * np.expm1(_DEPTH / exponent), other * np.expm1(_DEPTH / (s + 1)))
        # Moments lie the denser the nearer to the last purchase, where the function is steep.
        length = np.log1p(np.minimum(age - recency, deep) / fall)[:, np.newaxis] / 2
        stretched = length * (1 + _NODES)
        at = fall[:, np.newaxis] * np.expm1(stretched)
        logs = (
            stretched
            - exponent[:, np.newaxis] * np.log1p(at / one[:, np.newaxis])
            - (s + 1) * np.log1p(at / other[:, np.newaxis])
        )
        left = s * fall[:, np.newaxis] * length * _WEIGHTS * np.exp(logs)
        rest = age - recency
        still = other * np.exp(-exponent * np.log1p(rest / one) - s * np.log1p(rest / other))
        scale = -exponent * np.log(one) - (s + 1) * np.log(other)
        return cls(at + recency[:, np.newaxis], left, still, scale)


def _of_moments(
    parameters: Floats, frequency: Floats, recency: Floats, age: Floats, counts: Floats
) -> Likelihood:
    """The terms of some histories that depend on moments, with derivatives by the parameters.

    They are the logarithm of a sum. With each summand's share in it, the gradient is the mean of
    the gradients of the summands' logarithms, and the second derivatives are the mean of theirs
    plus the covariance of the gradients.
    """
    r, alpha, s, beta = parameters
    moments = _Moments.of(parameters, frequency, recency, age)
    total = moments.still + moments.left.sum(axis=1)
    at = np.column_stack([moments.at, age])
    shares = np.column_stack([moments.left, moments.still])
    shares *= (counts / total)[:, np.newaxis]
    # The last column is that of having not left: there is one event less.
    leaves = np.ones(at.shape[1])
    leaves[-1] = 0.0
    exponent = (r + frequency)[:, np.newaxis]

    slopes = np.empty((4, *at.shape))
    slopes[0] = -np.log(alpha + at)
    slopes[1] = -exponent / (alpha + at)
    slopes[2] = leaves / s - np.log(beta + at)
    slopes[3] = -(s + leaves) / (beta + at)
    weighted = slopes * shares
    means = weighted.sum(axis=2)
    flat = (4, at.size)
    hessian = weighted.reshape(flat) @ slopes.reshape(flat).T - (means / counts) @ means.T
    hessian[0, 1] -= (shares / (alpha + at)).sum()
    hessian[1, 0] = hessian[0, 1]
    hessian[1, 1] += (shares * exponent / (alpha + at) ** 2).sum()
    hessian[2, 2] -= (shares @ leaves).sum() / s**2
    hessian[2, 3] -= (shares / (beta + at)).sum()
    hessian[3, 2] = hessian[2, 3]
    hessian[3, 3] += (shares * (s + leaves) / (beta + at) ** 2).sum()
    value = float(counts @ (np.log(total) + moments.scale))
    return Likelihood(value, means.sum(axis=1), hessian)


def _of_rates(parameters: Floats, frequency: Floats, counts: Floats) -> Likelihood:
    """What the gamma distributions of both rates bring, by the distinct frequencies."""
    r, alpha, s, beta = parameters
    number = counts.sum()
    value = counts @ (gammaln(r + frequency) - gammaln(r))
    value += number * (r * np.log(alpha) + s * np.log(beta))
    gradient = np.array(
        [
            counts @ (digamma(r + frequency) - digamma(r)) + number * np.log(alpha),
            number * r / alpha,
            number * np.log(beta),
            number * s / beta,
        ]
    )
    hessian = np.zeros((4, 4))
    hessian[0, 0] = counts @ (polygamma(1, r + frequency) - polygamma(1, r))
    hessian[0, 1] = hessian[1, 0] = number / alpha
    hessian[1, 1] = -number * r / alpha**2
    hessian[2, 3] = hessian[3, 2] = number / beta
    hessian[3, 3] = -number * s / beta**2
    return Likelihood(float(value), gradient, hessian)
