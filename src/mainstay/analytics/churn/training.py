"""Training a model by past cut-offs, testing it on a later one, and telling how it did."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from mainstay.analytics.churn.baselines import Scored, baselines
from mainstay.analytics.churn.calibration import Calibration, brier, reliability
from mainstay.analytics.churn.card import Compared, ModelCard, Part, Weight
from mainstay.analytics.churn.catching import caught, lead_time
from mainstay.analytics.churn.discrimination import Areas, Estimate
from mainstay.analytics.churn.drift import spreads
from mainstay.analytics.churn.ensemble import Ensemble
from mainstay.analytics.churn.features import Trade, churn_features
from mainstay.analytics.churn.horizons import Cutoffs, Horizon
from mainstay.analytics.churn.leaks import require_no_future, require_plausible
from mainstay.analytics.churn.line import Line
from mainstay.analytics.churn.minimums import MINIMUMS, TEST, TRAINING, VALIDATION
from mainstay.analytics.churn.model import ChurnModel
from mainstay.analytics.churn.samples import (
    Build,
    Labelled,
    active,
    known_time,
    label,
    observe,
)
from mainstay.analytics.churn.trees import Trees, grow
from mainstay.analytics.clv.purchases import purchase_histories

Tell = Callable[[int, int], None]
"""Is told how many steps are done, of how many."""
_USUAL = Horizon()


@dataclass(frozen=True, slots=True)
class Plan:
    """What to train: the horizon, at most so many cut-offs, whom to look at.

    Customers without a purchase for more than ``active_days`` are lost already.
    """

    horizon: Horizon = _USUAL
    most_cutoffs: int = 6
    active_days: int = 365


@dataclass(frozen=True, eq=False)
class Fitted:
    """A trained model and its card. The card is of this very model."""

    model: ChurnModel
    card: ModelCard


@dataclass(frozen=True, eq=False)
class _Parts:
    """What customers did after the cut-offs, and histories of all before that of the test."""

    cutoffs: Cutoffs
    looks: tuple[Labelled, ...]
    validation: Labelled
    test: Labelled
    histories: pa.Table

    @property
    def training(self) -> Labelled:
        """The looks of the training, one cut-off after the other."""
        return Labelled.together(self.looks)


def fit_churn(
    trade: Trade,
    as_of: date,
    plan: Plan,
    *,
    build: Build = churn_features,
    tell: Tell = lambda _done, _total: None,
) -> Fitted:
    """Train and test a model by what was known before a day.

    Raises ``ChurnRefused`` for too little to go by, ``LeakFound`` and ``ImplausibleFeature`` for
    features that know what came later, ``MissingColumn``, ``LibraryMissing``.
    """
    known = known_time(trade, as_of)
    cutoffs = Cutoffs.within(known, plan.horizon, plan.most_cutoffs)
    past = trade.before(as_of)
    require_no_future(past, cutoffs.training[0], build)
    parts = _look(past, cutoffs, plan, build, tell)
    training = parts.training
    MINIMUMS[TRAINING].require(TRAINING, training)
    MINIMUMS[VALIDATION].require(VALIDATION, parts.validation)
    MINIMUMS[TEST].require(TEST, parts.test)
    for look in (*parts.looks, parts.validation, parts.test):
        require_plausible(look)
    line = Line.of(training)
    trees = grow(line, training, parts.validation)
    ensemble = Ensemble(line, trees.text)
    said = ensemble.margins(parts.validation.sample)
    model = ChurnModel(
        trained_on=as_of,
        horizon=plan.horizon,
        active_days=plan.active_days,
        ensemble=ensemble,
        calibration=Calibration.of(said, parts.validation.churned),
        spreads=spreads(training.sample),
    )
    return Fitted(model, _card(model, trees, parts, known.end))


def _look(trade: Trade, cutoffs: Cutoffs, plan: Plan, build: Build, tell: Tell) -> _Parts:
    """Look at customers at every cut-off, with a ledger that ends there, and at what they did."""
    days = (*cutoffs.training, cutoffs.validation, cutoffs.test)
    looks = []
    for number, day in enumerate(days):
        tell(number, len(days))
        sample = active(observe(trade.before(day), day, build), plan.active_days)
        looks.append(label(trade, sample, day, plan.horizon))
    *training, validation, test = looks
    bought = purchase_histories(trade.orders, as_of=cutoffs.test, units=trade.units)
    histories = bought.to_pyarrow().sort_by("customer")
    return _Parts(cutoffs, tuple(training), validation, test, histories)


def _card(model: ChurnModel, trees: Trees, parts: _Parts, known_until: date) -> ModelCard:
    test = parts.test
    churned, probabilities = test.churned, model.probabilities(test.sample)
    scored = list(baselines(model.ensemble.line, test, parts.histories))
    told = [each.scores for each in scored if each.scores is not None]
    areas, share = Areas.of([probabilities, *told], churned), float(churned.mean())
    sizes = np.abs(model.contributions(test.sample)).mean(axis=0)
    weights = [Weight(*each) for each in zip(model.features, sizes.tolist(), strict=True)]
    return ModelCard(
        as_of=model.trained_on,
        known_until=known_until,
        horizon=model.horizon,
        active_days=model.active_days,
        parts=_facts(parts),
        rounds=trees.rounds,
        settled=trees.settled,
        auc=areas.area(0),
        brier=brier(probabilities, churned),
        brier_of_share=share * (1 - share),
        reliability=reliability(probabilities, churned),
        caught=caught(probabilities, churned),
        lead_time=lead_time(probabilities, test),
        compared=_compared(scored, areas),
        weights=tuple(sorted(weights, key=lambda each: (-each.size, each.name))),
    )


def _compared(scored: list[Scored], areas: Areas) -> tuple[Compared, ...]:
    """Hold the model against each baseline; its own scores are the first of the areas."""
    found, place = [], 0
    for each in scored:
        area: Estimate | None = None
        lead: Estimate | None = None
        if each.scores is not None:
            place += 1
            area, lead = areas.area(place), areas.lead(0, place)
        found.append(Compared(each.baseline, area, lead, each.problem))
    return tuple(found)


def _facts(parts: _Parts) -> tuple[Part, ...]:
    days = parts.cutoffs
    return (
        _part(TRAINING, days.training, parts.training),
        _part(VALIDATION, (days.validation,), parts.validation),
        _part(TEST, (days.test,), parts.test),
    )


def _part(name: str, cutoffs: tuple[date, ...], rows: Labelled) -> Part:
    customers = len(np.unique(rows.sample.keys))
    return Part(name, cutoffs, customers, len(rows.waited), int(rows.churned.sum()))
