"""The interface for programs: days of a business calendar from a file."""

from typing import Any

from django.http import HttpRequest
from ninja import File, Form, Router
from ninja.files import UploadedFile

from mainstay.apps.ledger.api.reference_files import FileReading, FileReportOut, taken
from mainstay.apps.ledger.services.importing.calendar_days import import_days
from mainstay.apps.reference.contracts import CHANGE_CALENDARS
from mainstay.shell.web.access import acting, requires

router = Router()


@router.post("/{int:key}/days", response=FileReportOut)
@requires(CHANGE_CALENDARS)
def import_days_file(
    request: HttpRequest,
    key: int,
    file: File[UploadedFile],
    reading: Form[FileReading],
) -> dict[str, Any]:
    """Set the days of a workbook or CSV file in a calendar at once, as multipart form data.

    A day that the calendar has its own word on becomes what the file says. `dry_run` only tells.
    """
    actor = acting(request)
    return taken(file, reading, lambda order, commit: import_days(actor, key, order, commit=commit))
