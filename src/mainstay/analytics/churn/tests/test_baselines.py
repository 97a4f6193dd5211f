"""What trees have to beat."""

from typing import Any

import numpy as np
import pyarrow as pa

from mainstay.analytics.churn.arrays import Floats
from mainstay.analytics.churn.baselines import Baseline, Scored, baselines
from mainstay.analytics.churn.discrimination import auc
from mainstay.analytics.churn.line import Line
from mainstay.analytics.churn.samples import Labelled, Sample
from mainstay.analytics.clv.tests.markets import made_up

CHANCE = np.random.default_rng(20261130)
NEVER = float("inf")


def observed(histories: pa.Table, waited: Floats) -> Labelled:
    """The customers of histories in days, and how long each waited."""
    frequency, recency, age = (
        histories[name].to_numpy().astype(np.float64) for name in ("frequency", "recency", "T")
    )
    figures = {
        "recency_days": age - recency + 1,
        "interval_median_days": np.maximum(recency / np.maximum(frequency, 1), 1.0),
        "purchase_days": frequency + 1,
        "revenue_12m": 100 * frequency,
    }
    size = len(frequency)
    sample = Sample(tuple(figures), np.arange(size), np.column_stack(list(figures.values())))
    return Labelled(sample, sample.intervals, np.full(size, 30), waited)


def market(size: int = 3_000, **facts: Any) -> tuple[pa.Table, Labelled]:
    """Customers who buy and leave as BG/NBD says; whoever was silent for long stays silent."""
    table = made_up(size, **facts)
    histories = table.append_column("customer", pa.array(np.arange(table.num_rows)))
    silent = table["T"].to_numpy() - table["recency"].to_numpy()
    gone = CHANCE.random(table.num_rows) < silent / (silent + 60)
    return histories, observed(histories, np.where(gone, NEVER, 5.0))


def scored(histories: pa.Table, rows: Labelled) -> dict[Baseline, Scored]:
    found = baselines(Line.of(rows), rows, histories)
    return {each.baseline: each for each in found}


def test_every_baseline_scores_and_the_plain_ones_are_figures() -> None:
    histories, rows = market()
    found = scored(histories, rows)
    assert list(found) == list(Baseline)
    recency = found[Baseline.RECENCY].scores
    assert recency is not None
    assert recency.tolist() == rows.sample.figure("recency_days").tolist()
    areas = {
        code: auc(each.scores, rows.churned)
        for code, each in found.items()
        if each.scores is not None
    }
    assert len(areas) == len(Baseline)
    assert areas[Baseline.RFM] >= max(areas[Baseline.RECENCY], areas[Baseline.FREQUENCY]) - 0.01
    assert areas[Baseline.P_ALIVE] > 0.5


def test_p_alive_is_told_of_customers_by_all_who_had_bought() -> None:
    histories, rows = market()
    chosen = np.arange(3_000) % 3 == 0
    part = Labelled(
        rows.sample.some(chosen), rows.intervals[chosen], rows.horizons[chosen], rows.waited[chosen]
    )
    whole = scored(histories, rows)[Baseline.P_ALIVE].scores
    some = scored(histories, part)[Baseline.P_ALIVE].scores
    assert whole is not None
    assert some is not None
    assert some.tolist() == whole[chosen].tolist()


def test_a_model_of_purchases_where_nobody_leaves_says_nothing() -> None:
    found = scored(*market(2_000, leaving=None))[Baseline.P_ALIVE]
    assert (found.scores, found.problem) == (None, "boundary")


def test_nobody_who_bought_again_leaves_no_model_of_purchases() -> None:
    facts = {"customer": np.arange(50), "frequency": np.zeros(50), "recency": np.zeros(50)}
    histories = pa.table({**facts, "T": np.full(50, 9.0)})
    waited = np.where(np.arange(50) < 25, NEVER, 5.0)
    found = scored(histories, observed(histories, waited))
    assert found[Baseline.P_ALIVE].problem == "too_few"
    assert found[Baseline.RFM].scores is not None
