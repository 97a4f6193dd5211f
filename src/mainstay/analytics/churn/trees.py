"""Gradient boosted trees (Ke et al. 2017, *LightGBM*) on top of a line: growing and asking them.

Same rows, same trees: to the last bit, whatever the machine has to do besides. Trees are kept as
LightGBM's own text.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from mainstay.analytics.churn.arrays import Flags, Floats
from mainstay.analytics.churn.line import Line
from mainstay.analytics.churn.samples import Labelled
from mainstay.analytics.libraries import MODELS_EXTRA, LibraryMissing

LIBRARY = "lightgbm"
MOST_ROUNDS = 1_000
_PATIENCE = 50
# Trees are the same with several, and slower where others use the machine.
_THREADS = 1
# The more there is to go by, the finer trees may be.
_FEWEST_LEAVES, _MOST_LEAVES, _OBSERVATIONS_A_LEAF = 4, 31, 3_000
_SETTINGS: dict[str, Any] = {
    "objective": "binary",
    "metric": "binary_logloss",
    "learning_rate": 0.05,
    "min_data_in_leaf": 40,
    "lambda_l2": 5.0,
    "feature_fraction": 0.7,
    "seed": 20261130,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": _THREADS,
    "verbosity": -1,
}


@dataclass(frozen=True, slots=True)
class Trees:
    """Grown trees: their text, how many there are, and whether a further one was of no use.

    When not ``settled``, the last rounds still helped: more of them might have helped more.
    """

    text: str
    rounds: int
    settled: bool


def grow(line: Line, training: Labelled, validation: Labelled) -> Trees:
    """Grow trees that mend what the line says until they tell customers of a later day no better.

    Both kinds of customers weigh the same, however few churned; the calibration puts the
    probabilities right. Raises ``LibraryMissing``.
    """
    library = _lightgbm()
    leaves = len(training.waited) // _OBSERVATIONS_A_LEAF
    settings = _SETTINGS | {"num_leaves": min(max(leaves, _FEWEST_LEAVES), _MOST_LEAVES)}
    known = _dataset(library, settings, line, training)
    later = _dataset(library, settings, line, validation, known)
    found = library.train(
        settings,
        known,
        num_boost_round=MOST_ROUNDS,
        valid_sets=[later],
        callbacks=[library.early_stopping(_PATIENCE, verbose=False)],
    )
    rounds = int(found.best_iteration)
    return Trees(found.model_to_string(), rounds, settled=rounds + _PATIENCE <= MOST_ROUNDS)


def margins(text: str, figures: Floats) -> Floats:
    """How many log-odds trees add to what the line says of rows."""
    return _ask(text, figures, raw_score=True)


def contributions(text: str, figures: Floats) -> Floats:
    """How much each feature of each row adds to what trees say: Shapley values.

    A column for each feature. Lundberg, Erion & Lee 2018, *Consistent individualized feature
    attribution for tree ensembles*.
    """
    return _ask(text, figures, pred_contrib=True)[:, :-1]


def _ask(text: str, figures: Floats, **question: bool) -> Floats:
    if not len(figures):
        return np.zeros((0, figures.shape[1] + 1)) if "pred_contrib" in question else np.zeros(0)
    booster = _lightgbm().Booster(model_str=text)
    answer: Floats = booster.predict(figures, num_threads=_THREADS, **question)
    return answer


def _dataset(
    library: Any, settings: dict[str, Any], line: Line, rows: Labelled, reference: Any = None
) -> Any:
    churned = rows.churned
    return library.Dataset(
        rows.sample.figures,
        label=churned.astype(np.float64),
        weight=_weights(churned),
        init_score=line.log_odds(rows.sample),
        feature_name=list(rows.sample.names),
        reference=reference,
        params=settings,
    )


def _weights(churned: Flags) -> Floats:
    """Weights by which both kinds count the same, as much as there are rows."""
    part = float(churned.mean())
    return np.where(churned, 0.5 / part, 0.5 / (1 - part))


def _lightgbm() -> Any:
    try:
        import lightgbm
    except ModuleNotFoundError as missing:
        raise LibraryMissing(LIBRARY, MODELS_EXTRA) from missing
    return lightgbm
