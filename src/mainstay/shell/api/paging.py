"""Lists of the interface: one page, and the addresses of the pages around it."""

from collections.abc import Iterable
from typing import Any, Generic, TypeVar

from django.http import HttpRequest
from ninja import Field, Schema

from mainstay.shell.paging import KeysetRows, paginate

Item = TypeVar("Item")

MOST_PER_PAGE = 200


class PageIn(Schema):
    """Which page of a list: ``Query[PageIn]``."""

    cursor: str | None = Field(None, description="From `next` or `previous` of another page.")
    limit: int = Field(50, ge=1, le=MOST_PER_PAGE, description="Items on one page.")


class PageOut(Schema, Generic[Item]):
    """One page of a list: ``response=PageOut[CustomerOut]``."""

    items: list[Item]
    next: str | None = Field(None, description="Address of the next page.")
    previous: str | None = Field(None, description="Address of the page before.")


def page_out(
    request: HttpRequest, rows: KeysetRows[Any], order: Iterable[str], page: PageIn
) -> dict[str, Any]:
    """The page that was asked for, as PageOut takes it. Raises InvalidCursor."""
    found = paginate(rows, order, cursor=page.cursor, size=page.limit)
    return {
        "items": found.items,
        "next": _address(request, found.next),
        "previous": _address(request, found.previous),
    }


def _address(request: HttpRequest, cursor: str | None) -> str | None:
    if cursor is None:
        return None
    parameters = request.GET.copy()
    parameters["cursor"] = cursor
    return f"{request.path}?{parameters.urlencode()}"
