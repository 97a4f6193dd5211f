"""Buy until defection: BG/NBD, and MBG/NBD, where customers may be lost right after the first time.

Purchases come at a rate of the customer's own (gamma: r, alpha); after each the customer leaves for
good with a probability of its own (beta: a, b). Fader, Hardie & Lee (2005); Batislam, Denizel &
Filiztekin (2007); Hoppe & Wagner (2007). Formulas: docs/algorithms/clv.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import digamma, expit, gammaln, polygamma

from mainstay.analytics.clv.beta_means import mean_purchases
from mainstay.analytics.clv.columns import Floats, portions
from mainstay.analytics.clv.histories import Histories
from mainstay.analytics.clv.maximising import Likelihood, Surface


@dataclass(frozen=True, slots=True)
class BetaGeometric:
    """One of the two models; ``chances_at_birth`` is how often one can leave at the first one."""

    code: str
    chances_at_birth: int

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return ("r", "alpha", "a", "b")

    @property
    def of_time(self) -> tuple[bool, ...]:
        """Which of them are in units of time."""
        return (False, True, False, False)

    def surface(self, histories: Histories) -> Surface:
        """The log-likelihood of histories."""
        return _Surface.of(histories, self.chances_at_birth)

    def active(self, parameters: Floats, histories: Histories) -> Floats:
        """The probability that each distinct history's customer has not left (P(alive))."""
        frequency = histories.frequency.each
        stayed = frequency + self.chances_at_birth - 1
        columns = (frequency, stayed, histories.recency, histories.age)
        return np.concatenate([_active(parameters, *some) for some in portions(columns)])

    def purchases_of_active(
        self, parameters: Floats, frequency: float, age: Floats, periods: Floats
    ) -> Floats:
        """Expected purchases in the next periods if a customer has not left.

        ``frequency`` is one figure, ``age`` has one for each customer; there is a row for each
        customer and a column for each number of ``periods``.
        """
        r, alpha, a, b = parameters
        ratios = periods / (alpha + age[:, np.newaxis])
        stayed = frequency + self.chances_at_birth
        return mean_purchases(r + frequency, ratios, a, b + stayed)

    def purchases_from_birth(self, parameters: Floats, periods: Floats) -> Floats:
        """Expected repeat purchases of somebody new in periods after the first purchase."""
        r, alpha, a, b = parameters
        stays = b / (a + b) if self.chances_at_birth else 1.0
        expected: Floats = stays * mean_purchases(r, periods / alpha, a, b + self.chances_at_birth)
        return expected


BG_NBD = BetaGeometric("bgnbd", chances_at_birth=0)
MBG_NBD = BetaGeometric("mbgnbd", chances_at_birth=1)


def _active(parameters: Floats, x: Floats, stayed: Floats, recency: Floats, age: Floats) -> Floats:
    """P(alive); ``stayed`` is as in `_of_leavers`, and -1 where nobody could have left."""
    r, alpha, a, b = parameters
    could_leave = stayed >= 0
    odds = (r + x) * np.log((alpha + age) / (alpha + recency))
    odds += np.log(a / np.where(could_leave, b + stayed, 1.0))
    return np.where(could_leave, expit(-odds), 1.0)


@dataclass(frozen=True, slots=True)
class _Surface:
    """The log-likelihood, with everything computed once that does not depend on parameters.

    Gamma functions are computed for the distinct frequencies; what is left is an exponential and a
    logarithm or two for each history.
    """

    frequencies: Floats
    stayed: Floats
    by_frequency: Floats
    exposed: tuple[Floats, ...]
    leavers: tuple[Floats, ...]

    @classmethod
    def of(cls, histories: Histories, chances_at_birth: int) -> _Surface:
        frequency, counts = histories.frequency, histories.counts
        bought = frequency.each
        could_leave = bought + chances_at_birth > 0
        stayed = bought + chances_at_birth - 1
        columns = (bought, stayed, histories.recency, histories.age, counts)
        return cls(
            frequency.values,
            frequency.values + chances_at_birth,
            frequency.sums(counts),
            (histories.age, counts, counts * bought),
            tuple(column[could_leave] for column in columns),
        )

    def __call__(self, parameters: Floats) -> Likelihood:
        """Give the log-likelihood and its derivatives."""
        terms = _of_frequencies(parameters, self.frequencies, self.stayed, self.by_frequency)
        for exposed in portions(self.exposed):
            terms += _of_exposure(parameters, *exposed)
        for leavers in portions(self.leavers):
            terms += _of_leavers(parameters, leavers)
        return terms.by_logarithms(parameters)


def _of_frequencies(parameters: Floats, x: Floats, stayed: Floats, counts: Floats) -> Likelihood:
    """The terms that depend on the frequency alone, by the distinct ones."""
    r, alpha, a, b = parameters
    number = counts.sum()
    value = counts @ (gammaln(r + x) - gammaln(b + stayed + a) + gammaln(b + stayed))
    value += number * (gammaln(a + b) - gammaln(b) - gammaln(r) + r * np.log(alpha))
    of_all = counts @ (digamma(a + b) - digamma(a + b + stayed))
    gradient = np.array(
        [
            counts @ (digamma(r + x) - digamma(r)) + number * np.log(alpha),
            number * r / alpha,
            of_all,
            of_all + counts @ (digamma(b + stayed) - digamma(b)),
        ]
    )
    hessian = np.zeros((4, 4))
    hessian[0, 0] = counts @ (polygamma(1, r + x) - polygamma(1, r))
    hessian[0, 1] = hessian[1, 0] = number / alpha
    hessian[1, 1] = -number * r / alpha**2
    hessian[2:, 2:] = counts @ (polygamma(1, a + b) - polygamma(1, a + b + stayed))
    hessian[3, 3] += counts @ (polygamma(1, b + stayed) - polygamma(1, b))
    return Likelihood(float(value), gradient, hessian)


def _of_exposure(
    parameters: Floats, age: Floats, customers: Floats, purchases: Floats
) -> Likelihood:
    """The terms ``-(r + x) log(alpha + T)``."""
    r, alpha, _a, _b = parameters
    at_end = alpha + age
    logs, inverse, exposed = np.log(at_end), 1 / at_end, r * customers + purchases
    slopes = np.array([-(customers @ logs), -(exposed @ inverse), 0.0, 0.0])
    hessian = np.zeros((4, 4))
    hessian[0, 1] = hessian[1, 0] = -(customers @ inverse)
    hessian[1, 1] = exposed @ inverse**2
    return Likelihood(-float(exposed @ logs), slopes, hessian)


def _of_leavers(parameters: Floats, leavers: tuple[Floats, ...]) -> Likelihood:
    """What the likelihood is more because customers may have left at their last purchase.

    ``log(1 + exp(z))``, where z are the log-odds of having left; ``stayed`` is how often they have
    not left before. In z the parameters r and alpha do not meet a and b.
    """
    r, alpha, a, b = parameters
    x, stayed, recency, age, counts = leavers
    at_end, at_last, exponent = 1 / (alpha + age), 1 / (alpha + recency), r + x
    slopes = np.empty((4, len(x)))
    slopes[0] = np.log(at_last / at_end)
    slopes[1] = exponent * (at_end - at_last)
    slopes[2] = 1 / a
    slopes[3] = -1 / (b + stayed)
    z = exponent * slopes[0] + np.log(-a * slopes[3])
    small = np.exp(-np.abs(z))
    left = np.where(z > 0, 1.0, small) / (1 + small)
    weights = counts * left
    hessian = (slopes * (weights * (1 - left))) @ slopes.T
    hessian[0, 1] += weights @ (at_end - at_last)
    hessian[1, 0] = hessian[0, 1]
    hessian[1, 1] += weights @ (exponent * (at_last**2 - at_end**2))
    hessian[2, 2] -= weights.sum() / a**2
    hessian[3, 3] += weights @ slopes[3] ** 2
    value = counts @ (np.maximum(z, 0) + np.log1p(small))
    return Likelihood(float(value), slopes @ weights, hessian)
