"""What a model says of every customer as of a day, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from mainstay.analytics.churn.arrays import Floats
from mainstay.analytics.churn.drift import Drift, drift
from mainstay.analytics.churn.features import Trade, churn_features
from mainstay.analytics.churn.model import ChurnModel
from mainstay.analytics.churn.samples import Build, Sample, active, observe
from mainstay.analytics.measures import MissingColumn

REASONS = 3
_LEAST_CONTRIBUTION = 0.05
"""What moves the log-odds by less is no reason."""


@dataclass(frozen=True, eq=False)
class Scores:
    """What a model says as of a day, and how far customers have moved since its training.

    ``table`` has a row for each customer that has not been lost already: ``customer``,
    ``churn_probability``, ``horizon_days``, and for each of ``REASONS`` the feature ``reason_1``,
    its ``figure_1`` (null where it is the lack of one that tells), and its ``contribution_1`` to
    the log-odds, the largest first: above 0 it raises the risk. They are null where there are no
    more reasons.
    """

    table: pa.Table
    drift: tuple[Drift, ...]


def score_churn(
    model: ChurnModel, trade: Trade, as_of: date, *, build: Build = churn_features
) -> Scores:
    """Say how likely each customer is to buy nothing in its horizon from a day on.

    Raises ``MissingColumn`` naming a feature that the model needs, and ``LibraryMissing``.
    """
    sample = active(_ordered(model, observe(trade.before(as_of), as_of, build)), model.active_days)
    columns = {
        "customer": pa.array(sample.keys),
        "churn_probability": pa.array(model.probabilities(sample)),
        "horizon_days": pa.array(model.horizon.of(sample.intervals)),
    }
    return Scores(
        pa.table(columns | _reasons(sample, model.contributions(sample))),
        drift(model.spreads, sample),
    )


def _ordered(model: ChurnModel, sample: Sample) -> Sample:
    """Put the features into the model's order."""
    for name in model.features:
        if name not in sample.names:
            raise MissingColumn("features", name)
    places = [sample.names.index(name) for name in model.features]
    return Sample(model.features, sample.keys, sample.figures[:, places])


def _reasons(sample: Sample, added: Floats) -> dict[str, pa.Array]:
    """The features that move each customer most, whichever way."""
    order = np.argsort(-np.abs(added), axis=1, kind="stable")
    names, rows = pa.array(sample.names), np.arange(len(added))
    columns = {}
    for number in range(min(REASONS, len(sample.names))):
        places = order[:, number]
        contribution, figure = added[rows, places], sample.figures[rows, places]
        none = np.abs(contribution) < _LEAST_CONTRIBUTION
        suffix = number + 1
        columns[f"reason_{suffix}"] = names.take(pa.array(places, mask=none))
        columns[f"figure_{suffix}"] = pa.array(figure, mask=none | np.isnan(figure))
        columns[f"contribution_{suffix}"] = pa.array(contribution, mask=none)
    return columns
