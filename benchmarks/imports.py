"""Importing order lines: Mainstay against pandas and against Django's bulk_create."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from benchmarks import machine
from benchmarks.databases import databases
from benchmarks.installation import installation, order_file
from benchmarks.orders import Trade
from benchmarks.processes import Outcome, run_mainstay, run_step
from benchmarks.results import Measurement, Section, count, megabytes, seconds

CUSTOMERS = 20_000
LINES_PER_ORDER = 3
SIZES = (1_000_000, 3_000_000, 10_000_000)
_LINE_MODE_LINES = 1_000_000
_BULK_LINES = 200_000
_FEW_RUNS_FROM = 10_000_000

_ABOUT = f"""\
*Mainstay* is the command `mainstay import orders FILE` on SQLite, from the start of its process to
its end: it takes the file in, checks every cell, resolves the lines against the ledger and commits
them with their roll-ups. The {CUSTOMERS:,} customers are there before; the ledger is empty.
*pandas* is `read_csv` with the dates parsed and `to_parquet`, its process from start to end too; it
checks nothing. The files have nine columns and {LINES_PER_ORDER} lines an order; in *line mode*
they also have line numbers."""

RETAILER = (
    Path(__file__)
    .parents[2]
    .joinpath("shared", "data", "online_retail", "online_retail_until_2011-08.csv.gz")
)
_OF_THE_RETAILER = ("--unknown-customers", "create", "--reject-limit", "40")
_ABOUT_RETAILER = """\
The public file *Online Retail II* until August 2011, packed, 28 % of its lines without a customer:
the whole process, which creates 3,360 customers and writes the rejected lines into a file."""

_ABOUT_BULK = """\
Django's `bulk_create` of the same lines, read from the same file, in one transaction, into a table
with the columns of a line of the ledger, a unique constraint on the line's identity and an index on
the customer; *plain* is a table with the columns of the file and no constraint. Its time is the
work alone, without starting Python; that of Mainstay is the whole process. PostgreSQL runs on this
machine without syncing to disk."""


@dataclass(frozen=True, slots=True)
class _Size:
    lines: int
    line_numbers: bool

    @property
    def name(self) -> str:
        return f"{self.lines:,} lines{', line mode' if self.line_numbers else ''}"

    @property
    def runs(self) -> int:
        return 1 if self.lines >= _FEW_RUNS_FROM else 3


def run(scratch: Path, lines: Sequence[int]) -> Section:
    """Measure the import at several sizes."""
    section = Section("Imports", [machine.describe()])
    section.say(_ABOUT)
    sizes = [_Size(number, False) for number in lines]
    line_mode = _Size(min(_LINE_MODE_LINES, *lines), True)
    by_line: list[Outcome] = []
    rows = []
    for size in (*sizes, line_mode):
        ours, theirs = _compare(scratch, size)
        if size is line_mode:
            by_line = ours
        rows.append(_row(size, Measurement.of(ours), Measurement.of(theirs)))
    section.table(
        ("", "Mainstay", "lines/s", "memory", "pandas", "memory", "ratio", "runs"),
        rows,
    )
    section.say(_ABOUT_BULK)
    ours_per_second = line_mode.lines / Measurement.of(by_line).seconds
    section.table(
        ("", "lines", "seconds", "lines/s", "Mainstay is faster by"),
        _against_bulk_create(scratch, line_mode, ours_per_second),
    )
    if RETAILER.exists():
        section.say(_ABOUT_RETAILER)
        section.table(("", "records", "seconds", "records/s", "memory"), _retailer(scratch))
    return section


def _retailer(scratch: Path) -> Iterator[tuple[str, ...]]:
    """The file of a real retailer into an empty installation, then once more."""
    settings = ("--currency", "GBP", "--timezone", "Europe/London")
    command = ("import", "orders", str(RETAILER), *_OF_THE_RETAILER)
    with installation(scratch / "retailer", scratch, settings=settings) as home:
        for name in ("the first time", "again"):
            found = run_mainstay(command, home, scratch)
            records, took = found.figures["records"], Measurement.of([found])
            yield (
                name,
                count(records),
                seconds(took.seconds),
                count(records / took.seconds),
                megabytes(took.peak_mb),
            )


def _row(size: _Size, ours: Measurement, theirs: Measurement) -> tuple[str, ...]:
    return (
        size.name,
        seconds(ours.seconds),
        count(size.lines / ours.seconds),
        megabytes(ours.peak_mb),
        seconds(theirs.seconds),
        megabytes(theirs.peak_mb),
        ours.over(theirs),
        str(size.runs),
    )


def _compare(scratch: Path, size: _Size) -> tuple[list[Outcome], list[Outcome]]:
    """Import a file several times by turns, each time into a new installation."""
    ours, theirs = [], []
    with _order_file(scratch, size) as file:
        for turn in range(size.runs):
            with installation(scratch / f"home-{turn}", scratch, CUSTOMERS) as home:
                ours.append(run_mainstay(("import", "orders", str(file)), home, scratch))
            assert ours[-1].figures["accepted"] == ours[-1].figures["records"]
            target = scratch / "pandas.parquet"
            theirs.append(
                run_step("imports.pandas_to_parquet", scratch, source=str(file), target=str(target))
            )
            target.unlink()
    return ours, theirs


def _against_bulk_create(
    scratch: Path, size: _Size, ours_per_second: float
) -> Iterator[tuple[str, ...]]:
    lines = min(_BULK_LINES, size.lines)
    with _order_file(scratch, size) as file:
        for name, database in databases(f"sqlite:///{scratch / 'bulk.sqlite3'}"):
            for plain in (False, True):
                outcome = run_step(
                    "imports.django_bulk_create",
                    scratch,
                    source=str(file),
                    database=database,
                    limit=lines,
                    plain=plain,
                )
                taken = outcome.figures["seconds"]
                rate = lines / taken
                yield (
                    f"{name}, plain" if plain else name,
                    count(lines),
                    seconds(taken),
                    count(rate),
                    f"{ours_per_second / rate:.1f} ×",
                )


def _order_file(scratch: Path, size: _Size) -> AbstractContextManager[Path]:
    trade = Trade(size.lines, LINES_PER_ORDER, CUSTOMERS)
    return order_file(scratch, trade, line_numbers=size.line_numbers)
