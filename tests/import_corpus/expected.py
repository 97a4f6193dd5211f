"""The tables of outcomes, and what an import makes of a file."""

import csv
import shutil
import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from mainstay.apps.ledger.cleaning.fields import CUSTOMER_FIELDS
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.reading.reject_columns import LINE
from mainstay.apps.ledger.services.importing import (
    FileImport,
    ImportFailed,
    ImportOptions,
    as_failure,
    import_at_once,
)
from mainstay.apps.ledger.services.importing.calendar_days import import_days
from mainstay.apps.ledger.services.importing.rates import import_rates
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile
from mainstay.apps.ledger.testing import IMPORTING, lines_in_force, report_of
from mainstay.apps.reference.models import CalendarDay, ExchangeRate
from mainstay.apps.reference.queries.taken import taken_file
from mainstay.apps.reference.services.calendars import create_calendar
from mainstay.apps.reference.services.rates import plain
from mainstay.apps.reference.services.taken import undo

HERE = Path(__file__).parent
SOURCE = "corpus"
REFERENCE = ("rates", "days")
"""The kinds of files that are no batches."""


@dataclass(frozen=True)
class Outcome:
    """What becomes of a file."""

    state: str = "committed"
    refused: str = ""
    accepted: int = 0
    rejected: int = 0
    unchanged: int = 0
    blank: int = 0
    totals: int = 0
    money: Decimal = Decimal(0)
    kept: Mapping[str, str] = field(default_factory=dict)
    reasons: Mapping[str, int] = field(default_factory=dict)
    lines: tuple[int, ...] = ()


@dataclass(frozen=True)
class Case:
    """A line of a table: how a file is imported and what must become of it."""

    kind: str
    mapping: Mapping[str, str]
    options: Mapping[str, Any]
    outcome: Outcome


def corpus_cases() -> dict[str, dict[str, Case]]:
    """The table of the corpus: group, file, case."""
    table = tomllib.loads((HERE / "expected.toml").read_text("utf-8"))
    return {
        group: {name: _case(said, said.get("kind", "orders"), {}) for name, said in files.items()}
        for group, files in table.items()
    }


def messy_cases() -> dict[str, Case]:
    """The table of the public files."""
    table = tomllib.loads((HERE / "messy_files.toml").read_text("utf-8"))
    return {name: _case(said, "customers", _columns(said)) for name, said in table.items()}


def _columns(said: Mapping[str, Any]) -> dict[str, str]:
    """Code and name alone, whatever the headings look like."""
    if "code" not in said:
        return {}
    unused = dict.fromkeys(CUSTOMER_FIELDS, "")
    return unused | {"code": said["code"], "name": said.get("name", said["code"])}


def _case(said: Mapping[str, Any], kind: str, mapping: Mapping[str, str]) -> Case:
    known = {each.name for each in fields(Outcome)}
    values = {name: value for name, value in said.items() if name in known}
    values["money"] = Decimal(said.get("money", 0))
    values["lines"] = tuple(said.get("lines", ()))
    if "refused" in said:
        values["state"] = "failed"
    return Case(kind, mapping, said.get("options", {}), Outcome(**values))


def imported(path: Path, case: Case) -> Outcome:
    """Import a file and say what became of it; raises what no person could make sense of."""
    if case.kind in REFERENCE:
        return reference_outcome(path, case)
    options = {"reject_limit": 100, **case.options}
    order = FileImport(case.kind, path, mapping=case.mapping, options=options, source=SOURCE)
    try:
        batch, rejects = import_at_once(IMPORTING, order)
    except Exception as error:
        failure = error if isinstance(error, ImportFailed) else as_failure(error)
        if failure is None:
            raise
        return Outcome(state="failed", refused=failure.code)
    return _outcome(batch, rejects)


def reference_outcome(path: Path, case: Case) -> Outcome:
    """Import a file of reference data, say what became of it, and undo it again."""
    file = ReferenceFile(path.name, [path.read_bytes()], options=ImportOptions(**case.options))
    try:
        if case.kind == "rates":
            report = import_rates(IMPORTING, file)
        else:
            calendar = create_calendar(IMPORTING, name="Head office")
            report = import_days(IMPORTING, calendar.pk, file)
    except ImportFailed as failure:
        return Outcome(state="failed", refused=failure.code)
    kept = _kept(case.kind)
    undo(IMPORTING, taken_file(IMPORTING, report.number or 0))
    assert _kept(case.kind) == {}
    return Outcome(
        accepted=report.created + report.changed,
        rejected=report.rejected,
        unchanged=report.unchanged,
        blank=report.blank,
        kept=kept,
        reasons=report.reasons,
        lines=tuple(sorted({each.line for each in report.rejects if each.line})),
    )


def _kept(kind: str) -> dict[str, str]:
    """What there is of rates or days."""
    if kind == "rates":
        rates = ExchangeRate.objects.system("test")
        return {f"{row.currency} {row.on}": f"{plain(row.rate):f}" for row in rates}
    days = CalendarDay.objects.system("test")
    return {str(row.on): "workday" if row.works else "holiday" for row in days}


def _outcome(batch: ImportBatch, rejects: Path | None) -> Outcome:
    report = report_of(batch)
    money = report.money_accepted.get("CNY", Decimal(0))
    if batch.state == "committed":
        assert sum(lines_in_force().values()) == money
    assert set(report.money_accepted) <= {"CNY"}
    return Outcome(
        state=batch.state,
        accepted=report.accepted,
        rejected=report.rejected,
        unchanged=report.unchanged,
        blank=report.blank,
        totals=batch.report.get("totals", 0),
        money=money,
        reasons=report.reasons,
        lines=_lines(rejects) if rejects else (),
    )


def _lines(rejects: Path) -> tuple[int, ...]:
    """The physical lines that a reject file names; none for Parquet."""
    with rejects.open(encoding="utf-8-sig", newline="") as file:
        return tuple(int(row[LINE]) for row in csv.DictReader(file) if row[LINE])


def missed(path: Path, case: Case) -> dict[str, tuple[Any, Any]]:
    """Import a file into a ledger without lines, and tell what differs: expected, found."""
    expected, found = asdict(case.outcome), asdict(attempted(path, case))
    return {name: (said, found[name]) for name, said in expected.items() if said != found[name]}


def attempted(path: Path, case: Case) -> Outcome:
    """Import a file, say what became of it, and leave the ledger as it was."""
    try:
        with transaction.atomic():
            found = imported(path, case)
            transaction.set_rollback(True)
    finally:
        # The next file may get the same number, but not the same folder.
        shutil.rmtree(settings.MAINSTAY_HOME.uploads, ignore_errors=True)
    return found
