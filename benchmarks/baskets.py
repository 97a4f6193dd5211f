"""Baskets: pairs and triples of the engine, beside a bare self-join and mlxtend on a sample."""

import os
import shutil
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks import machine
from benchmarks.orders import Trade
from benchmarks.processes import Outcome, run_step
from benchmarks.results import Measurement, Section, count, megabytes, seconds

SIZES = (200_000, 2_000_000, 20_000_000)
CUSTOMERS = 100_000
LINES_PER_ORDER = 10
_SAMPLE = 200_000
_SUPPORT = "0.0002"
_CONFIDENCE = "0.01"
_LONGEST = 3
_TURNS = 3
_TURNS_UP_TO = 2_000_000
_MEMORY = "384MB"
_MAKING_MEMORY = "3GB"

SELF_JOIN = """\
SELECT a.product_code, b.product_code, count(*) AS count
FROM lines AS a JOIN lines AS b USING (customer, source, order_no)
WHERE a.product_code < b.product_code
GROUP BY ALL HAVING count(*) >= ?"""

_ABOUT = f"""\
Orders of {LINES_PER_ORDER} lines on average, by {CUSTOMERS:,} customers over 2,000 products, in
three years; all of them, with support {_SUPPORT} and confidence {_CONFIDENCE}. Each step runs in a
fresh process with {_MEMORY} for DuckDB and a thread per core, the product's own settings; seconds
are the work alone. *Rules* nets returns out, counts items, pairs and triples, and makes the rules.
*Self-join* is DuckDB alone with the same settings over the same files, counting pairs of lines
(neither returns nor days nor triples):"""

_ABOUT_PEER = f"""\
*mlxtend* is its FP-growth (Python, one process) for sets of up to three over the first
{_SAMPLE:,} lines, with the making of its sparse table; *scaled* is that by the number of lines:"""


@dataclass(frozen=True, slots=True)
class _Results:
    """The runs of every step, on one ledger."""

    trade: Trade
    rules: list[Outcome]
    join: list[Outcome]
    peer: list[Outcome]


def run(scratch: Path, lines: Sequence[int]) -> Section:
    """Measure ledgers of several sizes."""
    section = Section("Baskets", [machine.describe()])
    found = []
    for size in lines:
        print(f"… {size:,} lines", flush=True)
        found.append(_measure(scratch, Trade(size, LINES_PER_ORDER, CUSTOMERS)))
    section.say(_ABOUT)
    section.code(SELF_JOIN, "sql")
    section.table(
        (
            "",
            "orders",
            "pairs",
            "triples",
            "rules",
            "seconds",
            "self-join",
            "memory: rules",
            "join",
        ),
        [_ours(results) for results in found],
    )
    section.say(_ABOUT_PEER)
    section.table(
        ("", "mlxtend", "scaled", "to rules", "memory"), [_theirs(results) for results in found]
    )
    return section


def _measure(scratch: Path, trade: Trade) -> _Results:
    """Run everything on one ledger; steps to be compared take turns."""
    folder = scratch / "ledger"
    engine: dict[str, Any] = {"folder": str(folder), "threads": os.cpu_count() or 1}
    made = run_step(
        "ledgers.write", scratch, **engine, memory=_MAKING_MEMORY, trade=asdict(trade)
    ).figures
    try:
        run_step("measures.rebuild", scratch, **engine, memory=_MEMORY, keep=True)
        return _compare(scratch, trade, made["files"], engine)
    finally:
        shutil.rmtree(folder)


def _compare(scratch: Path, trade: Trade, files: Sequence[str], engine: dict[str, Any]) -> _Results:
    results = _Results(trade, [], [], [])
    for _ in range(_TURNS if trade.lines <= _TURNS_UP_TO else 1):
        ours = run_step(
            "baskets.rules",
            scratch,
            **engine,
            memory=_MEMORY,
            support=_SUPPORT,
            confidence=_CONFIDENCE,
            longest=_LONGEST,
        )
        results.rules.append(ours)
        results.join.append(
            run_step(
                "baskets.bare_join",
                scratch,
                sql=SELF_JOIN,
                files=files,
                memory=_MEMORY,
                threads=engine["threads"],
                spill=str(Path(engine["folder"]) / "spill"),
                least=ours.figures["least"],
            )
        )
        results.peer.append(
            run_step(
                "baskets.fpgrowth",
                scratch,
                files=files,
                orders=_SAMPLE // LINES_PER_ORDER,
                support=float(_SUPPORT),
                longest=_LONGEST,
            )
        )
    return results


def _ours(results: _Results) -> tuple[str, ...]:
    ours, join = (Measurement.of(each, "seconds") for each in (results.rules, results.join))
    figures = results.rules[-1].figures
    pairs, triples = (*figures["sets"][1:], 0, 0)[:2]
    return (
        f"{results.trade.lines:,} lines",
        count(figures["baskets"]),
        count(pairs),
        count(triples),
        count(figures["rules"]),
        seconds(ours.seconds),
        f"{seconds(join.seconds)} ({join.over(ours)})",
        megabytes(ours.peak_mb),
        megabytes(join.peak_mb),
    )


def _theirs(results: _Results) -> tuple[str, ...]:
    ours, peer = (Measurement.of(each, "seconds") for each in (results.rules, results.peer))
    scaled = Measurement(peer.seconds * results.trade.lines / _SAMPLE, peer.peak_mb)
    return (
        f"{results.trade.lines:,} lines",
        seconds(peer.seconds),
        seconds(scaled.seconds),
        scaled.over(ours),
        megabytes(peer.peak_mb),
    )
