"""The interface for programs: the state of the ledger, and the lines of a customer."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Query, Router, Schema

from mainstay.apps.ledger import policies
from mainstay.apps.ledger.queries.customer_figures import NEWEST_FIRST, CustomerLines
from mainstay.apps.ledger.queries.states import current_state, engine, store
from mainstay.engine.totals import totals
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.web.access import acting, requires

router = Router()


class LedgerOut(Schema):
    """The current state: its files, and what the lines in force amount to, net of returns."""

    state: int
    files: int
    bytes: int
    lines: int
    orders: int
    customers: int
    amount: Decimal
    first_on: date | None
    last_on: date | None
    lines_per_currency: dict[str, int]


class LineOut(Schema):
    """One order line in force. `amount` and `cost` are in the company's currency."""

    ordered_at: datetime
    ordered_on: date
    source: str
    order_no: str
    line_no: int
    kind: str
    product_code: str | None
    product_name: str | None
    category: str | None
    quantity: Decimal | None
    unit_price: Decimal | None
    amount: Decimal
    cost: Decimal | None
    currency: str
    amount_original: Decimal
    cost_original: Decimal | None
    channel: str | None
    batch: int


@router.get("", response=LedgerOut)
@requires(policies.VIEW_IMPORTS)
def get_ledger(request: HttpRequest) -> dict[str, Any]:
    """The current state of the ledger, for those who see all customers.

    Answers 503 when a file of it is damaged.
    """
    policies.require_whole_ledger(acting(request))
    state = current_state()
    found = totals(engine(), store(), state)
    return {
        "state": state.number,
        "files": len(state.files),
        "bytes": sum(file.bytes for file in state.files),
        **{name: getattr(found, name) for name in _COUNTED},
    }


_COUNTED = (
    "lines",
    "orders",
    "customers",
    "amount",
    "first_on",
    "last_on",
    "lines_per_currency",
)


@router.get("/customers/{int:key}/lines", response=PageOut[LineOut])
@requires(policies.VIEW_LINES)
def list_customer_lines(request: HttpRequest, key: int, page: Query[PageIn]) -> dict[str, Any]:
    """The order lines of a customer within reach, the newest first."""
    return page_out(request, CustomerLines(acting(request), key), NEWEST_FIRST, page)
