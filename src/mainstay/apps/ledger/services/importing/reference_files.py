"""Files of reference data: read, checked, and set at once by the app that keeps them."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from decimal import Decimal
from functools import partial
from pathlib import Path, PurePosixPath
from tempfile import TemporaryDirectory
from typing import Any, Protocol

from django.db import transaction

from mainstay.apps.ledger import wording
from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence
from mainstay.apps.ledger.cleaning.decimal_marks import CommaEvidence
from mainstay.apps.ledger.cleaning.fields import Kind
from mainstay.apps.ledger.cleaning.findings import Reject
from mainstay.apps.ledger.cleaning.mapping import field_columns, guess_mapping
from mainstay.apps.ledger.cleaning.reference_rows import CellOptions, CleanRows
from mainstay.apps.ledger.reading.chunks import RecordChunk, read_records
from mainstay.apps.ledger.reading.sniffing import Sniffed, sniff
from mainstay.apps.ledger.services.importing.failures import (
    ImportFailed,
    as_failure,
    ask_about_commas,
    ask_about_dates,
)
from mainstay.apps.ledger.services.importing.finishing import write_rejects
from mainstay.apps.ledger.services.importing.incoming import first_codes
from mainstay.apps.ledger.services.importing.looking import limits
from mainstay.apps.ledger.services.importing.options import ImportOptions, OptionUnfit
from mainstay.apps.ledger.services.importing.profiles import checked_profile_name, keep_reading
from mainstay.apps.ledger.services.importing.uploading import keep, shown_name
from mainstay.apps.reference.contracts import FileReject, HandedIn, Refusal, Taken
from mainstay.apps.reference.services.taken import note_file
from mainstay.foundation.access.actor import Actor

DUPLICATE = "duplicate_in_file"
OPTIONS = ("encoding", "sheet", "day_order")
"""The decisions that say something about any file of reference data."""

Row = Mapping[str, Any]


class Problem(Protocol):
    """Why the app that keeps the data refuses a fact, as the code of a reason."""

    @property
    def field(self) -> str: ...

    @property
    def code(self) -> str: ...


@dataclass(frozen=True, slots=True)
class ReferenceFile:
    """A file of reference data and what was said about it. `name` is only told.

    How it was read is kept as the profile `keep_as` once it was taken in.
    """

    name: str
    blocks: Iterable[bytes]
    mapping: Mapping[str, str] = field(default_factory=dict)
    options: ImportOptions = field(default_factory=ImportOptions)
    keep_as: str = ""


@dataclass(frozen=True, slots=True)
class RowKind:
    """How rows of a kind are read, refused and told apart."""

    kind: Kind
    clean: Callable[[RecordChunk, Mapping[str, int], CellOptions], CleanRows]
    problems: Callable[[Row], Sequence[Problem]]
    key: tuple[str, ...]
    """The fields by which rows are told apart."""
    content: tuple[str, ...]
    """The fields in which rows of one key must agree."""
    most: int
    """Records that a file may have."""
    too_many: str
    """The code of the failure where it has more."""


@dataclass(slots=True)
class ReferenceReport:
    """records = created + changed + unchanged + rejected + blank."""

    records: int = 0
    created: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0
    blank: int = 0
    rejects: list[Reject] = field(default_factory=list)
    """Every reason, in order of record."""
    number: int | None = field(default=None, compare=False)
    """Of the file that was taken in; none where it was only checked."""

    @property
    def reasons(self) -> dict[str, int]:
        """How many records each reason rejects."""
        return dict(first_codes(self.rejects).most_common())

    def as_json(self) -> dict[str, Any]:
        """Plain values, each reject with its reason in words."""
        counts = {name: value for name, value in asdict(self).items() if name != "rejects"}
        rejects = [
            {**each._asdict(), "detail": wording.reason(each.counted_as, each.value)}
            for each in self.rejects
        ]
        counts["file"] = counts.pop("number")
        return {**counts, "reasons": self.reasons, "rejects": rejects}

    @property
    def reconciles(self) -> bool:
        done = self.created + self.changed + self.unchanged
        return self.records == done + self.rejected + self.blank


def require_fit(said: Iterable[str], allowed: Sequence[str] = OPTIONS) -> None:
    """Raise OptionUnfit where an option was said that such a file has no use for."""
    for option in said:
        if option not in allowed:
            raise OptionUnfit(option, "")


def take_file(
    actor: Actor,
    file: ReferenceFile,
    kind: RowKind,
    take: Callable[[Sequence[Row]], Taken],
    *,
    commit: bool,
    calendar: int | None = None,
) -> ReferenceReport:
    """Hand the sound rows of a file to `take`, and tell what became of all. Raises ImportFailed.

    The refusals of `take` name the fields of the file. With `commit` the file is noted in the
    transaction in which `take` sets its rows; `calendar` says whose days they are.
    """
    keep_as = checked_profile_name(file.keep_as, kind.kind) if file.keep_as else ""
    with _opened(file, kind) as read:
        report = read.report
        sound = _without_duplicates(read.rows, kind, report)
        with transaction.atomic():
            taken = take(sound)
            _settle(report, sound, taken)
            if commit:
                handed = _handed_in(file, kind, report, read.sha256, calendar)
                writing = partial(_reject_file, read.path, read.sniffed, report)
                report.number = note_file(actor, handed, taken, writing).pk
                if keep_as:
                    headers = read.sniffed.headers
                    mapping = {name: headers[place] for name, place in read.columns.items()}
                    keep_reading(actor, kind.kind, keep_as, mapping, file.options)
    return report


def take_rows(
    file: ReferenceFile, kind: RowKind, take: Callable[[Sequence[Row]], Taken]
) -> ReferenceReport:
    """The same for what is no reference data: no file is noted, and `take` knows its duplicates.

    Raises ImportFailed.
    """
    with _opened(file, kind) as read, transaction.atomic():
        _settle(read.report, read.rows, take(read.rows))
    return read.report


@dataclass(frozen=True, slots=True)
class _ReadFile:
    """A file that was read: where it lies for a moment, its sound rows, what became of others."""

    path: Path
    sha256: str
    sniffed: Sniffed
    columns: dict[str, int]
    rows: list[Row]
    report: ReferenceReport


@contextmanager
def _opened(file: ReferenceFile, kind: RowKind) -> Iterator[_ReadFile]:
    """Read a file, and keep it until the end. Raises ImportFailed."""
    with TemporaryDirectory(prefix="mainstay-reference-") as folder:
        path = Path(folder) / ("file" + PurePosixPath(file.name).suffix[:12])
        try:
            sha256, _size = keep(path, file.blocks)
            sniffed = _sniffed(path, file)
            columns = _columns(sniffed, file.mapping, kind.kind)
            rows, report = _read(path, sniffed, file.options, columns, kind)
        except Exception as error:
            raise as_failure(error) or error from error
        yield _ReadFile(path, sha256, sniffed, columns, rows, report)


def _settle(report: ReferenceReport, sound: Sequence[Row], taken: Taken) -> None:
    """Complete the report by what was taken. Raises ImportFailed where a record is lost."""
    report.rejects += [_refused(sound[each.place], each) for each in taken.refusals]
    report.created, report.changed = taken.created, taken.changed
    report.unchanged += taken.unchanged
    report.rejects.sort(key=lambda reject: reject.record)
    report.rejected = len({reject.record for reject in report.rejects})
    if not report.reconciles:
        raise ImportFailed("does_not_reconcile", report={**asdict(report), "rejects": []})


def _handed_in(
    file: ReferenceFile, kind: RowKind, report: ReferenceReport, sha256: str, calendar: int | None
) -> HandedIn:
    return HandedIn(
        kind=kind.kind,
        name=shown_name(file.name),
        sha256=sha256,
        records=report.records,
        created=report.created,
        changed=report.changed,
        unchanged=report.unchanged,
        rejected=report.rejected,
        blank=report.blank,
        rejects=[FileReject(*each) for each in report.rejects],
        calendar=calendar,
    )


def _reject_file(path: Path, sniffed: Sniffed, report: ReferenceReport, number: int) -> bytes:
    """The rejected records as a file to be mended and handed in again."""
    written = path.with_name("rejects.csv")
    write_rejects(written, path, sniffed, report.rejects, number=number)
    return written.read_bytes()


def _sniffed(path: Path, file: ReferenceFile) -> Sniffed:
    return sniff(path, file.options.encoding, sheet=file.options.sheet, limits=limits())


def _read(
    path: Path, sniffed: Sniffed, options: ImportOptions, columns: dict[str, int], kind: RowKind
) -> tuple[list[Row], ReferenceReport]:
    """The rows whose cells make a fact, and the report of all others."""
    report = ReferenceReport(records=sniffed.rows_above, blank=sniffed.rows_above)
    reading = CellOptions(options.day_order, options.decimal_comma, sniffed.date_system)
    rows: list[Row] = []
    days, commas = DayMonthEvidence(), CommaEvidence()
    for chunk in read_records(path, sniffed):
        cleaned = kind.clean(chunk, columns, reading)
        report.records += cleaned.records
        report.blank += cleaned.blank
        report.rejects += cleaned.rejects
        if report.records > kind.most:
            raise ImportFailed(kind.too_many, limit=kind.most)
        days.add(cleaned.day_month)
        commas.add(cleaned.commas)
        for row in cleaned.rows:
            problems = [_reject(row, each) for each in kind.problems(row)]
            report.rejects += problems
            if not problems:
                rows.append(row)
    ask_about_dates(days, options.day_order)
    ask_about_commas(commas, options.decimal_comma)
    return rows, report


def _columns(sniffed: Sniffed, said: Mapping[str, str], kind: Kind) -> dict[str, int]:
    """The columns by field: as said, the others guessed from the headings."""
    guessed = guess_mapping(sniffed.headers, kind)
    taken = set(said.values())
    others = {name: header for name, header in guessed.items() if header not in taken}
    return field_columns({**others, **said}, sniffed.headers, kind, encoding=sniffed.file_encoding)


def _reject(row: Row, problem: Problem) -> Reject:
    value = row[problem.field]
    shown = f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
    return Reject(row["record"], row["line"], problem.field, problem.code, shown)


def _refused(row: Row, refusal: Refusal) -> Reject:
    """Why the app that keeps the data refuses a fact beside what it knows."""
    value = row.get(refusal.field)
    told = "" if value is None else str(value)
    return Reject(row["record"], row["line"], refusal.field, refusal.code, told)


def _without_duplicates(rows: Sequence[Row], kind: RowKind, report: ReferenceReport) -> list[Row]:
    """Each key once: what says the same twice is known, what differs is rejected."""
    by_key: dict[Hashable, list[Row]] = defaultdict(list)
    for row in rows:
        by_key[tuple(row[name] for name in kind.key)].append(row)
    sound = []
    for same in by_key.values():
        if len({tuple(row[name] for name in kind.content) for row in same}) > 1:
            told = " ".join(str(same[0][name]) for name in kind.key)
            report.rejects += [
                Reject(row["record"], row["line"], kind.key[-1], DUPLICATE, told) for row in same
            ]
        else:
            sound.append(same[-1])
            report.unchanged += len(same) - 1
    return sound
