"""The same questions to the embedded engine and to a cluster."""

import time
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from benchmarks.steps.ledgers import Ledger

if TYPE_CHECKING:
    from mainstay.engine.session import Engine
    from mainstay.engine.tables import LedgerTables


def ask(folder: str, memory: str, threads: int, master: str, as_of: str) -> dict[str, Any]:
    """Compute indicators, then rules of orders, by the engine that is named; empty is DuckDB."""
    import ibis

    from mainstay.engine.tables import open_tables

    ledger = Ledger(folder, memory, threads)
    ledger.verify("lines", "orders", "categories")
    ibis.duckdb.connect().to_pyarrow(ibis.literal(1))  # Ibis loads most of itself when first used
    engine, starting = _started(ledger, master)
    taken = {"starting": starting}
    found = {}
    for name, question in (("indicators", _indicators), ("rules", _rules)):
        began = time.perf_counter()
        with open_tables(engine, ledger.store, ledger.state()) as tables:
            found[name] = question(tables, date.fromisoformat(as_of))
        taken[name] = time.perf_counter() - began
    return {**taken, "found": found}


def _started(ledger: Ledger, master: str) -> "tuple[Engine, float]":
    """Give the engine, with its session started, and the seconds which that took."""
    from dataclasses import replace

    from mainstay.engine.cluster_address import read_address
    from mainstay.engine.session import open_engine

    engine = open_engine(replace(ledger.engine.config, cluster=read_address(master)))
    engine.verified = ledger.engine.verified
    began = time.perf_counter()
    if engine.cluster is not None:
        engine.cluster.version()
    return engine, time.perf_counter() - began


def _indicators(tables: "LedgerTables", as_of: date) -> list[str]:
    """All indicators of every customer; gives their totals, to be compared."""
    import pyarrow.compute as pc

    from mainstay.analytics.measures import ledger_measures

    found = tables.backend.to_pyarrow(
        ledger_measures(tables.orders(), tables.categories(), as_of=as_of)
    )
    found = found.sort_by("customer").combine_chunks()
    return [str(pc.sum(found[name]).as_py()) for name in found.column_names]


def _rules(tables: "LedgerTables", as_of: date) -> list[int]:
    """All rules of the orders of a year; gives how many sets and rules there are."""
    from mainstay.analytics.baskets.choices import By, Per
    from mainstay.analytics.baskets.contents import traded_items
    from mainstay.analytics.baskets.counting import find_frequent_sets
    from mainstay.analytics.baskets.minimums import Minimums
    from mainstay.analytics.baskets.rules import association_rules
    from mainstay.kernel.periods import last_12_months

    minimums = Minimums(Decimal("0.0005"), Decimal("0.01"))
    traded = traded_items(tables.lines(), tables.orders(), last_12_months(as_of), by=By.PRODUCT)
    sets = find_frequent_sets(traded, Per.ORDER, minimums, longest=2)
    rules = association_rules(sets, minimums)
    return [sets.baskets, *map(len, sets.levels), rules.num_rows]
