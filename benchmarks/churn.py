"""Churn: features of past cut-offs, training and scoring, from the roll-ups of a ledger."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.orders import Trade
from benchmarks.processes import run_step
from benchmarks.results import Measurement, Section, count, megabytes, seconds

SIZES = (200_000, 2_000_000, 20_000_000)
_LINES_PER_CUSTOMER = 200
_LINES_PER_ORDER = 10
_AS_OF = "2026-01-01"
_MEMORY = "384MB"
_MAKING_MEMORY = "3GB"
_TURNS = 3
_TURNS_UP_TO = 2_000_000

_ABOUT = f"""\
Orders of {_LINES_PER_ORDER} lines on average in three years, a customer for each
{_LINES_PER_CUSTOMER} lines, with the product's own settings: a horizon of three of the customer's
own intervals, 30 to 90 days, and six cut-offs for the training. Each step runs in a fresh process
with {_MEMORY} for DuckDB and a thread per core; seconds are the work alone. *Features and training*
looks at all customers at all cut-offs, checks for leaks, grows and calibrates trees, and tests them
beside the baselines. *Scoring* is everybody's probability with its reasons, as of {_AS_OF}. The
customers are made up and buy at random, so the AUC says only that the model finds who buys
seldom."""


def run(scratch: Path, lines: Sequence[int]) -> Section:
    """Measure ledgers of several sizes."""
    section = Section("Churn", [machine.describe()])
    section.say(_ABOUT)
    section.table(
        (
            "",
            "observations",
            "features and training",
            "scoring",
            "memory",
            "trees",
            "AUC",
            "recency alone",
        ),
        [_row(scratch, size) for size in lines],
    )
    return section


def _row(scratch: Path, lines: int) -> tuple[str, ...]:
    print(f"… {lines:,} lines", flush=True)
    folder = scratch / "ledger"
    trade = Trade(lines, _LINES_PER_ORDER, lines // _LINES_PER_CUSTOMER)
    engine: dict[str, Any] = {"folder": str(folder), "threads": os.cpu_count() or 1}
    run_step("ledgers.write", scratch, **engine, memory=_MAKING_MEMORY, trade=asdict(trade))
    try:
        run_step("measures.rebuild", scratch, **engine, memory=_MEMORY, keep=True)
        runs = [
            run_step("churn.fit", scratch, **engine, memory=_MEMORY, as_of=_AS_OF)
            for _ in range(_TURNS if lines <= _TURNS_UP_TO else 1)
        ]
    finally:
        shutil.rmtree(folder)
    training, figures = Measurement.of(runs, "seconds"), runs[-1].figures
    return (
        f"{trade.customers:,} customers, {lines:,} lines",
        count(figures["observations"]),
        seconds(training.seconds),
        seconds(Measurement.of(runs, "scoring").seconds),
        megabytes(training.peak_mb),
        count(figures["rounds"]),
        f"{figures['auc']:.3f}",
        f"{figures['recency']:.3f}",
    )
