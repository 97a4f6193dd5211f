"""Lists that a page shows a part of at a time and hands out whole as a file."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.utils.functional import Promise

from mainstay.shell.paging import QuerySetRows, paginate
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Column, Table


@dataclass(frozen=True)
class Listing:
    """Rows of a query set in one order, for the page and for the file alike.

    `name` is the file's, without ending; handing it out is audited as `action`.
    """

    caption: str | Promise
    name: str
    columns: Sequence[Column[Any]]
    rows: QuerySet[Any]
    order: Sequence[str]
    action: str

    def file(self, request: HttpRequest) -> HttpResponseBase | None:
        """The whole list as the file that the address asks for; None where it asks for the page."""
        kind = asked_format(request)
        if kind is None:
            return None
        rows = self.rows.order_by(*self.order)
        return download_rows(request, self.name, self.columns, rows, action=self.action, kind=kind)

    def table(self, request: HttpRequest) -> Table[Any]:
        """The part of the list that the address asks for, as cards on a phone."""
        page = paginate(QuerySetRows(self.rows), self.order, cursor=request.GET.get("cursor"))
        return Table(caption=self.caption, columns=self.columns, page=page, cards=True)
