"""Gamma–gamma: what customers spend on a purchase, from the mean of those that were seen.

Each purchase of a customer is gamma-distributed (p) around a mean of the customer's own, whose
scale is gamma-distributed too (q, v). Fader, Hardie & Lee (2005b); Fader & Hardie (2013), note 25.
Formulas: docs/algorithms/clv.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
from scipy.special import digamma, gammaln, polygamma

from mainstay.analytics.clv.columns import Flags, Floats, nonnegative, numbers, refuse, whole
from mainstay.analytics.clv.histories import FREQUENCY, Collapsed, Levels, Places
from mainstay.analytics.clv.maximising import Likelihood, Surface

MONETARY = "monetary"


@dataclass(frozen=True, slots=True)
class Payments:
    """Over how many purchases a mean was taken, and the mean: of those who have one.

    ``known`` says which customers these are; ``places`` leads from each of them to its distinct
    pair.
    """

    frequency: Levels
    mean: Floats
    counts: Floats
    places: Places
    known: Flags

    @classmethod
    def of(cls, frequency: Floats, mean: Floats) -> Payments:
        """Check the columns of customers and put equal pairs together.

        The mean of a customer without purchases is not looked at. Raises ``HistoryError`` for the
        first customer whose figures cannot be.
        """
        whole(frequency, FREQUENCY)
        nonnegative(mean, MONETARY)
        known = frequency > 0
        refuse(known & (mean == 0), MONETARY, "not_positive")
        together = Collapsed.of([frequency[known], mean[known]])
        bought, means = together.columns
        return cls(Levels.of(bought), means, together.counts, together.places, known)

    @classmethod
    def from_table(cls, table: pa.Table) -> Payments:
        """Read the columns frequency and monetary; however they are capitalised.

        Raises ``HistoryError`` for a column that is missing, twice there or holds no numbers too.
        """
        return cls.of(numbers(table, FREQUENCY), numbers(table, MONETARY))

    @property
    def customers(self) -> int:
        """How many customers have a mean."""
        return len(self.places)

    @property
    def distinct(self) -> int:
        """How many distinct pairs there are."""
        return len(self.counts)


@dataclass(frozen=True, slots=True)
class GammaGamma:
    """The model."""

    code: str = "gammagamma"

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters."""
        return ("p", "q", "v")

    def surface(self, payments: Payments) -> Surface:
        """The log-likelihood of payments."""
        by_frequency = payments.frequency.sums(payments.counts)
        frequency, mean = payments.frequency.each, payments.mean
        logs = float(payments.counts @ np.log(mean))

        def likelihood(parameters: Floats) -> Likelihood:
            of_numbers = _of_numbers(parameters, payments.frequency.values, by_frequency, logs)
            of_totals = _of_totals(parameters, frequency, mean, payments.counts)
            return (of_numbers + of_totals).by_logarithms(parameters)

        return likelihood

    def spend(self, parameters: Floats, payments: Payments) -> Floats:
        """Expected spend on a purchase of each customer; of who has no mean that of everybody.

        NaN where it is not finite, as it is for everybody else when q is 1 or less.
        """
        p, q, v = parameters
        frequency, mean = payments.frequency.each, payments.mean
        spend = np.full(len(payments.known), _or_undefined(p * v, q - 1))
        spend[payments.known] = _or_undefined(p * (v + frequency * mean), p * frequency + q - 1)[
            payments.places
        ]
        return spend


GAMMA_GAMMA = GammaGamma()


def _or_undefined(above: Floats | float, below: Floats | float) -> Floats:
    positive = np.asarray(below) > 0
    return np.where(positive, above / np.where(positive, below, 1.0), np.nan)


def _of_numbers(parameters: Floats, x: Floats, counts: Floats, logs: float) -> Likelihood:
    """The terms that depend on the number of purchases alone, and on the sum of the means' logs."""
    p, q, v = parameters
    total = counts.sum()
    # Of x means log m is counted p x - 1 times; log(v + m x) comes with the totals.
    value = (
        counts @ (gammaln(p * x + q) - gammaln(p * x) + p * x * np.log(x))
        - total * (gammaln(q) - q * np.log(v))
        - logs
    )
    gradient = np.array(
        [
            counts @ (x * (digamma(p * x + q) - digamma(p * x) + np.log(x))),
            counts @ digamma(p * x + q) - total * (digamma(q) - np.log(v)),
            total * q / v,
        ]
    )
    hessian = np.zeros((3, 3))
    hessian[0, 0] = counts @ (x**2 * (polygamma(1, p * x + q) - polygamma(1, p * x)))
    hessian[0, 1] = hessian[1, 0] = counts @ (x * polygamma(1, p * x + q))
    hessian[1, 1] = counts @ polygamma(1, p * x + q) - total * polygamma(1, q)
    hessian[1, 2] = hessian[2, 1] = total / v
    hessian[2, 2] = -total * q / v**2
    return Likelihood(float(value), gradient, hessian)


def _of_totals(parameters: Floats, x: Floats, mean: Floats, counts: Floats) -> Likelihood:
    """The terms in ``log m`` and ``log(v + m x)``."""
    p, q, v = parameters
    sums = v + mean * x
    logs, inverse, exponent = np.log(sums), 1 / sums, p * x + q
    value = counts @ (p * x * np.log(mean) - exponent * logs)
    gradient = np.array(
        [
            counts @ (x * (np.log(mean) - logs)),
            -(counts @ logs),
            -(counts @ (exponent * inverse)),
        ]
    )
    hessian = np.zeros((3, 3))
    hessian[0, 2] = hessian[2, 0] = -(counts @ (x * inverse))
    hessian[1, 2] = hessian[2, 1] = -(counts @ inverse)
    hessian[2, 2] = counts @ (exponent * inverse**2)
    return Likelihood(float(value), gradient, hessian)
