"""Lists of pages handed out as files."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect

from mainstay.foundation.audit import services as audit
from mainstay.shell.exports import (
    Exported,
    ExportedList,
    FileFormat,
    UnfitForWorkbook,
    file_response,
)
from mainstay.shell.sentences import listed
from mainstay.shell.web.access import acting
from mainstay.shell.web.tables import Badge, Column, GradeBadge

Row = TypeVar("Row")

PARAMETER = "format"
_CHUNK = 2_000
_ASKED_WITH = "told"
_COOKIE = "mainstay_file_comes"
_WORD = re.compile(r"[0-9]{1,20}")
_SECONDS = 60


class FileComesMiddleware:
    """Sends back, with an answer, the word that a page's script asked with.

    A browser says nothing before a file comes, and workbooks of many rows take their time: until
    then the script tells that the file is being made.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        word = request.GET.get(_ASKED_WITH, "")
        if _WORD.fullmatch(word):
            response.set_cookie(
                _COOKIE, word, max_age=_SECONDS, secure=request.is_secure(), samesite="Strict"
            )
        return response


def asked_format(request: HttpRequest) -> FileFormat | None:
    """The kind of file that the address asks for, None for the page. Raises BadRequest."""
    asked = request.GET.get(PARAMETER)
    if not asked:
        return None
    try:
        return FileFormat(asked)
    except ValueError:
        raise BadRequest from None


def download(
    request: HttpRequest, exported: Exported, kind: FileFormat, back: str
) -> HttpResponseBase:
    """The list as a file; where it does not fit, the page `back` says so."""
    try:
        return file_response(exported, kind)
    except UnfitForWorkbook as unfit:
        messages.error(request, str(unfit))
        return redirect(back)


def download_rows(
    request: HttpRequest,
    name: str,
    columns: Sequence[Column[Row]],
    rows: QuerySet[Any] | Sequence[Row],
    *,
    action: str,
    kind: FileFormat,
) -> HttpResponseBase:
    """All rows of a page's table as a file, in the reader's words; audited as `action`."""
    number, each = _counted(rows)
    audit.record(acting(request), action, rows=number)
    labels = [str(column.label) for column in columns]
    exported = ExportedList(name, labels, _plain_rows(columns, each))
    return download(request, exported, kind, request.path)


def _counted(rows: QuerySet[Any] | Sequence[Row]) -> tuple[int, Iterable[Row]]:
    if isinstance(rows, QuerySet):
        return rows.count(), rows.iterator(_CHUNK)
    return len(rows), rows


def _plain_rows(columns: Sequence[Column[Row]], rows: Iterable[Row]) -> Iterable[list[Any]]:
    for row in rows:
        yield [plain(column.value(row)) for column in columns]


def plain(value: Any) -> Any:
    """A cell's value without its looks: figures, days and moments as they are, else a text."""
    if isinstance(value, (Badge, GradeBadge)):
        return str(value.text)
    if isinstance(value, tuple):
        return listed(plain(each) for each in value)
    if value is None or isinstance(value, (int, float, Decimal, date)):
        return value
    return str(value)
