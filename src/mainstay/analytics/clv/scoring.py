"""What a fitted model expects of customers: further purchases, whether they are there, spend.

Formulas: docs/algorithms/clv.md.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from mainstay.analytics.clv.columns import Flags, Floats
from mainstay.analytics.clv.fit import Fit
from mainstay.analytics.clv.fitting import PURCHASE_MODELS
from mainstay.analytics.clv.gamma_gamma import GAMMA_GAMMA, Payments
from mainstay.analytics.clv.histories import Collapsed, Histories, Levels
from mainstay.analytics.clv.uncertainty import UNCERTAINTY, Interval, relative_deviations


def score(fit: Fit, histories: Histories, periods: float) -> pa.Table:
    """Give each customer's ``expected_purchases`` in the next periods, and its ``p_alive``.

    ``p_alive`` is null for everybody when the fit is at a boundary: its 1 for all would not be
    what the data say, but that they say nothing about it.
    """
    parameters = fit.values
    active = active_probabilities(fit, parameters, histories)
    expected = active * purchases_of_active(fit, parameters, histories, np.array([periods]))[:, 0]
    return pa.table(
        {
            "expected_purchases": expected[histories.places],
            "p_alive": _unless(fit.boundary, active[histories.places]),
        }
    )


def score_with_intervals(
    fit: Fit, histories: Histories, periods: float, confidence: float = 0.95
) -> pa.Table:
    """Add to ``score`` the intervals ``…_low`` and ``…_high``: null when the fit is not sound.

    They are by the delta method, from observed information: how uncertain the expectation is
    because the parameters are, not how much a customer's future varies around it. The table's
    metadata say so too.
    """

    def expected(parameters: Floats) -> Floats:
        active = active_probabilities(fit, parameters, histories)
        ahead = purchases_of_active(fit, parameters, histories, np.array([periods]))
        return active * ahead[:, 0]

    def odds(parameters: Floats) -> Floats:
        active = active_probabilities(fit, parameters, histories)
        return active / np.maximum(1 - active, np.finfo(float).tiny)

    scores = score(fit, histories, periods)
    if not fit.sound:
        none = pa.nulls(histories.customers, pa.float64())
        for name in ("expected_purchases", "p_alive"):
            scores = scores.append_column(f"{name}_low", none).append_column(f"{name}_high", none)
        return scores.replace_schema_metadata(UNCERTAINTY)
    of_purchases = Interval.of(expected(fit.values), relative_deviations(fit, expected), confidence)
    of_odds = Interval.of(odds(fit.values), relative_deviations(fit, odds), confidence)
    columns = {
        "expected_purchases_low": of_purchases.low,
        "expected_purchases_high": of_purchases.high,
        "p_alive_low": of_odds.low / (1 + of_odds.low),
        "p_alive_high": of_odds.high / (1 + of_odds.high),
    }
    for name, column in columns.items():
        scores = scores.append_column(name, pa.array(column[histories.places]))
    return scores.replace_schema_metadata(UNCERTAINTY)


def spend(fit: Fit, payments: Payments) -> pa.Array:
    """Give each customer's expected spend on a purchase; null where no mean is finite."""
    found = GAMMA_GAMMA.spend(fit.values, payments)
    return _unless(np.isnan(found), found)


def cumulative_repeats(fit: Fit, born: Floats, at: Floats) -> Floats:
    """Expected repeat purchases of all customers together up to each moment of ``at``.

    ``born`` is the moment of each customer's first purchase; who is born later counts 0.
    """
    model = PURCHASE_MODELS[fit.model]
    births = Levels.of(born)
    counts = births.sums(np.ones(len(born)))
    ages = np.maximum(at[:, np.newaxis] - births.values, 0.0)
    return model.purchases_from_birth(fit.values, ages) @ counts


def active_probabilities(fit: Fit, parameters: Floats, histories: Histories) -> Floats:
    """The probability of each distinct history's customer to be there, by other parameters too."""
    return PURCHASE_MODELS[fit.model].active(parameters, histories)


def purchases_of_active(
    fit: Fit, parameters: Floats, histories: Histories, periods: Floats
) -> Floats:
    """Expected purchases of who is there: a row for each distinct history, a column for each time.

    They depend on frequency and T alone, so they are computed for the distinct pairs, frequency by
    frequency.
    """
    model = PURCHASE_MODELS[fit.model]
    pairs = Collapsed.of([histories.frequency.each, histories.age])
    frequency = Levels.of(pairs.columns[0])
    order, stops = frequency.order, np.cumsum(frequency.sums(np.ones(len(pairs.counts))), dtype=int)
    found = np.empty((len(pairs.counts), len(periods)))
    for bought, start, stop in zip(frequency.values, [0, *stops], stops, strict=False):
        rows = order[start:stop]
        age = pairs.columns[1][rows]
        found[rows] = model.purchases_of_active(parameters, float(bought), age, periods)
    return found[pairs.places]


def _unless(hidden: bool | Flags, values: Floats) -> pa.Array:
    """Values as a column, null where they are hidden."""
    return pa.array(values, mask=np.broadcast_to(hidden, values.shape).copy())
