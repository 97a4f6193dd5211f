"""How a run ends: its files for people, its report on the batch, its audit entry."""

from array import array
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import merge
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import Any

from django.utils import timezone

from mainstay.apps.ledger import wording
from mainstay.apps.ledger.cleaning.findings import Reject
from mainstay.apps.ledger.contracts import ImportReport, ImportSettled
from mainstay.apps.ledger.models import BatchState, ImportBatch, ImportKind
from mainstay.apps.ledger.queries.folders import preview_path, reject_path
from mainstay.apps.ledger.reading.preview_file import write_preview
from mainstay.apps.ledger.reading.reject_file import RejectRow, write_reject_rows
from mainstay.apps.ledger.reading.rows import Row, read_rows
from mainstay.apps.ledger.reading.sniffing import Sniffed
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit import services as audit
from mainstay.foundation.events import publish
from mainstay.foundation.jobs.context import JobContext
from mainstay.shell.sentences import joined

SAMPLE = 2_000
"""How many records of each outcome the preview shows."""

TOTAL = "total"
"""The outcome of a record that adds others up and is left out."""

REJECT_FILE = "rejects.csv"


@dataclass(frozen=True, slots=True)
class Sample:
    """A record to show in the preview: what becomes of it.

    `changes` holds, for a changed record, each field that changes: as it was and as it becomes.
    """

    record: int
    outcome: str
    changes: Mapping[str, tuple[str, str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What became of a file, record by record, as far as people want to see it.

    `rejects` gives all reasons in order of record, as often as it is called. `places` are the
    places in their orders that rejected records keep.
    """

    rejects: Callable[[], Iterator[Reject]]
    samples: tuple[Sample, ...]
    places: Mapping[int, int] = field(default_factory=dict)


def write_files(batch: ImportBatch, path: Path, sniffed: Sniffed, outcomes: Outcomes) -> None:
    """Write the reject file, when there is anything to mend, and the preview."""
    with wording.language_of(batch.by_id):
        _write_rejects(batch, path, sniffed, outcomes)
    _write_preview(batch, path, sniffed, outcomes)


def _write_rejects(batch: ImportBatch, path: Path, sniffed: Sniffed, outcomes: Outcomes) -> None:
    records = array("q", (record for record, _ in by_record(outcomes.rejects())))
    batch.reject_name = REJECT_FILE if records else ""
    if not records:
        reject_path(batch).unlink(missing_ok=True)
        return
    source = "" if batch.kind == ImportKind.CUSTOMERS else batch.source
    rows = read_rows(path, sniffed, records)
    rejects = _with_reasons(rows, outcomes.rejects(), outcomes.places, source)
    write_reject_rows(reject_path(batch), sniffed.headers, rejects, batch=batch.pk)


def write_rejects(
    target: Path, path: Path, sniffed: Sniffed, rejects: Sequence[Reject], *, number: int
) -> None:
    """Write the reject file of a file of reference data; `rejects` come in order of record."""
    records = [record for record, _ in by_record(rejects)]
    rows = read_rows(path, sniffed, records)
    write_reject_rows(target, sniffed.headers, _with_reasons(rows, rejects), batch=number)


def _with_reasons(
    rows: Iterable[Row],
    rejects: Iterable[Reject],
    places: Mapping[int, int] | None = None,
    source: str = "",
) -> Iterator[RejectRow]:
    """Rejected records in the file's own words, each with its reasons in the reader's."""
    for row, (record, found) in zip(rows, by_record(rejects), strict=True):
        yield RejectRow(
            row=row,
            field=found[0].field,
            code=found[0].counted_as,
            reason=joined(wording.reason(each.counted_as, each.value) for each in found),
            line_no=(places or {}).get(record),
            source=source,
        )


def _write_preview(batch: ImportBatch, path: Path, sniffed: Sniffed, outcomes: Outcomes) -> None:
    rejected = {
        record: [_mark(batch, sniffed, reject) for reject in found]
        for record, found in islice(by_record(outcomes.rejects()), SAMPLE)
    }
    samples = [Sample(record, "rejected") for record in rejected]
    samples += outcomes.samples
    by_number = {sample.record: sample for sample in samples}
    shown = (
        {
            "record": row.record,
            "line": row.line,
            "cells": list(row.cells),
            "outcome": by_number[row.record].outcome,
            "changes": by_number[row.record].changes,
            "marks": rejected.get(row.record, []),
        }
        for row in read_rows(path, sniffed, by_number)
    )
    write_preview(preview_path(batch), sniffed.headers, shown)


def _mark(batch: ImportBatch, sniffed: Sniffed, reject: Reject) -> dict[str, Any]:
    """A reason and the column of the cell that it is about."""
    header = batch.mapping.get(reject.field)
    column = None if header is None else sniffed.column_of(header)
    return {"field": reject.field, "code": reject.code, "value": reject.value, "column": column}


def total_samples(records: Iterable[int]) -> Iterator[Sample]:
    """The samples of records that add others up."""
    return (Sample(record, TOTAL) for record in records)


def in_order(*streams: Iterable[Reject]) -> Iterator[Reject]:
    """Several streams of reasons, each in order of record, as one."""
    return merge(*streams, key=attrgetter("record"))


def by_record(rejects: Iterable[Reject]) -> Iterator[tuple[int, list[Reject]]]:
    """The reasons gathered per record; they come in order of record."""
    for record, reasons in groupby(rejects, key=attrgetter("record")):
        yield record, list(reasons)


def settle(batch: ImportBatch, context: JobContext, report: ImportReport, *, refused: bool) -> None:
    """Write down a run that commits nothing: a check, or more rejects than the limit allows."""
    batch.state = BatchState.REFUSED if refused else BatchState.CHECKED
    with context.complete_in_transaction() as result:
        batch.report = report.as_json()
        batch.save(update_fields=["state", "report", "reject_name"])
        result.update(batch.report)
        action = "ledger.import.refused" if refused else "ledger.import.checked"
        audit.record(context.actor, action, subject=batch, **_facts(report))


def note_commit(batch: ImportBatch, actor: Actor, report: ImportReport, state: int | None) -> None:
    """Write down a commit, within its transaction. The manifest has marked order batches."""
    batch.state = BatchState.COMMITTED
    batch.report = report.as_json()
    batch.committed_at = timezone.now()
    batch.save(update_fields=["state", "report", "reject_name", "committed_at"])
    audit.record(
        actor, "ledger.import.committed", subject=batch, ledger_state=state, **_facts(report)
    )
    publish(ImportSettled(batch.pk, batch.kind))


def _facts(report: ImportReport) -> dict[str, Any]:
    return {"report": report.as_json()}
