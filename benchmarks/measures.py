"""Measuring customers: roll-ups and indicators against a bare scan and against pandas."""

import math
import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.orders import Trade
from benchmarks.processes import Outcome, run_step
from benchmarks.results import Measurement, Section, megabytes, seconds

CUSTOMERS = 100_000
SIZES = (3_000_000, 20_000_000)
LARGE = (100_000_000,)
LINES_PER_ORDER = (3, 10)
_AS_OF = "2025-12-01"
_STEP_LINES = 10_000
_PANDAS_UP_TO = 20_000_000
_MEMORY = "384MB"
_MAKING_MEMORY = "3GB"

BARE_SCAN = """\
SELECT customer, sum(amount), sum(cost), count(*), min(ordered_on), max(ordered_on)
FROM lines GROUP BY customer"""

_ABOUT = f"""\
A ledger of {CUSTOMERS:,} customers, three years, in Parquet files of five million lines as imports
write them. Each step runs in a fresh process with {_MEMORY} for DuckDB and a thread per core, the
product's own settings; seconds are the work alone, without starting Python, loading modules and
hashing. *Bare scan* is DuckDB alone, with the same settings, over the same lines as they came: in
the order of time, in files as DuckDB writes them. *Sorted* is the same scan over the ledger's own
files, which lie in the order of customers. Ratios are to the bare scan and, in brackets, to the
sorted one:"""

_ABOUT_STEPS = f"""\
*Roll-ups* builds the roll-ups from nothing, with their hashes, synced to disk. *Indicators*
computes all 18 indicators of every customer from the roll-ups, as of {_AS_OF}. *Import step*
resolves and writes {_STEP_LINES:,} lines that come on top (four of five new, one of ten known, one
of ten known with another amount); *after it* are the indicators once more, over the ledger with its
dead rows.
*Hashing* verifies the files that a step reads, once per process. *pandas* computes the same
indicators in floats from the lines; the sums of all 18 agree with ours."""

_Totals = Mapping[str, float | None]


@dataclass(frozen=True, slots=True)
class _Ledger:
    """A made-up ledger on disk."""

    folder: Path
    scratch: Path
    trade: Trade
    files: Sequence[str]
    as_they_came: Sequence[str]
    bytes: int

    def step(self, name: str, **parameters: Any) -> Outcome:
        """Run a step of the engine on it."""
        engine = {"folder": str(self.folder), "memory": _MEMORY, "threads": _threads()}
        return run_step(f"measures.{name}", self.scratch, **engine, **parameters)

    def bare_scan(self, files: Sequence[str]) -> Outcome:
        return run_step(
            "measures.bare_scan",
            self.scratch,
            sql=BARE_SCAN,
            files=files,
            memory=_MEMORY,
            threads=_threads(),
            spill=str(self.folder / "spill"),
        )

    def pandas(self) -> Outcome:
        return run_step("measures.pandas_indicators", self.scratch, files=self.files, as_of=_AS_OF)

    def indicators(self) -> Outcome:
        return self.step("indicators", as_of=_AS_OF)


@dataclass(frozen=True, slots=True)
class _Results:
    """The runs of every step, on one ledger."""

    ledger: _Ledger
    scan: list[Outcome]
    sorted_scan: list[Outcome]
    rollups: list[Outcome]
    indicators: list[Outcome]
    imported: Outcome
    after: list[Outcome]
    pandas: list[Outcome]


def run(scratch: Path, lines: Sequence[int], lines_per_order: Sequence[int]) -> Section:
    """Measure ledgers of several sizes."""
    section = Section("Measures", [machine.describe()])
    section.say(_ABOUT)
    section.code(BARE_SCAN, "sql")
    section.say(_ABOUT_STEPS)
    found = []
    for size in lines:
        for per_order in lines_per_order:
            print(f"… {size:,} lines, {per_order} an order", flush=True)
            with _ledger(scratch, Trade(size, per_order, CUSTOMERS)) as ledger:
                found.append(_measure(ledger))
    section.table(
        (
            "",
            "bare scan",
            "sorted",
            "roll-ups",
            "ratio",
            "indicators",
            "ratio",
            "after it",
            "ratio",
            "pandas",
            "to indicators",
            "import step",
        ),
        [_times(results) for results in found],
    )
    section.table(
        (
            "",
            "lines on disk",
            "roll-ups on disk",
            "hashing lines",
            "hashing roll-ups",
            "memory: scan",
            "roll-ups",
            "indicators",
            "import step",
            "pandas",
        ),
        [_sizes(results) for results in found],
    )
    return section


def _threads() -> int:
    return os.cpu_count() or 1


@contextmanager
def _ledger(scratch: Path, trade: Trade) -> Iterator[_Ledger]:
    folder = scratch / "ledger"
    made = run_step(
        "ledgers.write",
        scratch,
        folder=str(folder),
        memory=_MAKING_MEMORY,
        threads=_threads(),
        trade=asdict(trade),
    ).figures
    try:
        yield _Ledger(folder, scratch, trade, made["files"], made["as_they_came"], made["bytes"])
    finally:
        shutil.rmtree(folder)


def _measure(ledger: _Ledger) -> _Results:
    """Run everything; steps to be compared take turns."""
    turns = 3 if ledger.trade.lines <= SIZES[-1] else 1
    scan, sorted_scan, rollups, indicators, pandas = [], [], [], [], []
    for turn in range(turns):
        scan.append(ledger.bare_scan(ledger.as_they_came))
        sorted_scan.append(ledger.bare_scan(ledger.files))
        rollups.append(ledger.step("rebuild", keep=turn == turns - 1))
    for _ in range(turns):
        scan.append(ledger.bare_scan(ledger.as_they_came))
        sorted_scan.append(ledger.bare_scan(ledger.files))
        indicators.append(ledger.indicators())
    if ledger.trade.lines <= _PANDAS_UP_TO:
        pandas.append(ledger.pandas())
        _require_equal(indicators[-1].figures["totals"], pandas[-1].figures["totals"])
    imported = ledger.step("import_lines", trade=asdict(ledger.trade), lines=_STEP_LINES)
    after = [ledger.indicators() for _ in range(turns)]
    return _Results(ledger, scan, sorted_scan, rollups, indicators, imported, after, pandas)


def _require_equal(ours: _Totals, theirs: _Totals) -> None:
    """Stop if pandas computes anything else: then the comparison would mean nothing."""
    for code, total in ours.items():
        other = theirs[code]
        if total is None or other is None:
            equal = total is other
        else:
            equal = math.isclose(total, other, rel_tol=1e-6)
        if not equal:
            raise AssertionError(f"{code}: {total} here, {other} with pandas")


def _name(ledger: _Ledger) -> str:
    return f"{ledger.trade.lines:,} lines, {ledger.trade.lines_per_order} an order"


def _times(results: _Results) -> tuple[str, ...]:
    scan = Measurement.of(results.scan, "seconds")
    sorted_scan = Measurement.of(results.sorted_scan, "seconds")
    cells = [_name(results.ledger), seconds(scan.seconds), seconds(sorted_scan.seconds)]
    for outcomes in (results.rollups, results.indicators, results.after):
        taken = Measurement.of(outcomes, "seconds")
        cells += [seconds(taken.seconds), f"{taken.over(scan)} ({taken.over(sorted_scan)})"]
    if results.pandas:
        pandas = Measurement.of(results.pandas, "seconds")
        indicators = Measurement.of(results.indicators, "seconds")
        cells += [seconds(pandas.seconds), pandas.over(indicators)]
    else:
        cells += ["–", "–"]
    return (*cells, seconds(results.imported.figures["seconds"]))


def _sizes(results: _Results) -> tuple[str, ...]:
    last = results.rollups[-1].figures
    return (
        _name(results.ledger),
        megabytes(results.ledger.bytes / 1_000_000),
        megabytes(last["bytes"] / 1_000_000),
        seconds(Measurement.of(results.rollups, "verifying").seconds),
        seconds(Measurement.of(results.indicators, "verifying").seconds),
        megabytes(Measurement.of(results.scan, "seconds").peak_mb),
        megabytes(Measurement.of(results.rollups, "seconds").peak_mb),
        megabytes(Measurement.of(results.indicators, "seconds").peak_mb),
        megabytes(results.imported.peak_mb),
        megabytes(results.pandas[0].peak_mb) if results.pandas else "–",
    )
