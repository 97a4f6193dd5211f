"""The interface for programs: exchange rates from a file."""

from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router, Schema
from ninja.files import UploadedFile

from mainstay.apps.ledger.cleaning.day_month import DayOrder
from mainstay.apps.ledger.services.importing import ImportOptions
from mainstay.apps.ledger.services.importing.rates import RatesFile, import_rates
from mainstay.apps.reference.contracts import CHANGE_RATES
from mainstay.shell.web.access import acting, requires

router = Router()


class RatesReading(Schema):
    """How the file is read, as far as that cannot be told from it."""

    encoding: str = ""
    sheet: str = ""
    day_order: DayOrder | None = None
    decimal_comma: bool | None = None
    dry_run: bool = False


class RateRejectOut(Schema):
    """Why a record was rejected."""

    record: int
    line: int | None
    field: str
    code: str
    value: str
    detail: str


class RatesReportOut(Schema):
    """records = created + changed + unchanged + rejected + blank."""

    records: int
    created: int
    changed: int
    unchanged: int
    rejected: int
    blank: int
    reasons: dict[str, int]
    rejects: list[RateRejectOut]


@router.post("", response=RatesReportOut)
@requires(CHANGE_RATES)
def import_rates_file(
    request: HttpRequest,
    file: File[UploadedFile],
    reading: Form[RatesReading],
) -> dict[str, Any]:
    """Set the rates of a workbook or CSV file at once, as multipart form data.

    A rate of a day that is known already becomes what the file says. `dry_run` only tells.
    """
    options = ImportOptions(
        encoding=reading.encoding or None,
        sheet=reading.sheet,
        day_order=reading.day_order,
        decimal_comma=reading.decimal_comma,
    )
    order = RatesFile(file.name or "", file.chunks(), options=options)
    report = import_rates(acting(request), order, commit=not reading.dry_run)
    return report.as_json()
