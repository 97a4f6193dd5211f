"""The interface for programs: imports, from the upload to the report."""

from dataclasses import asdict
from typing import Any, Literal

from django.http import FileResponse, Http404, HttpRequest
from ninja import File, Form, Query, Router, Status
from ninja.files import UploadedFile

from mainstay.apps.ledger import failure_wording, policies, wording
from mainstay.apps.ledger.api.schemas import (
    DescriptionOut,
    ImportOut,
    PreviewOut,
    ReadingOut,
    SettingsIn,
    SheetOut,
)
from mainstay.apps.ledger.contracts import ImportReport
from mainstay.apps.ledger.models import BatchState, ImportBatch, ImportKind, ImportProfile
from mainstay.apps.ledger.queries.batches import (
    batch_numbered,
    batches,
    given_back,
    preview_of,
)
from mainstay.apps.ledger.queries.profiles import profile_named
from mainstay.apps.ledger.reading.errors import EncodingUnknown, FileRefused, SheetUnknown
from mainstay.apps.ledger.reading.preview_file import ORDER
from mainstay.apps.ledger.services import downloading, importing
from mainstay.apps.ledger.services.importing import ImportOptions
from mainstay.foundation.access.actor import Actor
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


@router.get("", response=PageOut[ImportOut])
@requires(policies.VIEW_IMPORTS)
def list_imports(
    request: HttpRequest,
    page: Query[PageIn],
    kind: ImportKind | None = None,
    state: BatchState | None = None,
) -> dict[str, Any]:
    """The imports one sees, the newest first: every one with sight of all customers, else own."""
    actor = acting(request)
    policies.require_imports(actor)
    importing.settle_ended()
    rows = batches(actor, kind=kind or "", state=state or "")
    found = page_out(request, QuerySetRows(rows), ["-pk"], page)
    return {**found, "items": [shown(batch) for batch in found["items"]]}


@router.post("", response={201: ImportOut})
@requires(policies.RUN_IMPORTS)
def upload_import(
    request: HttpRequest,
    file: File[UploadedFile],
    kind: Form[ImportKind],
    profile: Form[str] = "",
) -> Status[dict[str, Any]]:
    """Hand a file in, as multipart form data; nothing is imported before it is committed.

    `profile` names how to read it; without one the columns are guessed from the headings.
    """
    actor = acting(request)
    known = _profile(actor, profile, kind)
    batch = importing.take_file(actor, kind=kind, file_name=file.name or "", blocks=file.chunks())
    try:
        importing.configure(actor, batch, profile=known)
    except (EncodingUnknown, SheetUnknown):
        pass  # to be stated as an option
    except FileRefused:
        importing.discard(actor, batch)
        raise
    return Status(201, shown(batch))


@router.get("/{int:number}", response=ImportOut)
@requires(policies.VIEW_IMPORTS)
def get_import(request: HttpRequest, number: int) -> dict[str, Any]:
    """One import."""
    importing.settle_ended()
    return shown(found_batch(acting(request), number))


@router.patch("/{int:number}", response=ImportOut)
@requires(policies.RUN_IMPORTS)
def configure_import(request: HttpRequest, number: int, settings: SettingsIn) -> dict[str, Any]:
    """Say how the file is read."""
    actor = acting(request)
    batch = found_batch(actor, number)
    options = None
    if settings.options is not None:
        said = settings.options.dict(exclude_unset=True)
        options = ImportOptions.from_json({**batch.options, **said})
    importing.configure(
        actor, batch, mapping=settings.mapping, options=options, source=settings.source
    )
    if settings.keep_as_profile:
        importing.save_profile(actor, batch, settings.keep_as_profile)
    return shown(batch)


@router.delete("/{int:number}", response={204: None})
@requires(policies.RUN_IMPORTS)
def discard_import(request: HttpRequest, number: int) -> Status[None]:
    """Remove a file that has not been imported."""
    actor = acting(request)
    importing.discard(actor, found_batch(actor, number))
    return Status(204, None)


@router.get("/{int:number}/columns", response=DescriptionOut)
@requires(policies.RUN_IMPORTS)
def get_import_columns(request: HttpRequest, number: int) -> dict[str, Any]:
    """The columns of the file with their first cells and the fields they hold."""
    actor = acting(request)
    found = importing.describe(actor, found_batch(actor, number))
    fields = {header: field for field, header in found.mapping.items()}
    return {
        "format": found.sniffed.format,
        "encoding": found.sniffed.file_encoding,
        "sheet": found.sniffed.sheet,
        "titles": list(found.sniffed.titles),
        "lines": found.sniffed.lines,
        "missing": found.check.missing,
        "columns": [
            {
                "heading": heading,
                "field": fields.get(heading),
                "samples": [row.cells[place] for row in found.samples if place < len(row.cells)],
            }
            for place, heading in enumerate(found.sniffed.headers)
        ],
    }


@router.get("/{int:number}/sheets", response=list[SheetOut])
@requires(policies.RUN_IMPORTS)
def list_import_sheets(request: HttpRequest, number: int) -> list[dict[str, Any]]:
    """The sheets of a workbook, to state one as the option `sheet`; none for another file."""
    actor = acting(request)
    found = importing.sheets(actor, found_batch(actor, number))
    return [sheet._asdict() for sheet in found]


@router.get("/{int:number}/readings", response=list[ReadingOut])
@requires(policies.RUN_IMPORTS)
def list_import_readings(request: HttpRequest, number: int) -> list[dict[str, Any]]:
    """How a text reads in each encoding, to state one as the option `encoding`.

    Those that fit come first; for a file of another kind there are none.
    """
    actor = acting(request)
    found = importing.readings(actor, found_batch(actor, number))
    return [asdict(reading) for reading in found]


@router.get("/{int:number}/preview", response=PreviewOut)
@requires(policies.VIEW_FILES)
def get_import_preview(
    request: HttpRequest,
    number: int,
    page: Query[PageIn],
    outcome: Literal["rejected", "superseded", "new", "unchanged", "total"] | None = None,
) -> dict[str, Any]:
    """The first 2,000 records of each outcome, as the last check or import left them."""
    actor = acting(request)
    preview = preview_of(actor, found_batch(actor, number))
    if preview is None:
        return {"headers": [], "counts": {}, "items": [], "next": None, "previous": None}
    found = page_out(request, preview.rows(outcome or ""), ORDER, page)
    for row in found["items"]:
        for mark in row["marks"]:
            mark["detail"] = wording.reason(mark["code"], mark["value"])
    return {"headers": preview.headers, "counts": preview.counts, **found}


@router.get("/{int:number}/rejects", response={200: bytes})
@requires(policies.VIEW_FILES)
def download_rejects(request: HttpRequest, number: int) -> FileResponse:
    """The rejected records with their reasons: CSV in UTF-8 with a byte order mark."""
    actor = acting(request)
    path = downloading.reject_file(actor, found_batch(actor, number))
    return FileResponse(
        path.open("rb"), as_attachment=True, filename="rejects.csv", content_type="text/csv"
    )


@router.get("/{int:number}/file", response={200: bytes})
@requires(policies.VIEW_FILES)
def download_import(request: HttpRequest, number: int) -> FileResponse:
    """The file as it was handed in."""
    actor = acting(request)
    batch = found_batch(actor, number)
    path = downloading.uploaded_file(actor, batch)
    return FileResponse(
        path.open("rb"),
        as_attachment=True,
        filename=batch.file_name,
        content_type="application/octet-stream",
    )


def found_batch(actor: Actor, number: int) -> ImportBatch:
    """The import with this number, for those who may see it. Raises Http404."""
    batch = batch_numbered(actor, number)
    if batch is None:
        raise Http404
    return batch


def shown(batch: ImportBatch) -> dict[str, Any]:
    """An import as ImportOut takes it."""
    failure = dict(batch.failure)
    if failure:
        failure["detail"] = failure_wording.failure(failure["code"], failure["figures"])
    empty = bool(batch.report) and ImportReport.from_json(batch.report).is_empty
    return {
        "batch": batch.pk,
        "profile": batch.profile.name if batch.profile else None,
        "options": ImportOptions.from_json(batch.options).as_json(),
        "recurring_import": batch.recurring.name if batch.recurring else None,
        "by": batch.by_name,
        "job": batch.job_id,
        "has_reject_file": bool(batch.reject_name) and batch.rejects_gone_at is None,
        "has_upload": batch.upload_gone_at is None,
        "rejects_given_back": given_back(batch) if batch.reject_name else 0,
        "remark": wording.no_records(batch.mapping) if empty else "",
        "failure": failure,
        **{name: getattr(batch, name) for name in _AS_THEY_ARE},
    }


_AS_THEY_ARE = (
    "kind",
    "state",
    "file_name",
    "file_bytes",
    "file_sha256",
    "source",
    "mapping",
    "created_at",
    "committed_at",
    "undone_at",
    "rejects_dismissed_at",
    "ledger_state",
    "report",
)


def _profile(actor: Actor, name: str, kind: str) -> ImportProfile | None:
    """The profile of this name for this kind of file. Raises Http404."""
    found = profile_named(actor, name) if name else None
    if name and (found is None or found.kind != kind):
        raise Http404
    return found
