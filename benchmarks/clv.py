"""Lifetime value: fitting BG/NBD against lifetimes, and scoring everybody."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import machine
from benchmarks.processes import Outcome, run_other, run_step
from benchmarks.results import Measurement, Section, count, seconds

SIZES = (10_000, 100_000, 1_000_000)
_RUNS = 3
_PEER = ("lifetimes==0.11.3", "numpy<2", "setuptools<80")

_ABOUT = """\
`mainstay.analytics.clv` alone, on made-up customers in memory who buy and leave as BG/NBD says,
over two years. *In days* all times are whole days, as files of orders give them; *in moments*
hardly two customers are alike, so that nothing can be put together. *Fit* is from the columns of
customers to parameters with their uncertainty; *scoring* puts the histories together again and
tells everybody's P(alive) and purchases of a year. *lifetimes* 0.11.3 (numpy below 2, in an
environment of its own) is given every customer, as its documentation shows, and works out its
uncertainty too. *Better by* is our log-likelihood less that of its parameters."""


def run(scratch: Path, customers: Sequence[int]) -> Section:
    """Measure populations of several sizes."""
    section = Section("Lifetime value", [machine.describe()])
    section.say(_ABOUT)
    peer = _peer(scratch)
    section.table(
        ("", "distinct", "fit", "lifetimes", "ratio", "better by", "scoring"),
        [row for number in customers for row in _rows(scratch, peer, number)],
    )
    return section


def _peer(scratch: Path) -> Path:
    """The Python of an environment with the peer."""
    folder = scratch / "lifetimes"
    uv = Path(sys.executable).with_name("uv")
    python = folder / "bin" / "python"
    subprocess.run([uv, "venv", "--quiet", "--python", sys.executable, folder], check=True)
    subprocess.run([uv, "pip", "install", "--quiet", "--python", python, *_PEER], check=True)
    return python


def _rows(scratch: Path, peer: Path, customers: int) -> Iterator[tuple[str, ...]]:
    for name, alike in (("in days", True), ("in moments", False)):
        path = str(scratch / "histories.npz")
        run_step("clv.write", scratch, path=path, customers=customers, alike=alike)
        ours: list[Outcome] = []
        theirs: list[Outcome] = []
        for _turn in range(_RUNS):
            ours.append(run_step("clv.fit", scratch, path=path))
            theirs.append(run_other(peer, "clv.lifetimes", scratch, path=path))
        parameters = theirs[0].figures["parameters"]
        reached = run_step("clv.likelihood", scratch, path=path, parameters=parameters)
        better = ours[0].figures["log_likelihood"] - reached.figures["log_likelihood"]
        fit, other = Measurement.of(ours, "seconds"), Measurement.of(theirs, "seconds")
        yield (
            f"{customers:,} customers, {name}",
            count(ours[0].figures["distinct"]),
            seconds(fit.seconds),
            seconds(other.seconds),
            f"{other.seconds / fit.seconds:.1f} ×",
            f"{better:z.4f}",
            seconds(Measurement.of(ours, "scoring").seconds),
        )
