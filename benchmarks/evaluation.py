"""Grading many customers by the schemes that are shipped."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import machine
from benchmarks.installation import installation, order_file
from benchmarks.orders import Trade
from benchmarks.processes import run_mainstay, run_step
from benchmarks.results import Section, megabytes, seconds

SIZES = (100_000, 1_000_000)
_LINES_PER_CUSTOMER = 6
_LINES_PER_ORDER = 3
_DAYS = ("2025-06-01", "2025-12-01")
_SCHEMES = ("abc", "tiers", "rfm")

_ABOUT = f"""\
An installation on SQLite, {_LINES_PER_CUSTOMER} order lines for each customer. *First* is
`mainstay evaluate` as of {_DAYS[0]}, its process from start to end: every customer gets its first
grade, with the figures frozen and the reasons written. *Next* is the same as of {_DAYS[1]}: most
customers have a grade by then. *Scoring* is `mainstay.analytics.scoring` alone on the frozen inputs
of the next one: the grade of each customer and the way to the one above."""


def run(scratch: Path, customers: Sequence[int]) -> Section:
    """Measure populations of several sizes."""
    section = Section("Evaluation", [machine.describe()])
    section.say(_ABOUT)
    section.table(
        ("", "first", "memory", "next", "memory", "scoring", "memory"),
        [row for number in customers for row in _evaluate(scratch, number)],
    )
    return section


def _evaluate(scratch: Path, customers: int) -> Iterator[tuple[str, ...]]:
    trade = Trade(customers * _LINES_PER_CUSTOMER, _LINES_PER_ORDER, customers)
    home = scratch / "home"
    with (
        order_file(scratch, trade) as file,
        installation(home, scratch),
    ):
        orders = ("import", "orders", str(file), "--unknown-customers", "create")
        imported = run_mainstay(orders, home, scratch)
        assert imported.figures["created_customers"] == customers
        for scheme in _SCHEMES:
            first, following = (
                run_mainstay(("evaluate", "--scheme", scheme, "--as-of", day), home, scratch)
                for day in _DAYS
            )
            inputs = home / "evaluations" / str(following.figures["evaluation"]) / "inputs.parquet"
            scored = run_step("scoring.score", scratch, inputs=str(inputs), scheme=scheme)
            yield (
                f"{following.figures['customers']:,} customers, {scheme}",
                seconds(first.seconds),
                megabytes(first.peak_mb),
                seconds(following.seconds),
                megabytes(following.peak_mb),
                seconds(scored.figures["seconds"]),
                megabytes(scored.peak_mb),
            )
