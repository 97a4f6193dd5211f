"""Lifetime value: the discounted margin of expected purchases over a horizon of months.

Formulas: docs/algorithms/clv.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from mainstay.analytics.clv.columns import Floats
from mainstay.analytics.clv.fit import Fit
from mainstay.analytics.clv.gamma_gamma import GAMMA_GAMMA, Payments
from mainstay.analytics.clv.histories import Histories
from mainstay.analytics.clv.scoring import active_probabilities, purchases_of_active
from mainstay.analytics.clv.uncertainty import UNCERTAINTY, Interval, relative_deviations

_MONTHS_OF_YEAR = 12
DAYS_PER_MONTH = 365.25 / _MONTHS_OF_YEAR
WEEKS_PER_MONTH = DAYS_PER_MONTH / 7


@dataclass(frozen=True, slots=True)
class Terms:
    """What a lifetime value is computed by.

    ``periods_per_month`` is how many of the histories' units of time a month has, ``margin`` which
    share of the spend is margin (1 when the payments are margins already), ``annual_discount`` what
    a year costs: 0.1 for 10 %.
    """

    periods_per_month: float
    months: int = 36
    margin: float = 1.0
    annual_discount: float = 0.1

    def __post_init__(self) -> None:
        """Refuse terms that mean nothing."""
        if self.months < 1 or self.periods_per_month <= 0:
            raise ValueError("a horizon has at least one month, and a month some time")
        if self.annual_discount <= -1:
            raise ValueError("a discount is above -100 %")

    @property
    def ends(self) -> Floats:
        """When each month ends, in the histories' unit."""
        months: Floats = np.arange(1, self.months + 1, dtype=np.float64)
        return months * self.periods_per_month

    @property
    def discounts(self) -> Floats:
        """What a sum is worth today that comes in the middle of each month."""
        middles = (np.arange(self.months) + 0.5) / _MONTHS_OF_YEAR
        worth: Floats = np.exp(-np.log1p(self.annual_discount) * middles)
        return worth


def lifetime_values(
    purchases: Fit,
    spending: Fit,
    histories: Histories,
    payments: Payments,
    terms: Terms,
    *,
    confidence: float = 0.95,
) -> pa.Table:
    """Give each customer's ``value`` with ``value_low`` and ``value_high``, in the payments' money.

    The interval is by the delta method and tells what is uncertain because the parameters of both
    models are; it is null when one of the fits is not sound. The value is null where no mean spend
    is finite.
    """
    ahead = _purchases_ahead(purchases, histories, terms)
    spend = _spend(payments)
    bought, spent = ahead(purchases.values)[histories.places], spend(spending.values)
    values = terms.margin * bought * spent
    unknown = np.isnan(spent)
    low = high = pa.nulls(len(values), pa.float64())
    if purchases.sound and spending.sound:
        deviations = np.hypot(
            relative_deviations(purchases, ahead)[histories.places],
            relative_deviations(spending, spend),
        )
        interval = Interval.of(values, deviations, confidence)
        low, high = (pa.array(each, mask=unknown) for each in (interval.low, interval.high))
    columns = {"value": pa.array(values, mask=unknown), "value_low": low, "value_high": high}
    return pa.table(columns, metadata=UNCERTAINTY)


def _purchases_ahead(fit: Fit, histories: Histories, terms: Terms) -> Callable[[Floats], Floats]:
    """Discounted expected purchases of the horizon of each distinct history, by parameters."""

    def ahead(parameters: Floats) -> Floats:
        by_month = purchases_of_active(fit, parameters, histories, terms.ends)
        discounted = np.diff(by_month, axis=1, prepend=0.0) @ terms.discounts
        return active_probabilities(fit, parameters, histories) * discounted

    return ahead


def _spend(payments: Payments) -> Callable[[Floats], Floats]:
    def spend(parameters: Floats) -> Floats:
        return GAMMA_GAMMA.spend(parameters, payments)

    return spend
