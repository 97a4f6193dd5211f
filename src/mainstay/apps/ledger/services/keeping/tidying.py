"""Removing what nothing names any more, once its grace period is over."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from mainstay.apps.ledger.policies import KEEP_TIDY
from mainstay.apps.ledger.queries.leftovers import Leftover, leftovers
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, JobFailed, Progress
from mainstay.foundation.jobs.models import Job
from mainstay.foundation.keeping.standing_still import BackupRunning, require_no_backup

TIDY = "ledger.tidy"
_NAMED = 100
"""How many of the removed files the audit trail names."""


@service(KEEP_TIDY)
def start(actor: Actor) -> Job:
    """Queue the removal. Raises BackupRunning."""
    require_no_backup()
    return jobs.enqueue(actor, TIDY)


@service(KEEP_TIDY, atomic=False)
def tidy_now(actor: Actor, on_progress: Callable[[Progress], None] | None = None) -> dict[str, Any]:
    """Remove at once; gives how much as JSON. Raises JobFailed while a backup is made."""
    job = jobs.run_inline(actor, TIDY, {}, on_progress)
    return dict(job.result or {})


def run(context: JobContext) -> dict[str, Any]:
    """The job that removes leftovers. No backup names them, and none that runs began before."""
    try:
        with transaction.atomic():
            require_no_backup()
    except BackupRunning as error:
        raise JobFailed("backup_running") from error
    ripe = [each for each in leftovers(context.actor) if each.ripe]
    removed: list[Leftover] = []
    for done, each in enumerate(ripe):
        context.progress("remove", done, len(ripe))
        if _remove(settings.MAINSTAY_HOME.root / each.name):
            removed.append(each)
    files, size = len(removed), sum(each.bytes for each in removed)
    if removed:
        action, names = "ledger.leftovers.removed", [each.name for each in removed[:_NAMED]]
        with transaction.atomic():
            audit.record(context.actor, action, names=names, files=files, bytes=size)
    return {"files": files, "bytes": size}


def _remove(path: Path) -> bool:
    try:
        path.unlink()
    except FileNotFoundError:
        return False
    home = settings.MAINSTAY_HOME
    standing = {home.root, home.ledger, home.uploads, home.evaluations, home.scratch}
    for folder in path.parents:
        if folder in standing or folder.parent == home.ledger:
            break
        with suppress(OSError):  # something else is in it
            folder.rmdir()
    return True
