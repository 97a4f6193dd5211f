"""A run over a file whose records are all planned before any is written: customers, contacts."""

import time
from abc import ABC, abstractmethod
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from itertools import groupby, islice
from pathlib import Path
from typing import ClassVar, Generic, Protocol, TypeVar

import pyarrow as pa

from mainstay.apps.customers.services.importing.plan import ImportPlan, Outcome, PlanOutdated
from mainstay.apps.ledger.cleaning.day_month import DayMonthEvidence
from mainstay.apps.ledger.cleaning.fields import Kind
from mainstay.apps.ledger.cleaning.findings import Reject
from mainstay.apps.ledger.cleaning.mapping import field_columns
from mainstay.apps.ledger.contracts import ImportReport
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries.folders import upload_path
from mainstay.apps.ledger.queries.importable import custom_of
from mainstay.apps.ledger.queries.states import store
from mainstay.apps.ledger.reading.chunks import RecordChunk, read_records
from mainstay.apps.ledger.rules import exceeds_limit
from mainstay.apps.ledger.services.importing import finishing
from mainstay.apps.ledger.services.importing.failures import (
    ImportFailed,
    as_failure,
    ask_about_dates,
)
from mainstay.apps.ledger.services.importing.finishing import (
    SAMPLE,
    Outcomes,
    Sample,
    total_samples,
)
from mainstay.apps.ledger.services.importing.given_back import note_given_back
from mainstay.apps.ledger.services.importing.incoming import (
    TITLES,
    first_codes,
    numbered_changes,
)
from mainstay.apps.ledger.services.importing.looking import look_at
from mainstay.apps.ledger.services.importing.options import ImportOptions
from mainstay.apps.ledger.services.importing.reject_spool import RejectSpool
from mainstay.foundation.jobs.context import JobContext

_ATTEMPTS = 20
_OUTCOMES = {
    Outcome.CREATED: "new",
    Outcome.RETURNED: "new",
    Outcome.CHANGED: "superseded",
    Outcome.UNCHANGED: "unchanged",
    Outcome.REPEATED: "unchanged",
}

P = TypeVar("P", bound=ImportPlan)
Changes = Mapping[int, dict[str, tuple[str, str]]]


class Cleaned(Protocol):
    """What the cleaning of a chunk counts, whatever it is of."""

    @property
    def records(self) -> int: ...
    @property
    def rejected(self) -> int: ...
    @property
    def blank(self) -> int: ...
    @property
    def totals(self) -> tuple[int, ...]: ...
    @property
    def rejects(self) -> tuple[Reject, ...]: ...
    @property
    def changes(self) -> Counter[tuple[str, str]]: ...
    @property
    def day_month(self) -> DayMonthEvidence: ...


class PlannedRun(ABC, Generic[P]):
    """One attempt; what is particular to a kind of records is in the classes below it."""

    KIND: ClassVar[Kind]
    FILE_FIELDS: ClassVar[Mapping[str, str]] = {}
    """What a file calls the fields that have another name in the plan's reasons."""

    def __init__(
        self, batch: ImportBatch, context: JobContext, folder: Path, started: float
    ) -> None:
        self._batch = batch
        self._context = context
        self._folder = folder
        self._started = started
        self._options = ImportOptions.from_json(batch.options)
        self._path = upload_path(batch)
        self._report = ImportReport()
        self._reasons: Counter[str] = Counter()
        self._changes: Counter[tuple[str, str]] = Counter()
        self._totals: list[int] = []
        try:
            self._sniffed = look_at(batch, self._options)
            self._custom = custom_of(self.KIND)
            self._columns = field_columns(
                batch.mapping,
                self._sniffed.headers,
                self.KIND,
                self._custom,
                self._sniffed.file_encoding,
            )
        except Exception as error:
            raise as_failure(error) or error from error

    def work(self, *, commit: bool) -> ImportReport:
        with RejectSpool(self._folder) as spool:
            plan = self._plan(self._cleaned(spool))
        with plan:
            return self._finish(plan, spool, commit=commit)

    def _finish(self, plan: P, spool: RejectSpool, *, commit: bool) -> ImportReport:
        report = self._reported(plan)
        refused = exceeds_limit(report, self._options.reject_limit)
        finishing.write_files(self._batch, self._path, self._sniffed, self._outcomes(plan, spool))
        note_given_back(self._batch, self._sniffed, self._context.actor)
        if refused or not commit:
            report.seconds = time.monotonic() - self._started
            finishing.settle(self._batch, self._context, report, refused=refused)
            return report
        self._prepare(plan)
        with self._context.complete_in_transaction() as result:
            self._apply(plan)
            report.seconds = time.monotonic() - self._started
            result.update(report.as_json())
            finishing.note_commit(self._batch, self._context.actor, report, None)
        return report

    def _cleaned(self, spool: RejectSpool) -> Iterator[pa.RecordBatch]:
        self._note_rows_above()
        expected = max(self._sniffed.lines - self._sniffed.first_line + 1, 0)
        day_month = DayMonthEvidence()
        try:
            for chunk in read_records(self._path, self._sniffed):
                cleaned, rows = self._clean(chunk)
                self._report.records += cleaned.records
                self._report.rejected += cleaned.rejected
                self._report.blank += cleaned.blank
                self._report.totals += len(cleaned.totals)
                self._totals += cleaned.totals[: SAMPLE - len(self._totals)]
                self._reasons.update(first_codes(cleaned.rejects))
                self._changes.update(cleaned.changes)
                day_month.add(cleaned.day_month)
                spool.add(cleaned.rejects)
                yield rows
                self._tell("read", self._report.records, expected)
        except Exception as error:
            raise as_failure(error) or error from error
        ask_about_dates(day_month, self._options.day_order)

    def _note_rows_above(self) -> None:
        self._report.records += self._sniffed.rows_above
        self._report.blank += self._sniffed.rows_above
        if self._sniffed.titles:
            self._report.notes[TITLES] = len(self._sniffed.titles)

    def _reported(self, plan: P) -> ImportReport:
        report = self._report
        report.accepted = plan.accepted
        report.superseded = plan.changed
        self._note(report, plan)
        report.unchanged = plan.unchanged
        report.rejected += plan.rejected
        planned = Counter(reject.counted_as for reject in self._planned(plan))
        report.reasons = dict((self._reasons + planned).most_common())
        report.changes = numbered_changes(self._changes)
        if not report.reconciles:
            raise ImportFailed("does_not_reconcile", report=report.as_json())
        return report

    def _tell(self, phase: str, done: int, total: int) -> None:
        self._context.progress(phase, done, total or None)

    def _outcomes(self, plan: P, spool: RejectSpool) -> Outcomes:
        def rejects() -> Iterator[Reject]:
            return finishing.in_order(spool.reasons(), self._planned(plan))

        return Outcomes(rejects, (*self._samples(plan), *total_samples(self._totals)))

    def _planned(self, plan: P) -> Iterator[Reject]:
        """The rejects of the plan, by the names that the file gives to fields."""
        for each in plan.rejects:
            field = self.FILE_FIELDS.get(each.field, each.field)
            yield Reject(each.record, None, field, each.code, each.value)

    def _samples(self, plan: P) -> Iterator[Sample]:
        named = [
            (_OUTCOMES[outcome], record)
            for record, outcome in plan.record_outcomes()
            if outcome in _OUTCOMES
        ]
        for outcome, found in groupby(sorted(named), key=lambda pair: pair[0]):
            records = [record for _, record in islice(found, SAMPLE)]
            changes = self._changes_of(plan, records) if outcome == "superseded" else {}
            for record in records:
                yield Sample(record, outcome, changes.get(record, {}))

    @abstractmethod
    def _clean(self, chunk: RecordChunk) -> tuple[Cleaned, pa.RecordBatch]:
        """What cleaning counts, and the sound rows."""

    @abstractmethod
    def _plan(self, rows: Iterator[pa.RecordBatch]) -> P:
        """Decide every row."""

    def _prepare(self, plan: P) -> None:
        """Do what must not wait inside the transaction that applies the plan."""

    @abstractmethod
    def _apply(self, plan: P) -> None:
        """Write what the plan decided."""

    @abstractmethod
    def _note(self, report: ImportReport, plan: P) -> None:
        """Count what is particular to these records."""

    @abstractmethod
    def _changes_of(self, plan: P, records: Collection[int]) -> Changes:
        """What changes in a few records: each field as it is and as it becomes."""


def run_planned(
    attempt: type[PlannedRun[P]], batch: ImportBatch, context: JobContext, *, commit: bool
) -> ImportReport:
    """Check or import a batch; it says afterwards how it ended.

    Raises ImportFailed, JobCancelled, LeaseLost, and OSError when the disk refuses.
    """
    started = time.monotonic()
    for _ in range(_ATTEMPTS):
        try:
            with store().staging() as folder:
                return attempt(batch, context, folder, started).work(commit=commit)
        except PlanOutdated:
            continue  # somebody changed a record meanwhile
    raise ImportFailed("too_busy")
