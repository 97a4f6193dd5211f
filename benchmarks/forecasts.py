"""Forecasts: everybody two years ahead, and what StatsForecast alone would take."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import machine
from benchmarks.processes import run_step
from benchmarks.results import Measurement, Section, megabytes, seconds

SIZES = (1_000, 10_000, 100_000)
_RUNS = 3
_FULL = 50
_LIBRARY = 25

_ABOUT = f"""\
`mainstay.analytics.forecasts` alone, on made-up customers in memory with five years of months: a
tenth buys every month with a season, the rest now and then, some are new or gone. Everybody is
told 24 months with intervals, by a back-test from three origins; *full models* are those of the
{_FULL} largest and of the total. *Arrays* is the time of a forecast with no customer among
these, so nearly that of the long tail. *StatsForecast* runs AutoETS, AutoTheta and the seasonal
naive method with a cross-validation of the same origins on {_LIBRARY} customers who buy every
month, times the number of all customers. *Better by* is by how much the mean absolute error of
our methods for customers lies below the seasonal naive one, at the latest origin."""


def run(scratch: Path, customers: Sequence[int]) -> Section:
    """Measure companies of several sizes."""
    section = Section("Forecasts", [machine.describe()])
    section.say(_ABOUT)
    section.table(
        ("", "forecast", "memory", "arrays", "StatsForecast", "ratio", "better by"),
        [row for number in customers for row in _rows(scratch, number)],
    )
    return section


def _rows(scratch: Path, customers: int) -> Iterator[tuple[str, ...]]:
    path = str(scratch / "months.parquet")
    run_step("forecasts.write", scratch, path=path, customers=customers)
    ours = [run_step("forecasts.forecast", scratch, path=path, full=_FULL) for _ in range(_RUNS)]
    arrays = [run_step("forecasts.forecast", scratch, path=path, full=0) for _ in range(_RUNS)]
    theirs = run_step("forecasts.library", scratch, path=path, customers=_LIBRARY)
    whole, tail = Measurement.of(ours, "seconds"), Measurement.of(arrays, "seconds")
    alone = theirs.figures["seconds"] / theirs.figures["customers"] * customers
    yield (
        f"{customers:,} customers",
        seconds(whole.seconds),
        megabytes(whole.peak_mb),
        seconds(tail.seconds),
        seconds(alone),
        f"{alone / whole.seconds:,.0f} ×",
        f"{ours[0].figures['better']:.0%}",
    )
