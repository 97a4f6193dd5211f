"""The interface for programs: the files of reference data that were taken in."""

from datetime import datetime
from io import BytesIO
from typing import Any

from django.http import FileResponse, HttpRequest
from ninja import Field, Query, Router, Schema

from mainstay.apps.ledger.api.reference_files import RecordRejectOut
from mainstay.apps.ledger.cleaning.findings import Reject
from mainstay.apps.ledger.wording import reason
from mainstay.apps.reference.contracts import UNDO_FILES, VIEW_FILES
from mainstay.apps.reference.queries import taken as queries
from mainstay.apps.reference.queries.taken import FileKind
from mainstay.apps.reference.services import taken as services
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class UndoneFileOut(Schema):
    """What an undo does to the rows that a file made or changed."""

    restored: int
    removed: int
    kept_confirmed: int = Field(description="A later file brings the same.")
    kept_edited: int = Field(description="They have other facts by now.")
    kept_in_use: int = Field(description="Something else needs them.")


class TakenFileOut(Schema):
    """A file: records = created + changed + unchanged + rejected + blank."""

    file: int
    kind: FileKind
    calendar: int | None
    file_name: str
    sha256: str
    by: str
    taken_at: datetime
    records: int
    created: int
    changed: int
    unchanged: int
    rejected: int
    blank: int
    has_reject_file: bool
    undone_at: datetime | None
    undone_by: str
    undo: UndoneFileOut | None


@router.get("", response=PageOut[TakenFileOut])
@requires(VIEW_FILES)
def list_reference_files(
    request: HttpRequest, page: Query[PageIn], kind: FileKind | None = None
) -> dict[str, Any]:
    """The files of the kinds that one sees, the newest first."""
    rows = queries.taken_files(acting(request), kind or "")
    found = page_out(request, QuerySetRows(rows), ["-pk"], page)
    return {**found, "items": [shown(file) for file in found["items"]]}


@router.get("/{int:number}", response=TakenFileOut)
@requires(VIEW_FILES)
def get_reference_file(request: HttpRequest, number: int) -> dict[str, Any]:
    """One file."""
    return shown(queries.taken_file(acting(request), number))


@router.get("/{int:number}/reasons", response=PageOut[RecordRejectOut])
@requires(VIEW_FILES)
def list_reference_file_rejects(
    request: HttpRequest, number: int, page: Query[PageIn]
) -> dict[str, Any]:
    """Why records of a file were not taken, in the order of the file."""
    actor = acting(request)
    rows = queries.rejects_of(actor, queries.taken_file(actor, number))
    found = page_out(request, QuerySetRows(rows), ["pk"], page)
    return {**found, "items": [_rejected(each) for each in found["items"]]}


@router.get("/{int:number}/rejects", response={200: bytes})
@requires(VIEW_FILES)
def download_reference_file_rejects(request: HttpRequest, number: int) -> FileResponse:
    """The rejected records with their reasons: CSV in UTF-8 with a byte order mark."""
    actor = acting(request)
    content = services.reject_file(actor, queries.taken_file(actor, number))
    return FileResponse(
        BytesIO(content), as_attachment=True, filename="rejects.csv", content_type="text/csv"
    )


@router.get("/{int:number}/undo", response=UndoneFileOut)
@requires(UNDO_FILES)
def preview_reference_file_undo(request: HttpRequest, number: int) -> dict[str, int]:
    """What undoing the file would do now."""
    actor = acting(request)
    return services.preview(actor, queries.taken_file(actor, number)).counts


@router.post("/{int:number}/undo", response=UndoneFileOut)
@requires(UNDO_FILES)
def undo_reference_file(request: HttpRequest, number: int) -> dict[str, int]:
    """Undo the file at once."""
    actor = acting(request)
    return services.undo(actor, queries.taken_file(actor, number)).counts


def shown(file: Any) -> dict[str, Any]:
    """A file as TakenFileOut takes it."""
    return {
        "file": file.pk,
        "calendar": file.calendar_id,
        "by": file.by_name,
        "has_reject_file": queries.has_reject_file(file),
        "undone_by": file.undone_by_name,
        "undo": file.undo or None,
        **{name: getattr(file, name) for name in _AS_THEY_ARE},
    }


_AS_THEY_ARE = (
    "kind",
    "file_name",
    "sha256",
    "taken_at",
    "records",
    "created",
    "changed",
    "unchanged",
    "rejected",
    "blank",
    "undone_at",
)


def _rejected(each: Any) -> dict[str, Any]:
    reject = Reject(each.record, each.line, each.field, each.code, each.value)
    return {**reject._asdict(), "detail": reason(reject.counted_as, reject.value)}
