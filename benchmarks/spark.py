"""Spark: the same questions to DuckDB and to a cluster of a master and two workers."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.orders import Trade
from benchmarks.processes import Outcome, run_step
from benchmarks.results import Measurement, Section, megabytes, seconds

SIZES = (1_000_000, 10_000_000)
CUSTOMERS = 100_000
LINES_PER_ORDER = 3
_AS_OF = "2025-12-01"
_TURNS = 3
_MEMORY = "384MB"
_MAKING_MEMORY = "3GB"
_EXECUTOR_MEGABYTES = 1024

_ABOUT = f"""\
A ledger of {CUSTOMERS:,} customers, three years, {LINES_PER_ORDER} lines an order. The cluster is
Spark's own, standalone: a master and two workers on loopback, a core and an executor of
{_EXECUTOR_MEGABYTES:,} MB each, on the same cores on which DuckDB has a thread each and {_MEMORY}.
So this tells what a cluster costs and not what a larger one brings. Each run is a fresh process;
*session* is from nothing until a worker has counted to one, and the other seconds are the work
alone. *Indicators* are all 18 of every customer, *rules* the pairs of products in the orders of a
year; both engines have to find the same. Memory is that of the process with the Java beside it;
executors are not in it."""


@dataclass(frozen=True, slots=True)
class _Results:
    """The runs of both engines, on one ledger."""

    lines: int
    embedded: list[Outcome]
    spark: list[Outcome]


def run(scratch: Path, lines: Sequence[int]) -> Section:
    """Measure ledgers of several sizes."""
    from mainstay.foundation.testing.spark_cluster import standalone_cluster

    section = Section("Spark", [machine.describe()])
    section.say(_ABOUT)
    found = []
    with ExitStack() as ending:
        running = standalone_cluster(scratch / "cluster", _EXECUTOR_MEGABYTES, java="-server")
        cluster = ending.enter_context(running)
        ending.enter_context(_environment(cluster.environment))
        for size in lines:
            print(f"… {size:,} lines", flush=True)
            trade = Trade(size, LINES_PER_ORDER, CUSTOMERS)
            found.append(_measure(scratch, trade, cluster.name))
    section.table(
        (
            "",
            "session",
            "indicators: DuckDB",
            "Spark",
            "ratio",
            "rules: DuckDB",
            "Spark",
            "ratio",
            "memory: DuckDB",
            "Spark",
        ),
        [_row(results) for results in found],
    )
    return section


@contextmanager
def _environment(added: Mapping[str, str]) -> Iterator[None]:
    """Tell steps where Java and the settings of Spark are."""
    before = dict(os.environ)
    os.environ.update(added)
    try:
        yield
    finally:
        for name in added.keys() - before.keys():
            del os.environ[name]
        os.environ.update(before)


def _measure(scratch: Path, trade: Trade, master: str) -> _Results:
    """Ask both engines in turns."""
    folder = scratch / "ledger"
    engine: dict[str, Any] = {"folder": str(folder), "threads": os.cpu_count() or 1}
    run_step("ledgers.write", scratch, **engine, memory=_MAKING_MEMORY, trade=asdict(trade))
    results = _Results(trade.lines, [], [])
    try:
        run_step("measures.rebuild", scratch, **engine, memory=_MEMORY, keep=True)
        for _ in range(_TURNS):
            for outcomes, name in ((results.embedded, ""), (results.spark, master)):
                asked = {**engine, "memory": _MEMORY, "master": name, "as_of": _AS_OF}
                outcomes.append(run_step("spark.ask", scratch, **asked))
            _require_equal(results)
    finally:
        shutil.rmtree(folder)
    return results


def _require_equal(results: _Results) -> None:
    """Stop if the engines find anything else: then the comparison would mean nothing."""
    embedded, spark = (
        outcomes[-1].figures["found"] for outcomes in (results.embedded, results.spark)
    )
    if embedded != spark:
        raise AssertionError(f"{embedded} with DuckDB, {spark} with Spark")


def _row(results: _Results) -> tuple[str, ...]:
    cells = [
        f"{results.lines:,} lines",
        seconds(Measurement.of(results.spark, "starting").seconds),
    ]
    for name in ("indicators", "rules"):
        embedded = Measurement.of(results.embedded, name)
        spark = Measurement.of(results.spark, name)
        cells += [seconds(embedded.seconds), seconds(spark.seconds), spark.over(embedded)]
    memory = (Measurement.of(each, "starting") for each in (results.embedded, results.spark))
    return (*cells, *(megabytes(each.peak_mb) for each in memory))
