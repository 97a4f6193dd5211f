"""Page: the group of a customer, from the top down, with what its figures come to."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.customers import policies
from mainstay.apps.customers.contracts.columns import ListColumn, columns_shown_usually
from mainstay.apps.customers.queries.groups import MOST, Member, group_of
from mainstay.apps.customers.web.list_columns import status_badge
from mainstay.apps.governance import queries as governance
from mainstay.shell.paging import CappedCount, SequenceRows, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.figures import full_number
from mainstay.shell.web.tables import Column, Table

_GRADES = 1
"""How many grades stand beside the names; the others are on each customer's page."""


@require_safe
@requires(policies.VIEW)
def group(request: HttpRequest, key: int) -> HttpResponseBase:
    """The whole group that a customer belongs to, as far as the reader sees it."""
    actor = acting(request)
    shown = _shown(columns_shown_usually(actor))
    found = group_of(actor, key, shown)
    columns = _columns(shown)
    if kind := asked_format(request):
        name, action = f"group-{found.top.key}", "customers.group.exported"
        return download_rows(request, name, columns, found.members, action=action, kind=kind)
    rows = SequenceRows(found.members)
    company = governance.find_installation()
    table = Table(
        caption=_("Group"),
        columns=columns,
        page=paginate(rows, ["path"], cursor=request.GET.get("cursor")),
        total=CappedCount(len(found.members), capped=not found.complete),
        currency=company.reporting_currency if company else "",
        cards=True,
    )
    context = {
        "customer": found.asked,
        "top": found.top,
        "table": table,
        "alone": len(found.members) == 1,
        "complete": found.complete,
        "most": full_number(MOST),
        "summed": any(column.adds_up for column in shown),
    }
    return render(request, "customers/group.html", context)


def _shown(columns: Sequence[ListColumn]) -> list[ListColumn]:
    """The first of the grades, and the figures that add up."""
    grades = [each for each in columns if each.choices][:_GRADES]
    return [*grades, *(each for each in columns if each.adds_up)]


def _columns(shown: Sequence[ListColumn]) -> list[Column[Member]]:
    columns: list[Column[Member]] = [
        Column(
            "name",
            gettext_lazy("Name"),
            lambda member: "\u2003" * member.depth + member.customer.name,
            link=lambda member: reverse("customers:customer", args=[member.customer.pk]),
            wrap=True,
        ),
        Column("code", gettext_lazy("Code"), lambda member: member.customer.code),
        Column("status", gettext_lazy("Status"), lambda member: status_badge(member.customer)),
        Column("owner", gettext_lazy("Owner"), lambda member: member.customer.owner, wide=True),
    ]
    for column in shown:
        columns.append(
            Column(column.code, column.label, _own(column.code), column.kind, wide=column.wide)
        )
        if column.adds_up:
            label = _("%(figure)s, with all below") % {"figure": column.label}
            columns.append(Column(f"{column.code}_total", label, _total(column.code), column.kind))
    return columns


def _own(code: str) -> Callable[[Member], Any]:
    return partial(_value, "values", code)


def _total(code: str) -> Callable[[Member], Any]:
    return partial(_value, "totals", code)


def _value(of: str, code: str, member: Member) -> Any:
    return getattr(member, of).get(code)
