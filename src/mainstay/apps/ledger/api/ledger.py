"""The interface for programs: the state of the ledger, and the lines of a customer."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from ninja import Field, Query, Router, Schema

from mainstay.apps.ledger import policies
from mainstay.apps.ledger.contracts import VIEW_LINES
from mainstay.apps.ledger.queries.customer_figures import (
    NEWEST_FIRST,
    CustomerLines,
    MonthFigures,
    months_of,
)
from mainstay.apps.ledger.queries.states import current_state, engine, store
from mainstay.apps.ledger.queries.verification import LedgerVerification, verify
from mainstay.apps.ledger.services.exporting import export_lines
from mainstay.engine.totals import totals
from mainstay.shell.api.files import FormatIn
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.exports import file_response
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
    """One order line in force. `amount` and `cost` are in the company's currency.

    Costs are null for who may not see them, too.
    """

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
    cost: Decimal | None = None
    currency: str
    amount_original: Decimal
    cost_original: Decimal | None = None
    channel: str | None
    batch: int


class MonthOut(Schema):
    """What a customer bought in a month, net of returns, in the company's currency."""

    month: date = Field(description="Its first day.")
    revenue: Decimal
    margin: float | None = Field(
        description="A share of one, of the lines whose cost is known; null where there is none, "
        "and for who may not see margins."
    )


class LedgerVerificationOut(Schema):
    """Whether every file of the current state has the content that was written."""

    state: int
    files: int
    rows: int | None = Field(
        description="Lines in force; null for who may not know what all customers bought."
    )
    damaged: list[str] = Field(description="Names of files that are missing or differ.")


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
@requires(VIEW_LINES)
def list_customer_lines(request: HttpRequest, key: int, page: Query[PageIn]) -> dict[str, Any]:
    """The order lines of a customer within reach, the newest first."""
    return page_out(request, CustomerLines(acting(request), key), NEWEST_FIRST, page)


class LinesIn(FormatIn):
    """Which order lines to hand out; all of them unless one source or one customer is named."""

    source: str = Field("", description="The source; its file finds every line again.")
    customer: int | None = Field(None, description="The customer's key.")


@router.get("/lines/export", response={200: bytes})
@requires(policies.EXPORT_LINES)
def export_order_lines(request: HttpRequest, wanted: Query[LinesIn]) -> HttpResponseBase:
    """The order lines in force of the customers within reach as a file; audited.

    An import of the file of one source finds every line unchanged, but for one without costs:
    that is what they get who may not see them.
    """
    lines = export_lines(acting(request), source=wanted.source, customer=wanted.customer)
    return file_response(lines, wanted.format)


@router.get("/customers/{int:key}/months", response=list[MonthOut])
@requires(VIEW_LINES)
def list_customer_months(request: HttpRequest, key: int) -> list[MonthFigures]:
    """Revenue and margin of a customer within reach in the last 24 months, the newest last.

    The last month is that of the newest line of the ledger; empty without order lines.
    """
    return months_of(acting(request), key)


@router.get("/verification", response=LedgerVerificationOut)
@requires(policies.VERIFY)
def verify_ledger(request: HttpRequest) -> LedgerVerification:
    """Read every file of the ledger and compare it with the hash of what was written.

    Takes about a second per gigabyte and writes nothing.
    """
    return verify(acting(request))
