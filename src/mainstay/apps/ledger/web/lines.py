"""Pages: the order lines of a customer, straight from the ledger."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.customers import queries as customers
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger import policies, wording
from mainstay.apps.ledger.contracts import VIEW_COSTS, VIEW_LINES
from mainstay.apps.ledger.queries.customer_figures import NEWEST_FIRST, CustomerLines, Line
from mainstay.apps.ledger.services.exporting import export_lines
from mainstay.engine.errors import LedgerDamaged
from mainstay.foundation.access.actor import Actor
from mainstay.shell.exports import FileFormat
from mainstay.shell.paging import Page, paginate
from mainstay.shell.web import figures
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download
from mainstay.shell.web.partials import is_part
from mainstay.shell.web.tables import Column, Kind, Table

ON_CUSTOMER_PAGE = 20
ON_OWN_PAGE = 50


@require_safe
@requires(VIEW_LINES)
def customer_lines(request: HttpRequest, customer: int) -> HttpResponseBase:
    """The lines of one customer, the newest first: a part of its page, and a page by itself."""
    actor = acting(request)
    found = customers.customer(actor, customer)
    if kind := asked_format(request):
        address = reverse("ledger:customer_lines", args=[customer])
        return _download(request, kind, back=address, customer=customer)
    part = is_part(request)
    context: dict[str, Any] = {"customer": found, "damaged": ""}
    try:
        page = paginate(
            CustomerLines(actor, customer),
            NEWEST_FIRST,
            cursor=request.GET.get("cursor"),
            size=ON_CUSTOMER_PAGE if part else ON_OWN_PAGE,
        )
    except LedgerDamaged as damaged:
        context["damaged"] = damaged.name
        page = Page([])
    # In a part the pager is its own: the table's would lead the page around it elsewhere.
    context["page"] = page
    context["may_export"] = bool(page.items) and actor.may(policies.EXPORT_LINES)
    context["table"] = _table(actor, replace(page, next=None, previous=None) if part else page)
    template = "ledger/lines_part.html" if part else "ledger/lines.html"
    return render(request, template, context)


@require_safe
@requires(policies.EXPORT_LINES)
def all_lines(request: HttpRequest) -> HttpResponseBase:
    """The order lines of all customers within reach, as a file."""
    kind = asked_format(request) or FileFormat.CSV
    return _download(request, kind, back=reverse("ledger:list"))


def _download(
    request: HttpRequest, kind: FileFormat, *, back: str, customer: int | None = None
) -> HttpResponseBase:
    try:
        lines = export_lines(acting(request), customer=customer)
    except LedgerDamaged as damaged:
        messages.error(request, wording.damaged(damaged.name))
        return redirect(back)
    return download(request, lines, kind, back)


def _table(actor: Actor, page: Page[Line]) -> Table[Line]:
    installation = governance.find_installation()
    return Table(
        caption=_("Order lines"),
        columns=_columns(costs=actor.may(VIEW_COSTS), batches=policies.sees_whole_ledger(actor)),
        page=page,
        currency=installation.reporting_currency if installation else "",
    )


def _columns(*, costs: bool, batches: bool) -> list[Column[Line]]:
    columns: list[Column[Line]] = [
        Column("ordered_on", gettext_lazy("Date"), lambda line: line["ordered_on"]),
        Column("order_no", gettext_lazy("Order"), lambda line: line["order_no"]),
        Column(
            "line_no", gettext_lazy("Line"), lambda line: line["line_no"], Kind.NUMBER, wide=True
        ),
        Column("product", gettext_lazy("Product"), _product, wrap=True),
        Column(
            "category",
            gettext_lazy("Category"),
            lambda line: line["category"],
            wide=True,
            wrap=True,
        ),
        Column("quantity", gettext_lazy("Quantity"), _quantity, Kind.WRITTEN, wide=True),
        Column(
            "unit_price",
            gettext_lazy("Unit price"),
            lambda line: line["unit_price"],
            Kind.AMOUNT,
            wide=True,
        ),
        Column("amount", gettext_lazy("Amount"), lambda line: line["amount"], Kind.AMOUNT),
        *(_cost_columns() if costs else ()),
        Column("channel", gettext_lazy("Channel"), lambda line: line["channel"], wide=True),
    ]
    if batches:
        columns.append(
            Column(
                "batch",
                gettext_lazy("Import"),
                lambda line: line["batch"],
                Kind.NUMBER,
                link=lambda line: reverse("ledger:batch", args=[line["batch"]]),
                wide=True,
            )
        )
    return columns


def _cost_columns() -> list[Column[Line]]:
    return [
        Column("cost", gettext_lazy("Cost"), lambda line: line["cost"], Kind.AMOUNT, wide=True),
        Column("margin", gettext_lazy("Margin"), _margin, Kind.PERCENT, wide=True),
    ]


def _product(line: Line) -> str:
    return " · ".join(part for part in (line["product_code"], line["product_name"]) if part)


def _quantity(line: Line) -> str | None:
    """A quantity without the zeros behind it."""
    quantity: Decimal | None = line["quantity"]
    if quantity is None:
        return None
    digits = max(0, -int(quantity.normalize().as_tuple().exponent))
    return figures.full_number(quantity, digits)


def _margin(line: Line) -> Decimal | None:
    if line["cost"] is None or line["amount"] <= 0:
        return None
    share: Decimal = (line["amount"] - line["cost"]) / line["amount"]
    return share
