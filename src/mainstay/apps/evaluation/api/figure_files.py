"""The interface for programs: files of figures of an indicator."""

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, File, Form, Query, Router, Schema
from ninja.files import UploadedFile

from mainstay.apps.evaluation.models import FigureFile
from mainstay.apps.evaluation.policies import DEFINE_INDICATORS
from mainstay.apps.evaluation.queries.external import figure_files
from mainstay.apps.evaluation.services.figure_files import (
    external_indicator,
    import_figures,
    take_back,
)
from mainstay.apps.evaluation.services.reports import told
from mainstay.apps.evaluation.wording.figure_files import FIELDS, REFUSALS
from mainstay.apps.ledger.services.importing import ImportOptions
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class FigureFileOut(Schema):
    """A file of figures that was taken in."""

    number: int = Field(alias="pk")
    name: str
    origin: str
    by: str = Field(alias="by_name")
    taken_at: datetime
    first_on: date
    last_on: date
    figures: int
    rejected: int
    taken_back_at: datetime | None


class FiguresReading(Schema):
    """Who published the figures, and how the file is read as far as it does not show it."""

    origin: str
    on: date | None = Field(None, description="The day of rows that name none.")
    encoding: str = ""
    sheet: str = ""
    day_order: str = Field("", description="`day_first` or `month_first`.")
    decimal_comma: bool | None = None
    dry_run: bool = False


class RejectedFigureOut(Schema):
    """Why a record was rejected."""

    record: int
    line: int | None
    field: str
    field_name: str
    code: str
    value: str
    detail: str


class FiguresReportOut(Schema):
    """records = created + changed + unchanged + rejected + blank."""

    records: int
    created: int
    changed: int
    unchanged: int
    rejected: int
    blank: int
    reasons: dict[str, int]
    rejects: list[RejectedFigureOut]


@router.get("/{str:code}/files", response=PageOut[FigureFileOut])
@requires(DEFINE_INDICATORS)
def list_figure_files(request: HttpRequest, code: str, page: Query[PageIn]) -> dict[str, Any]:
    """The files that were taken into an indicator, newest first."""
    actor = acting(request)
    rows = QuerySetRows[FigureFile](figure_files(actor, external_indicator(actor, code)))
    return page_out(request, rows, ["-pk"], page)


@router.post("/{str:code}/files", response=FiguresReportOut)
@requires(DEFINE_INDICATORS)
def import_figures_file(
    request: HttpRequest,
    code: str,
    file: File[UploadedFile],
    reading: Form[FiguresReading],
) -> dict[str, Any]:
    """Take the figures of a workbook or CSV file into an indicator, as multipart form data.

    A figure counts from its day on, until there is a newer one. `dry_run` only tells.
    """
    options = ImportOptions.from_json(
        {
            "encoding": reading.encoding or None,
            "sheet": reading.sheet,
            "day_order": reading.day_order or None,
            "decimal_comma": reading.decimal_comma,
        }
    )
    order = ReferenceFile(file.name or "", file.chunks(), options=options)
    report = import_figures(
        acting(request),
        code,
        order,
        origin=reading.origin,
        on=reading.on,
        commit=not reading.dry_run,
    )
    return told(report, FIELDS, REFUSALS)


@router.post("/{str:code}/files/{int:number}/take-back", response=FigureFileOut)
@requires(DEFINE_INDICATORS)
def take_figures_back(request: HttpRequest, code: str, number: int) -> FigureFile:
    """No longer count the figures of a file; those whose place they took count again."""
    return take_back(acting(request), code, number)
