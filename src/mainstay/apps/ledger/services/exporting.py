"""Exporting order lines: as a list for CSV and XLSX, as columns for Parquet.

What an import reads again finds every line unchanged: amounts are the original ones, moments are
told with the company's offset, and lines of one source carry their place in the order and the
source as a reject file does.
"""

from collections.abc import Iterator, Mapping, Sequence
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.customers import queries as customers
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.models import Salesperson
from mainstay.apps.ledger.policies import EXPORT_LINES
from mainstay.apps.ledger.queries.customer_figures import hidden_columns, keys_of
from mainstay.apps.ledger.queries.states import current_state, engine, store
from mainstay.apps.ledger.reading.own_exports import ORDER_HEADINGS
from mainstay.apps.ledger.reading.reject_columns import LINE_NO, SOURCE
from mainstay.engine.customer_lines import read_customer_lines
from mainstay.engine.ledger_state import LedgerState
from mainstay.engine.ordered_lines import read_ordered_lines, sources_of
from mainstay.engine.schemas import ORDER_LINE_SCHEMA
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.shell.exported_columns import ExportedColumns

_ORIGINAL = {"amount": "amount_original", "cost": "cost_original"}
ORDER_FIELDS = {heading: _ORIGINAL.get(heading, heading) for heading in ORDER_HEADINGS}
"""The headings, which an import knows, and the columns of the ledger behind them."""


_EVERY_LINE = 2**31 - 1
_IN_CODES = {"customer": pa.string(), "salesperson": pa.string()}


class NoSuchSource(LookupError):
    """No order lines came from this source."""


@service(EXPORT_LINES)
def export_lines(actor: Actor, *, source: str = "", customer: int | None = None) -> ExportedColumns:
    """The order lines in force of the customers within reach, audited when asked for.

    Of one source or one customer, if it is named; without costs for who may not see them. Raises
    NoSuchSource, CustomerNotFound and LedgerDamaged.
    """
    state = current_state()
    sources = sources_of(state)
    if source and source not in sources:
        raise NoSuchSource(source)
    one = customers.customer(actor, customer) if customer is not None else None
    audit.record(actor, "ledger.lines.exported", subject=one, source=source or None)
    hidden = hidden_columns(actor)
    named = _headings([source] if source else sources)
    headings = {heading: column for heading, column in named.items() if column not in hidden}
    tables = _shaped(actor, _batches(state, customer), source, headings)
    name = "orders" if one is None else f"orders-{one.code}"
    return ExportedColumns(name, _schema(headings), tables, _zone())


def _zone() -> ZoneInfo:
    company = governance.find_installation()
    return ZoneInfo(company.time_zone if company else "UTC")


def _headings(sources: Sequence[str]) -> dict[str, str]:
    """Each heading with its column. Places and source of an order only tell one source's file."""
    if len(sources) > 1:
        return ORDER_FIELDS
    kept = {heading: column for heading, column in ORDER_FIELDS.items() if heading != "source"}
    del kept["line_no"]
    return {**kept, LINE_NO: "line_no", SOURCE: "source"}


def _schema(headings: Mapping[str, str]) -> pa.Schema:
    kinds = {**{field.name: field.type for field in ORDER_LINE_SCHEMA}, **_IN_CODES}
    return pa.schema([pa.field(heading, kinds[name]) for heading, name in headings.items()])


def _batches(state: LedgerState, customer: int | None) -> Iterator[pa.Table]:
    if customer is not None:
        return iter([read_customer_lines(store(), state, keys_of(customer), limit=_EVERY_LINE)])
    batches = read_ordered_lines(engine(), store(), state)
    return (pa.Table.from_batches([batch]) for batch in batches)


def _shaped(
    actor: Actor, tables: Iterator[pa.Table], source: str, headings: Mapping[str, str]
) -> Iterator[pa.Table]:
    """The lines of the source and of customers within reach, codes in place of keys."""
    codes = customers.all_codes()
    salespeople = dict(
        Salesperson.objects.system("a line's seller is told with the line").values_list(
            "key", "code"
        )
    )
    for table in tables:
        seen = customers.seen_among(actor, table["customer"])
        if source:
            seen = pc.and_(seen, pc.equal(table["source"], source))
        rows = table.filter(seen)
        if rows.num_rows:
            told = _in_codes(rows, codes, salespeople).select(list(headings.values()))
            yield told.rename_columns(list(headings))


def _in_codes(rows: pa.Table, codes: pa.Table, salespeople: dict[int, str]) -> pa.Table:
    named = codes["code"].take(pc.index_in(rows["customer"], value_set=codes["key"]))
    keys = rows["salesperson"].to_pylist()
    sellers = pa.array([salespeople.get(key) for key in keys], pa.string())
    for name, values in (("customer", named), ("salesperson", sellers)):
        rows = rows.set_column(rows.schema.get_field_index(name), name, values)
    return rows
