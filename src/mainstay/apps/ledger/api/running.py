"""The interface for programs: checking, committing, cancelling and undoing imports."""

from typing import Any

from django.http import HttpRequest
from ninja import Router, Status

from mainstay.apps.ledger import policies
from mainstay.apps.ledger.api.imports import found_batch, shown
from mainstay.apps.ledger.api.schemas import ImportOut, StartedOut, UndoOut
from mainstay.apps.ledger.services import importing, undoing
from mainstay.foundation.jobs.policies import CANCEL
from mainstay.shell.web.access import acting, requires

router = Router()


@router.post("/{int:number}/check", response={202: StartedOut})
@requires(policies.RUN_IMPORTS)
def check_import(request: HttpRequest, number: int) -> Status[dict[str, Any]]:
    """Queue a check: it reports exactly what a commit would do now."""
    return _start(request, number, commit=False)


@router.post("/{int:number}/commit", response={202: StartedOut})
@requires(policies.RUN_IMPORTS)
def commit_import(request: HttpRequest, number: int) -> Status[dict[str, Any]]:
    """Queue the import itself."""
    return _start(request, number, commit=True)


def _start(request: HttpRequest, number: int, *, commit: bool) -> Status[dict[str, Any]]:
    actor = acting(request)
    job = importing.start(actor, found_batch(actor, number), commit=commit)
    return Status(202, {"job": job.pk})


@router.post("/{int:number}/contacts", response={201: ImportOut})
@requires(policies.RUN_IMPORTS)
def take_import_contacts(request: HttpRequest, number: int) -> Status[dict[str, Any]]:
    """Take the contacts in the file of imported customers as an import of their own.

    `contact_columns` of the report names the headings over them. Nothing is imported before it is
    committed.
    """
    actor = acting(request)
    return Status(201, shown(importing.take_contacts(actor, found_batch(actor, number))))


@router.post("/{int:number}/cancel", response=ImportOut)
@requires(CANCEL)
def cancel_import(request: HttpRequest, number: int) -> dict[str, Any]:
    """Stop the check, import or undo under way; a running one stops at its next safe point."""
    actor = acting(request)
    batch = found_batch(actor, number)
    importing.cancel(actor, batch)
    return shown(batch)


@router.post("/{int:number}/rejects/dismiss", response=ImportOut)
@requires(policies.RUN_IMPORTS)
def dismiss_rejects(request: HttpRequest, number: int) -> dict[str, Any]:
    """Say that the rejected records need no mending."""
    actor = acting(request)
    batch = found_batch(actor, number)
    importing.dismiss_rejects(actor, batch)
    return shown(batch)


@router.post("/{int:number}/rejects/recall", response=ImportOut)
@requires(policies.RUN_IMPORTS)
def recall_rejects(request: HttpRequest, number: int) -> dict[str, Any]:
    """Take back that the rejected records need no mending."""
    actor = acting(request)
    batch = found_batch(actor, number)
    importing.recall_rejects(actor, batch)
    return shown(batch)


@router.get("/{int:number}/undo", response=UndoOut)
@requires(policies.UNDO_IMPORTS)
def preview_undo(request: HttpRequest, number: int) -> dict[str, Any]:
    """What undoing the import would do now."""
    actor = acting(request)
    return undoing.preview(actor, found_batch(actor, number)).as_json()


@router.post("/{int:number}/undo", response={202: StartedOut})
@requires(policies.UNDO_IMPORTS)
def undo_import(request: HttpRequest, number: int) -> Status[dict[str, Any]]:
    """Queue the undo."""
    actor = acting(request)
    return Status(202, {"job": undoing.start(actor, found_batch(actor, number)).pk})
