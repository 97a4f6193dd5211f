"""Importing customers: Mainstay against django-import-export and Django's bulk_create."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import machine
from benchmarks.installation import installation
from benchmarks.processes import Outcome, run_mainstay, run_step
from benchmarks.results import Measurement, Section, count, megabytes, seconds

SIZES = (100_000,)
_RUNS = 3

_ABOUT = """\
*Mainstay* is the command `mainstay import customers FILE` on SQLite into an empty installation,
from the start of its process to its end: with every cell checked, search texts, before-images for
the undo and the audit entry. *Again* is the same file once more: all are unchanged. The peers fill
a table with the file's columns and Mainstay's indexes; their time is the work alone, without
starting Python. *django-import-export* is run as it comes, and *tuned* with bulk writes, its cached
loader of instances and no differences shown; `bulk_create` checks nothing at all. The file has six
columns."""


def run(scratch: Path, customers: Sequence[int]) -> Section:
    """Measure files of several sizes."""
    section = Section("Customers", [machine.describe()])
    section.say(_ABOUT)
    section.table(
        ("", "seconds", "customers/s", "memory", "Mainstay is faster by"),
        [row for number in customers for row in _rows(scratch, number)],
    )
    return section


def _rows(scratch: Path, customers: int) -> Iterator[tuple[str, ...]]:
    file = scratch / "customers.csv"
    run_step("files.write_customers", scratch, path=str(file), customers=customers)
    outcomes: dict[str, list[Outcome]] = {}
    for turn in range(_RUNS):
        with installation(scratch / f"home-{turn}", scratch) as home:
            command = ("import", "customers", str(file))
            outcomes.setdefault("Mainstay", []).append(run_mainstay(command, home, scratch))
            outcomes.setdefault("Mainstay, again", []).append(run_mainstay(command, home, scratch))
        for name, outcome in _peers(scratch, file):
            assert outcome.figures["records"] == customers
            outcomes.setdefault(name, []).append(outcome)
    file.unlink()
    ours = Measurement.of(outcomes["Mainstay"])
    for name, found in outcomes.items():
        own = name.startswith("Mainstay")
        taken = Measurement.of(found) if own else Measurement.of(found, "seconds")
        yield (
            f"{customers:,} customers, {name}",
            seconds(taken.seconds),
            count(customers / taken.seconds),
            megabytes(taken.peak_mb),
            "–" if own else f"{taken.seconds / ours.seconds:.1f} ×",
        )


def _peers(scratch: Path, file: Path) -> Iterator[tuple[str, Outcome]]:
    for name, step, parameters in (
        ("django-import-export", "import_export", {"tuned": False}),
        ("django-import-export, tuned", "import_export", {"tuned": True}),
        ("bulk_create", "bulk_create", {}),
    ):
        database = scratch / "peer.sqlite3"
        yield (
            name,
            run_step(
                f"customers.{step}",
                scratch,
                source=str(file),
                database=f"sqlite:///{database}",
                **parameters,
            ),
        )
        database.unlink()
