"""Training a churn model on a ledger and asking it about everybody, as the product does."""

import time
from datetime import date
from typing import Any

from benchmarks.steps.ledgers import Ledger


def fit(folder: str, memory: str, threads: int, as_of: str) -> dict[str, Any]:
    """Build features of all cut-offs, train and test; then score."""
    import ibis
    import lightgbm  # noqa: F401 - loading it is no part of what is measured

    from mainstay.analytics.churn.features import Trade
    from mainstay.analytics.churn.scoring import score_churn
    from mainstay.analytics.churn.training import Plan, fit_churn
    from mainstay.engine.tables import open_tables

    ledger = Ledger(folder, memory, threads)
    state = ledger.state()
    verifying = ledger.verify("orders", "categories")
    ibis.duckdb.connect().to_pyarrow(ibis.literal(1))  # Ibis loads most of itself when first used
    day = date.fromisoformat(as_of)
    began = time.perf_counter()
    with open_tables(ledger.engine, ledger.store, state) as tables:
        trade = Trade(tables.orders(), tables.categories())
        fitted = fit_churn(trade, day, Plan())
        trained = time.perf_counter()
        scores = score_churn(fitted.model, trade, day)
    scored = time.perf_counter()
    areas = {each.baseline.value: each.auc for each in fitted.card.compared}
    recency = areas["recency"]
    assert recency is not None
    return {
        "seconds": trained - began,
        "scoring": scored - trained,
        "verifying": verifying,
        "observations": sum(part.observations for part in fitted.card.parts),
        "customers": scores.table.num_rows,
        "rounds": fitted.card.rounds,
        "auc": fitted.card.auc.value,
        "recency": recency.value,
    }
