"""Reads of imports and their profiles."""

import json
from typing import Any

from django.db.models import QuerySet

from mainstay.apps.ledger.models import BatchState, ImportBatch, ImportProfile
from mainstay.apps.ledger.policies import VIEW_FILES
from mainstay.apps.ledger.queries.folders import preview_path
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.foundation.jobs.models import Job


def batches(actor: Actor, *, kind: str = "", state: str = "") -> QuerySet[ImportBatch]:
    """The imports the actor may see, the newest first."""
    rows: QuerySet[ImportBatch] = ImportBatch.objects.visible_to(actor).select_related("profile")
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


def batch_numbered(actor: Actor, number: int) -> ImportBatch | None:
    """One import by its number, if the actor may see it."""
    return batches(actor).filter(pk=number).first()


def with_rejects_to_mend(actor: Actor) -> QuerySet[ImportBatch]:
    """Imports that left records behind: committed or refused, with a reject file."""
    waiting = batches(actor).filter(state__in=(BatchState.COMMITTED, BatchState.REFUSED))
    return waiting.exclude(reject_name="")


def profiles(actor: Actor, kind: str = "") -> QuerySet[ImportProfile]:
    """The profiles the actor may see, by name."""
    rows: QuerySet[ImportProfile] = ImportProfile.objects.visible_to(actor)
    return rows.filter(kind=kind) if kind else rows


def profile_named(actor: Actor, name: str) -> ImportProfile | None:
    """One profile by its name."""
    return profiles(actor).filter(name=name).first()


def job_of(batch: ImportBatch) -> Job | None:
    """The newest job of an import; whoever sees the import may see how far its job is."""
    if batch.job_id is None:
        return None
    return (
        Job.objects.system("shown with an import that is visible").filter(pk=batch.job_id).first()
    )


def rows_of_preview(actor: Actor, batch: ImportBatch) -> dict[str, Any]:
    """The sample of outcomes that the last check or run left: `headers` and `rows`.

    Raises AccessDenied: the sample shows what the file holds.
    """
    require(actor, VIEW_FILES, batch)
    try:
        found: dict[str, Any] = json.loads(preview_path(batch).read_text("utf-8"))
    except FileNotFoundError:
        return {"headers": [], "rows": []}
    return found
