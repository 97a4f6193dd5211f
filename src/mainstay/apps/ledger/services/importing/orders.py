"""Importing order lines: read, resolve against the ledger, and commit as a new state."""

import time
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from itertools import count
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction

from mainstay.apps.customers.services import importing as customers
from mainstay.apps.customers.services.keys import codes_to_keys, keys_for_new
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.cleaning.conversion import Rates
from mainstay.apps.ledger.cleaning.mapping import field_columns
from mainstay.apps.ledger.cleaning.orders import CleanOrders, OrderOptions, clean_orders
from mainstay.apps.ledger.cleaning.tax import says_tax_included, taxed_fields
from mainstay.apps.ledger.contracts import ImportReport, LedgerChanged
from mainstay.apps.ledger.models import ImportBatch, Salesperson
from mainstay.apps.ledger.queries.folders import upload_path
from mainstay.apps.ledger.queries.states import current_state, engine, store
from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.sniffing import Sniffed
from mainstay.apps.ledger.rules import exceeds_limit
from mainstay.apps.ledger.services import manifest
from mainstay.apps.ledger.services.importing import finishing, order_outcomes
from mainstay.apps.ledger.services.importing.failures import (
    ImportFailed,
    as_failure,
    ask_about_commas,
    ask_about_dates,
)
from mainstay.apps.ledger.services.importing.given_back import note_given_back
from mainstay.apps.ledger.services.importing.incoming import (
    TAX_INCLUDED,
    TAX_RATE_UNUSED,
    FindKeys,
    Incoming,
    numbered_changes,
    rounded_records,
)
from mainstay.apps.ledger.services.importing.looking import look_at
from mainstay.apps.ledger.services.importing.options import ImportOptions
from mainstay.apps.ledger.services.importing.reject_spool import RejectSpool
from mainstay.apps.ledger.services.progress import engine_progress
from mainstay.apps.reference.queries import rates
from mainstay.engine.errors import LedgerError, StateMoved
from mainstay.engine.file_writer import discard_change
from mainstay.engine.import_change import write_change
from mainstay.engine.ledger_state import IdentityMode, LedgerState, StateChange
from mainstay.engine.resolve import ImportRequest, OnChangedOrder, Resolution, resolve_import
from mainstay.engine.staged_import import StagedImport, stage_import
from mainstay.foundation.events import publish
from mainstay.foundation.jobs.context import JobContext
from mainstay.kernel.ahead import made_ahead
from mainstay.kernel.money import add_totals

_ATTEMPTS = 20
"""How often a commit is worked out again because another one came first."""


def run(batch: ImportBatch, context: JobContext, *, commit: bool) -> ImportReport:
    """Check or import a batch of order lines; the batch says afterwards how it ended.

    Raises ImportFailed, JobCancelled, LeaseLost, and OSError when the disk refuses.
    """
    started = time.monotonic()
    for _ in range(_ATTEMPTS):
        try:
            with store().staging() as folder:
                return _OrderRun(batch, context, folder, started).work(commit=commit)
        except (StateMoved, customers.PlanOutdated):
            continue  # somebody else committed first: what is new and what is known has changed
        except LedgerError as error:
            raise as_failure(error) or error from error
    raise ImportFailed("too_busy")


@dataclass(frozen=True, slots=True)
class _File:
    """The batch's file, ready to be read."""

    path: Path
    sniffed: Sniffed
    columns: Mapping[str, int]


class _OrderRun:
    """One attempt."""

    def __init__(
        self, batch: ImportBatch, context: JobContext, folder: Path, started: float
    ) -> None:
        self._batch = batch
        self._context = context
        self._folder = folder
        self._started = started
        self._options = ImportOptions.from_json(batch.options)
        self._installation = governance.installation()
        self._zone = ZoneInfo(self._installation.time_zone)
        self._rates = Rates.of(rates.rate_histories(), rates.longest_age())
        self._file = self._open()
        self._progress = engine_progress(context)
        self._buyers: frozenset[int] = frozenset()

    def work(self, *, commit: bool) -> ImportReport:
        with RejectSpool(self._folder) as spool:
            incoming = self._incoming(spool, commit=commit)
            staged = self._stage(incoming)
        ask_about_dates(incoming.day_month, self._options.day_order)
        ask_about_commas(incoming.commas, self._options.decimal_comma)
        state = current_state()
        request = self._request(state)
        with resolve_import(
            engine(), store(), state, staged, request, progress=self._progress
        ) as found:
            report = self._report(found, incoming)
            refused = exceeds_limit(report, self._options.reject_limit)
            outcomes = order_outcomes.of(found, spool, self._zone, incoming.sample_of_totals)
            finishing.write_files(self._batch, self._file.path, self._file.sniffed, outcomes)
            note_given_back(self._batch, self._file.sniffed, self._context.actor)
            if refused or not commit:
                report.seconds = time.monotonic() - self._started
                finishing.settle(self._batch, self._context, report, refused=refused)
                return report
            return self._commit(found, incoming, report)

    def _open(self) -> _File:
        path = upload_path(self._batch)
        try:
            sniffed = look_at(self._batch, self._options)
            columns = field_columns(
                self._batch.mapping, sniffed.headers, "orders", encoding=sniffed.file_encoding
            )
        except Exception as error:
            raise as_failure(error) or error from error
        return _File(path, sniffed, columns)

    def _incoming(self, spool: RejectSpool, *, commit: bool) -> Incoming:
        make_keys = None
        if self._options.unknown_customers == "create":
            make_keys = keys_for_new if commit else _pretended_keys()
        incoming = Incoming(self._batch.source, codes_to_keys, make_keys, spool)
        incoming.note_rows_above(self._file.sniffed)
        for remark in self._remarks_on_tax():
            incoming.notes[remark] += 1
        return incoming

    def _remarks_on_tax(self) -> list[str]:
        """What the headings leave open when the file is taken as it is."""
        if self._options.tax_rate is not None:
            return []
        rated, included = "tax_rate" in self._file.columns, says_tax_included(self._batch.mapping)
        if included == rated:
            return []
        return [TAX_INCLUDED if included else TAX_RATE_UNUSED]

    def _stage(self, incoming: Incoming) -> StagedImport:
        expected = max(self._file.sniffed.lines - self._file.sniffed.first_line + 1, 0)
        # Reading and cleaning ask no database, so both may run ahead in threads of their own.
        with closing(made_ahead(self._cleaned())) as ready:
            chunks = (incoming.take(cleaned) for cleaned in ready)
            return stage_import(self._folder, chunks, progress=self._progress, records=expected)

    def _cleaned(self) -> Iterator[CleanOrders]:
        currency = self._installation.reporting_currency
        rate = self._options.tax_rate
        options = OrderOptions(
            zone=self._zone,
            reporting_currency=currency,
            currency=self._options.currency or currency,
            decimal_comma=self._options.decimal_comma,
            day_order=self._options.day_order,
            date_system=self._file.sniffed.date_system,
            tax_rate=None if rate is None else Decimal(str(rate)),
            taxed=taxed_fields(self._batch.mapping, stated=rate is not None),
            rates=self._rates,
            count_totals=self._options.totals == "count",
        )
        try:
            for chunk in made_ahead(read_records(self._file.path, self._file.sniffed)):
                yield clean_orders(chunk, self._file.columns, options)
        except Exception as error:
            raise as_failure(error) or error from error

    def _request(self, state: LedgerState) -> ImportRequest:
        mode = IdentityMode.LINE if "line_no" in self._file.columns else IdentityMode.ORDER
        if self._file.sniffed.is_reject_file:
            mode = state.mode_of(self._batch.source) or mode
        return ImportRequest(
            batch=self._batch.pk,
            source=self._batch.source,
            mode=mode,
            on_changed_order=OnChangedOrder(self._options.on_changed_order),
        )

    def _report(self, found: Resolution, incoming: Incoming) -> ImportReport:
        resolved = found.report
        self._buyers = frozenset(found.accepted_customers().to_pylist())
        report = ImportReport(
            records=incoming.records,
            accepted=resolved.accepted.lines,
            rejected=incoming.rejected + resolved.rejected.lines,
            unchanged=resolved.unchanged.lines,
            superseded=resolved.superseded.lines,
            removed=resolved.removed.lines,
            blank=incoming.blank,
            totals=incoming.totals,
            created_customers=sum(
                incoming.keys[code] in self._buyers for code in incoming.new_customers
            ),
            rounded=rounded_records(incoming.changes),
            money_in=incoming.money_in,
            money_accepted=dict(resolved.accepted.money),
            money_rejected=add_totals(incoming.money_rejected, resolved.rejected.money),
            money_unchanged=dict(resolved.unchanged.money),
            money_superseded=dict(resolved.superseded.money),
            money_removed=dict(resolved.removed.money),
            reasons=dict((incoming.reasons + Counter(resolved.reasons)).most_common()),
            changes=numbered_changes(incoming.changes),
            notes=dict(incoming.notes),
        )
        if not report.reconciles:
            raise ImportFailed("does_not_reconcile", report=report.as_json())
        return report

    def _commit(self, found: Resolution, incoming: Incoming, report: ImportReport) -> ImportReport:
        change = write_change(found)
        try:
            with self._context.complete_in_transaction() as result:
                number = manifest.apply(change)
                self._write_customers(incoming)
                report.seconds = time.monotonic() - self._started
                result.update(report.as_json())
                finishing.note_commit(self._batch, self._context.actor, report, number)
                publish(LedgerChanged(number))
        except BaseException:
            self._discard(change)
            raise
        return report

    def _discard(self, change: StateChange) -> None:
        """Remove the files unless the commit took effect after all: the manifest knows."""
        if transaction.get_connection().in_atomic_block:
            return
        if not manifest.has_taken(change):
            discard_change(store(), change)

    def _write_customers(self, incoming: Incoming) -> None:
        actor = self._context.actor
        facts = {
            code: said
            for code, said in incoming.new_customers.items()
            if incoming.keys[code] in self._buyers
        }
        customers.create_missing(actor, self._batch.pk, facts, incoming.keys)
        customers.mark_active(actor, self._batch.pk, self._buyers)
        Salesperson.objects.bulk_create(
            (Salesperson(key=key, code=code) for code, key in incoming.salespeople.items()),
            ignore_conflicts=True,
        )


def _pretended_keys() -> FindKeys:
    """Keys for a check, in which nobody gets a real one: -1, -2, …"""
    numbers = count(-1, -1)

    def pretend(codes: Collection[str]) -> Mapping[str, int]:
        return {code: next(numbers) for code in codes}

    return pretend
