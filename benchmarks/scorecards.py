"""Scoring and grading many customers by a scorecard of many indicators."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks import machine
from benchmarks.processes import run_step
from benchmarks.results import Section, megabytes, seconds

SIZES = (10_000, 100_000, 1_000_000)
_INDICATORS = 30

_ABOUT = f"""\
`mainstay.analytics.scoring` alone, on made-up figures in memory: {_INDICATORS} indicators in three
dimensions, a tenth of the figures missing; percentile, min–max, step and logistic curves in turn;
four grades by score, top 5 % with a cap, Pareto and groups, with a floor of coverage. *Graded* is
everybody's score and grade, with the memory up to then, the figures among it. *Way up* is
everybody's way to the next grade, *record* the table of all reasons; the last memory is of all."""


def run(scratch: Path, customers: Sequence[int]) -> Section:
    """Measure populations of several sizes."""
    section = Section("Scorecards", [machine.describe()])
    section.say(_ABOUT)
    section.table(
        ("", "graded", "memory", "way up", "record", "memory"),
        [_measured(scratch, number) for number in customers],
    )
    return section


def _measured(scratch: Path, customers: int) -> tuple[str, ...]:
    step = run_step("scorecards.scored", scratch, customers=customers, indicators=_INDICATORS)
    return (
        f"{customers:,} customers",
        seconds(step.figures["graded"]),
        megabytes(step.figures["graded_mb"]),
        seconds(step.figures["ahead"]),
        seconds(step.figures["recorded"]),
        megabytes(step.peak_mb),
    )
