"""Fitting the models to histories and payments, and what to fall back on.

Definitions: docs/algorithms/clv.md.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from mainstay.analytics.clv.beta_geometric import BG_NBD, MBG_NBD
from mainstay.analytics.clv.columns import Floats, HistoryError
from mainstay.analytics.clv.fit import Fit
from mainstay.analytics.clv.gamma_gamma import GAMMA_GAMMA, MONETARY, Payments
from mainstay.analytics.clv.histories import FREQUENCY, Histories
from mainstay.analytics.clv.maximising import Box, Maximum, Surface, maximise
from mainstay.analytics.clv.pareto_nbd import PARETO_NBD

# No parameter of a market is beyond these, times of it in units of the mean time observed and
# money in units of the mean payment; what comes within a tenth of a side has run away.
_FARTHEST = 1e5
_NEAR = np.log(10)
# So many distinct histories tell well enough where to begin among many more.
_ENOUGH = 20_000


class PurchaseModel(Protocol):
    """What the models of purchases have in common."""

    @property
    def code(self) -> str:
        """What the model is called by programs."""

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names of the parameters."""

    @property
    def of_time(self) -> tuple[bool, ...]:
        """Which of them are in units of time."""

    def surface(self, histories: Histories) -> Surface:
        """The log-likelihood of histories."""

    def active(self, parameters: Floats, histories: Histories) -> Floats:
        """The probability that each distinct history's customer has not left."""

    def purchases_of_active(
        self, parameters: Floats, frequency: float, age: Floats, periods: Floats
    ) -> Floats:
        """Expected purchases in the next periods if a customer has not left."""

    def purchases_from_birth(self, parameters: Floats, periods: Floats) -> Floats:
        """Expected repeat purchases of somebody new in periods after the first purchase."""


PURCHASE_MODELS: dict[str, PurchaseModel] = {
    model.code: model for model in (BG_NBD, MBG_NBD, PARETO_NBD)
}
FALL_BACKS = (MBG_NBD.code, PARETO_NBD.code)

# Where to begin with how customers leave. The likelihood of MBG/NBD may have two summits: one where
# all leave in the course of time, one where some leave at once and the others hardly ever.
_LEAST_STARTS = 2
_STARTS = {
    BG_NBD.code: ((0.8, 2.5), (0.1, 0.5), (2.0, 10.0), (0.02, 0.2)),
    MBG_NBD.code: ((0.8, 2.0), (0.1, 0.5), (2.0, 10.0), (0.02, 0.2)),
    PARETO_NBD.code: ((0.6, 0.5), (2.0, 2.0), (0.1, 0.1), (0.3, 5.0)),
}


def fit_purchases(histories: Histories, model: str = BG_NBD.code) -> Fit:
    """Fit a model of purchases: ``bgnbd``, ``mbgnbd`` or ``paretonbd``.

    Raises ``HistoryError`` when there are no more customers than parameters, or nobody has bought
    again: no parameters can be told then.
    """
    chosen = PURCHASE_MODELS[model]
    if histories.customers <= len(chosen.parameters):
        raise HistoryError("too_few")
    if not histories.frequency.values.any():
        raise HistoryError("no_repeats", FREQUENCY)
    time = float(histories.counts @ histories.age) / histories.customers or 1.0
    units = np.where(chosen.of_time, time, 1.0)
    starts, least = _starts(chosen, histories, time), _LEAST_STARTS
    if histories.distinct > 2 * _ENOUGH:
        # A part of them leads close to the end in a fraction of the time.
        some = maximise(chosen.surface(histories.thinned(_ENOUGH)), starts, _box(units), least)
        starts, least = [np.exp(some.place), *starts], 1
    found = maximise(chosen.surface(histories), starts, _box(units), least)
    return _fit(chosen.code, chosen.parameters, found, units, histories)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The fit that was asked for, and the one to use: the same where it is sound."""

    asked: Fit
    used: Fit

    @property
    def fell_back(self) -> bool:
        """Whether another model is used than the one asked for."""
        return self.used.model != self.asked.model


def fit_or_fall_back(histories: Histories, model: str = BG_NBD.code) -> Chosen:
    """Fit a model; where that is not sound, use the likelier of the sound fits of ``FALL_BACKS``.

    When none is sound, the fit that was asked for is used, unsound as it says it is.
    """
    asked = fit_purchases(histories, model)
    if asked.sound:
        return Chosen(asked, asked)
    others = [fit_purchases(histories, other) for other in FALL_BACKS if other != model]
    sound = [other for other in others if other.sound]
    return Chosen(asked, max(sound, key=lambda fit: fit.log_likelihood, default=asked))


def fit_cohorts(
    histories: Histories, cohorts: Sequence[Hashable], model: str = BG_NBD.code
) -> dict[Hashable, Fit | HistoryError]:
    """Fit each cohort by itself: ``cohorts`` names that of each customer.

    A cohort of which no parameters can be told has the reason in place of a fit.
    """
    if len(cohorts) != histories.customers:
        raise ValueError("each customer needs a cohort")
    numbers = {name: number for number, name in enumerate(dict.fromkeys(cohorts))}
    cohort = np.array([numbers[name] for name in cohorts])
    fits: dict[Hashable, Fit | HistoryError] = {}
    for name, number in numbers.items():
        try:
            fits[name] = fit_purchases(histories.some(cohort == number), model)
        except HistoryError as error:
            fits[name] = error
    return fits


def fit_spending(payments: Payments) -> Fit:
    """Fit the gamma–gamma model.

    Raises ``HistoryError`` when no more customers have a mean than there are parameters.
    """
    if payments.customers <= len(GAMMA_GAMMA.parameters):
        raise HistoryError("too_few", MONETARY)
    money = float(payments.counts @ payments.mean) / payments.customers
    units = np.array([1.0, 1.0, money])
    starts = [np.array(shape) * units for shape in ((2.0, 3.0, 1.0), (6.0, 4.0, 0.5), (1, 10, 9.0))]
    found = maximise(GAMMA_GAMMA.surface(payments), starts, _box(units))
    return _fit(GAMMA_GAMMA.code, GAMMA_GAMMA.parameters, found, units, payments)


def _starts(model: PurchaseModel, histories: Histories, time: float) -> list[Floats]:
    """Begin where the purchases of a market without loss would have their moments."""
    x, counts = histories.frequency.each, histories.counts
    mean = float(counts @ x) / histories.customers
    variance = float(counts @ (x - mean) ** 2) / histories.customers
    r = float(np.clip(mean**2 / max(variance - mean, 1e-3 * mean), 0.1, 10.0))
    alpha = r * time / mean
    dropping = _STARTS[model.code]
    scale = time if model.of_time[3] else 1.0
    return [np.array([r, alpha, one, other * scale]) for one, other in dropping]


def _box(units: Floats) -> Box:
    return Box(np.log(units / _FARTHEST), np.log(units * _FARTHEST))


def _fit(
    code: str,
    names: tuple[str, ...],
    found: Maximum,
    units: Floats,
    data: Histories | Payments,
) -> Fit:
    box = _box(units)
    limits = [
        f"{name} → {'0' if found.place[place] - box.lower[place] < _NEAR else '∞'}"
        for place, name in enumerate(names)
        if min(found.place[place] - box.lower[place], box.upper[place] - found.place[place]) < _NEAR
    ]
    finite = found.likelihood.is_finite
    information = -found.likelihood.hessian if finite else np.zeros((len(names), len(names)))
    curvatures, axes = np.linalg.eigh(information)
    certain = bool(curvatures[0] > 0)
    return Fit(
        model=code,
        parameters=dict(zip(names, np.exp(found.place).tolist(), strict=True)),
        log_likelihood=found.likelihood.value,
        customers=data.customers,
        distinct=data.distinct,
        steps=found.steps,
        converged=found.converged,
        limits=tuple(limits),
        condition=float(curvatures[-1] / curvatures[0]) if certain else None,
        covariance=_rows((axes / curvatures) @ axes.T) if certain else None,
    )


def _rows(matrix: Floats) -> tuple[tuple[float, ...], ...]:
    return tuple(tuple(row) for row in matrix.tolist())
