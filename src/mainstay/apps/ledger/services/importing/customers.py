"""Importing customers: read, plan against the customers as they are, and write."""

from collections.abc import Collection, Iterator
from functools import cached_property

import pyarrow as pa

from mainstay.apps.customers.contracts.custom_fields import CustomField
from mainstay.apps.customers.services import importing as customers
from mainstay.apps.ledger.cleaning.customers import CustomerOptions, clean_customers
from mainstay.apps.ledger.cleaning.mapping import contact_columns
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
    """Check or import a batch of customers, as `run_planned` does."""
    return run_planned(_CustomerRun, batch, context, commit=commit)


class _CustomerRun(PlannedRun[customers.CustomerPlan]):
    KIND = "customers"

    @cached_property
    def _brought(self) -> tuple[CustomField, ...]:
        """The custom fields of which the file has a column."""
        return tuple(field for field in self._custom if field.name in self._columns)

    def _clean(self, chunk: RecordChunk) -> tuple[Cleaned, pa.RecordBatch]:
        options = CustomerOptions(
            self._options.day_order,
            self._sniffed.date_system,
            self._options.totals == "count",
            self._brought,
        )
        cleaned = clean_customers(chunk, self._columns, options)
        return cleaned, cleaned.customers

    def _plan(self, rows: Iterator[pa.RecordBatch]) -> customers.CustomerPlan:
        return customers.plan_customer_import(self._context.actor, rows, self._tell, self._brought)

    def _prepare(self, plan: customers.CustomerPlan) -> None:
        plan.reserve_keys()

    def _apply(self, plan: customers.CustomerPlan) -> None:
        customers.apply(self._context.actor, plan, self._batch.pk, self._tell)

    def _note(self, report: ImportReport, plan: customers.CustomerPlan) -> None:
        report.created_customers = plan.created
        report.contact_columns = contact_columns(self._batch.mapping, self._sniffed.headers)

    def _changes_of(self, plan: customers.CustomerPlan, records: Collection[int]) -> Changes:
        return customers.changes_of(plan, records)
