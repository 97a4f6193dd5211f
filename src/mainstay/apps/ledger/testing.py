"""Imports for the tests of this app and of those above it: files in, and what they became."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from mainstay.apps.customers.queries import all_names
from mainstay.apps.governance.services import initialise
from mainstay.apps.ledger.contracts import ImportReport
from mainstay.apps.ledger.models import ImportBatch, ImportKind, ImportProfile
from mainstay.apps.ledger.queries.folders import preview_path
from mainstay.apps.ledger.queries.states import current_state, store
from mainstay.apps.ledger.reading.preview_file import Preview
from mainstay.apps.ledger.services import importing
from mainstay.engine.customer_lines import read_customer_lines
from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.shell.paging import OrderKey

IMPORTING = system_actor("test import")
HEADER = "customer,order_no,line_no,ordered_at,amount"
_ALL_LINES = 1_000_000


def company(currency: str = "CNY", zone: str = "Asia/Shanghai") -> None:
    """Set the installation up."""
    initialise(
        email="first@mainstay.example",
        password="steady-rope-holds-the-mast",  # noqa: S106 - of nobody
        currency=currency,
        time_zone=zone,
    )


def csv_file(*records: str, header: str = HEADER) -> bytes:
    """A CSV file of these records, by default order lines with line numbers."""
    return "\n".join([header, *records, ""]).encode()


def handed_in(
    content: bytes,
    kind: str = ImportKind.ORDERS,
    *,
    actor: Actor = IMPORTING,
    name: str = "orders.csv",
    source: str | None = None,
    profile: ImportProfile | None = None,
    mapping: dict[str, str] | None = None,
    **options: Any,
) -> ImportBatch:
    """A file that has been taken in and configured; options are those of `ImportOptions`."""
    batch = importing.take_file(actor, kind=kind, file_name=name, blocks=[content])
    settled = importing.ImportOptions(**options) if options else None
    return importing.configure(
        actor, batch, mapping=mapping, options=settled, source=source, profile=profile
    )


def checked(content: bytes, kind: str = ImportKind.ORDERS, **settings: Any) -> ImportBatch:
    """A file that has been checked, `settings` as for `handed_in`."""
    return importing.run_now(IMPORTING, handed_in(content, kind, **settings), commit=False)


def imported(content: bytes, kind: str = ImportKind.ORDERS, **settings: Any) -> ImportBatch:
    """A file that has been imported, `settings` as for `handed_in`."""
    return importing.run_now(IMPORTING, handed_in(content, kind, **settings), commit=True)


def report_of(batch: ImportBatch) -> ImportReport:
    """What the last run of a batch reported. Raises ValueError when it does not add up."""
    report = ImportReport.from_json(batch.report)
    if not report.reconciles:
        raise ValueError(batch.report)
    return report


def preview_rows(batch: ImportBatch) -> list[dict[str, Any]]:
    """All rows of what a check or run left to be looked at."""
    rows = Preview(preview_path(batch)).rows()
    return list(rows.after([OrderKey("number")], None, len(rows)))


def lines_in_force() -> dict[tuple[str, str, int], Decimal]:
    """The ledger's lines: source, order and line number to the amount."""
    return {
        (line["source"], line["order_no"], line["line_no"]): line["amount"]
        for line in customer_lines(list(all_names()))
    }


def customer_lines(keys: Sequence[int]) -> list[dict[str, Any]]:
    """All lines in force of some customers, the newest first."""
    table = read_customer_lines(store(), current_state(), keys, limit=_ALL_LINES)
    lines: list[dict[str, Any]] = table.to_pylist()
    return lines
