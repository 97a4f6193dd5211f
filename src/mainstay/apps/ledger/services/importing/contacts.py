"""Importing contacts: read, plan against customers and contacts as they are, and write."""

from collections.abc import Collection, Iterator

import pyarrow as pa

from mainstay.apps.customers.services.importing import contacts
from mainstay.apps.ledger.cleaning.contacts import FILE_FIELDS, clean_contacts
from mainstay.apps.ledger.contracts import ImportReport
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.reading.chunks import RecordChunk
from mainstay.apps.ledger.services.importing.planned_run import (
    Changes,
    Cleaned,
    PlannedRun,
    run_planned,
)
from mainstay.foundation.jobs.context import JobContext


def run(batch: ImportBatch, context: JobContext, *, commit: bool) -> ImportReport:
    """Check or import a batch of contacts, as `run_planned` does."""
    return run_planned(_ContactRun, batch, context, commit=commit)


class _ContactRun(PlannedRun[contacts.ContactPlan]):
    KIND = "contacts"
    FILE_FIELDS = FILE_FIELDS

    def _clean(self, chunk: RecordChunk) -> tuple[Cleaned, pa.RecordBatch]:
        cleaned = clean_contacts(chunk, self._columns, count_totals=self._options.totals == "count")
        return cleaned, cleaned.contacts

    def _plan(self, rows: Iterator[pa.RecordBatch]) -> contacts.ContactPlan:
        actor = self._context.actor
        creates = self._options.unknown_customers == "create"
        return contacts.plan_contact_import(
            actor, rows, self._batch.source, self._tell, create_customers=creates
        )

    def _prepare(self, plan: contacts.ContactPlan) -> None:
        plan.reserve_keys()

    def _apply(self, plan: contacts.ContactPlan) -> None:
        contacts.apply(self._context.actor, plan, self._batch.pk, self._tell)

    def _note(self, report: ImportReport, plan: contacts.ContactPlan) -> None:
        report.created_contacts = plan.created
        report.created_customers = len(plan.new_customers)

    def _changes_of(self, plan: contacts.ContactPlan, records: Collection[int]) -> Changes:
        return {
            record: {FILE_FIELDS.get(field, field): values for field, values in fields.items()}
            for record, fields in contacts.changes_of(plan, records).items()
        }
