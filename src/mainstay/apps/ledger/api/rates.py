"""The interface for programs: exchange rates from a file."""

from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile

from mainstay.apps.ledger.api.reference_files import FileReportOut, KeptReading, taken
from mainstay.apps.ledger.services.importing.rates import import_rates
from mainstay.apps.reference.contracts import CHANGE_RATES
from mainstay.shell.web.access import acting, requires

router = Router()


class RatesReading(KeptReading):
    """How a file of rates is read, as far as that cannot be told from it."""

    decimal_comma: bool | None = None


@router.post("", response=FileReportOut)
@requires(CHANGE_RATES)
def import_rates_file(
    request: HttpRequest,
    file: File[UploadedFile],
    reading: Form[RatesReading],
) -> dict[str, Any]:
    """Set the rates of a workbook or CSV file at once, as multipart form data.

    A rate of a day that is known already becomes what the file says. `dry_run` only tells.
    """
    actor = acting(request)
    return taken(file, reading, lambda order, commit: import_rates(actor, order, commit=commit))
