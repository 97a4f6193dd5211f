"""What trees have to beat: one figure alone, a line through three, and models of purchases."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import pyarrow as pa

from mainstay.analytics.churn.arrays import Floats, Integers
from mainstay.analytics.churn.line import Line
from mainstay.analytics.churn.samples import Labelled
from mainstay.analytics.clv.columns import HistoryError
from mainstay.analytics.clv.fitting import fit_or_fall_back
from mainstay.analytics.clv.purchases import weekly_histories
from mainstay.analytics.clv.scoring import score


class Baseline(StrEnum):
    """The baselines, the plainest first."""

    RECENCY = "recency"
    FREQUENCY = "frequency"
    INTERVAL = "personal_interval"
    RFM = "rfm"
    P_ALIVE = "p_alive"


@dataclass(frozen=True, eq=False)
class Scored:
    """What a baseline says of the customers of the test: the more, the likelier they churn.

    ``scores`` are None where it says nothing, for the reason that ``problem`` names: ``boundary``
    (the model of purchases has run to a limit where nobody ever leaves), ``too_few``, or
    ``not_converged``.
    """

    baseline: Baseline
    scores: Floats | None
    problem: str = ""


def baselines(line: Line, test: Labelled, histories: pa.Table) -> Iterator[Scored]:
    """Score the customers of the test by each baseline.

    ``histories`` are those of everybody who had bought before the cut-off of the test, by customer
    (see ``purchase_histories``): models of purchases are fitted to all of them.
    """
    sample = test.sample
    recency = sample.figure("recency_days")
    yield Scored(Baseline.RECENCY, recency)
    yield Scored(Baseline.FREQUENCY, -sample.figure("purchase_days"))
    yield Scored(Baseline.INTERVAL, recency / np.maximum(test.intervals, 1.0))
    yield Scored(Baseline.RFM, line.log_odds(sample))
    yield _of_purchases(sample.keys, histories)


def _of_purchases(customers: Integers, histories: pa.Table) -> Scored:
    """How likely a customer has left by a model of purchases of everybody until the cut-off."""
    weekly = weekly_histories(histories)
    try:
        used = fit_or_fall_back(weekly).used
    except HistoryError:
        return Scored(Baseline.P_ALIVE, None, "too_few")
    if not used.converged:
        return Scored(Baseline.P_ALIVE, None, "not_converged")
    if used.boundary:
        return Scored(Baseline.P_ALIVE, None, "boundary")
    alive = score(used, weekly, periods=1.0)["p_alive"].to_numpy()
    places = np.searchsorted(histories["customer"].to_numpy(), customers)
    return Scored(Baseline.P_ALIVE, 1 - alive[places])
