"""Looking for the next file of a recurring import: the job.

A look first ends the run of the file before. The import itself is a job of its own like any other;
when it has ended, another look follows at once, and the schedule catches what a lost worker left.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from mainstay.apps.ledger.models import ImportBatch, RecurringImport, RecurringRun
from mainstay.apps.ledger.policies import CHANGE_RECURRING, require_commit
from mainstay.apps.ledger.reading.errors import EncodingUnknown, SheetUnknown
from mainstay.apps.ledger.recurrence import Origin, RunOutcome
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.services.importing.options import ImportOptions
from mainstay.apps.ledger.services.importing.uploading import keep
from mainstay.apps.ledger.services.recurring import folders
from mainstay.apps.ledger.services.recurring.folders import FolderRefused, WaitingFile
from mainstay.apps.ledger.services.recurring.noting import note_failure, note_look, note_success
from mainstay.apps.ledger.services.recurring.pulling import PullRefused, pull
from mainstay.apps.ledger.services.recurring.reference import take_reference
from mainstay.apps.ledger.services.recurring.settling import settle
from mainstay.apps.ledger.services.recurring.timing import STILL
from mainstay.foundation.access.services import AccessDenied, require
from mainstay.foundation.jobs.context import JobContext, JobFailed
from mainstay.foundation.jobs.leases import JobCancelled

LOOK = "ledger.recurring.look"
_WHY = "the job acts for whoever set the recurring import up"


def look(context: JobContext) -> dict[str, Any]:
    """The job: end what is open, then take the next file, if there is one.

    With `here` it imports the files itself, one after the other, for a caller who waits.
    """
    found = RecurringImport.objects.system(_WHY).filter(pk=context.parameters["recurring"])
    recurring = found.select_related("profile").first()
    if recurring is None:
        return {}
    actor = context.actor
    try:
        taken = _Look(context, recurring).work()
    except AccessDenied as denied:
        note_failure(actor, recurring, "right_lost", {"permission": denied.permission})
        taken = 0
    except (FolderRefused, PullRefused) as refusal:
        note_failure(actor, recurring, refusal.code, refusal.details)
        taken = 0
    except OSError as error:
        note_failure(actor, recurring, "disk", {"error": error.strerror or str(error)})
        taken = 0
    return {"taken": taken}


class _Look:
    """One look."""

    def __init__(self, context: JobContext, recurring: RecurringImport) -> None:
        self._context = context
        self._actor = context.actor
        self._recurring = recurring
        self._here = bool(context.parameters.get("here"))
        self._pulls = bool(context.parameters.get("due"))

    def work(self) -> int:
        """How many files were taken. While it is paused only what is open is ended."""
        taken = 0
        while settle(self._actor, self._recurring) and not self._is_paused():
            self._context.check_cancelled()
            taken_before = taken
            require_commit(self._actor, self._recurring.profile.kind)
            require(self._actor, CHANGE_RECURRING)
            queued = self._take()
            taken += queued is not None
            if queued or taken == taken_before:
                break
        return taken

    def _is_paused(self) -> bool:
        self._recurring.refresh_from_db(fields=["paused_at"])
        return self._recurring.paused_at is not None

    def _take(self) -> bool | None:
        """Take one file; whether its import was queued, None where there was no file."""
        if self._recurring.origin == Origin.FOLDER:
            return self._take_from_folder()
        if not self._pulls:
            return None
        self._pulls = False
        return self._take_from_address()

    def _take_from_folder(self) -> bool | None:
        folder = folders.open_folder(self._recurring.folder)
        folders.prepare(folder)
        file = self._still(folder)
        if file is None and self._here and self._recurring.seen:
            time.sleep(STILL.total_seconds())
            file = self._still(folder)
        if file is None:
            return None
        run = self._opened(folder=self._recurring.folder, file_name=file.name)
        if run is None:
            return None
        path = folder / file.name

        def unchanged() -> bool:
            return file.is_as_found(folder)

        try:
            return self._import(run, folders.blocks_of(path), file.name, unchanged)
        except FileNotFoundError:
            return None  # somebody else took it away between the look and now

    def _still(self, folder: Path) -> WaitingFile | None:
        """The first file that nobody writes any more; the others are remembered."""
        now = timezone.now().timestamp()
        seen: dict[str, list[float]] = {}
        chosen = None
        for file in folders.waiting_files(folder, self._recurring.pattern):
            last = self._recurring.seen.get(file.name)
            same = last is not None and last[:2] == file.look and last[2] <= now
            since = last[2] if last is not None and same else now
            seen[file.name] = [*file.look, since]
            if chosen is None and same and now - since >= STILL.total_seconds():
                chosen = file
        self._recurring.seen = seen
        note_look(self._recurring, seen=seen)
        if seen:
            rows = RecurringImport.objects.system(_WHY).filter(pk=self._recurring.pk)
            rows.filter(paused_at=None).update(next_at=timezone.now() + STILL)
        return chosen

    def _take_from_address(self) -> bool | None:
        with TemporaryDirectory(dir=settings.MAINSTAY_HOME.scratch) as scratch:
            path = Path(scratch) / "pulled"
            pulled = pull(self._recurring, path, self._context.check_cancelled)
            note_look(self._recurring)
            if pulled is None:
                note_success(self._recurring)
                return None
            run = self._opened(file_name=pulled.name, validators=pulled.validators)
            if run is None:
                return None
            return self._import(run, folders.blocks_of(path), pulled.name, lambda: True)

    def _opened(self, **facts: Any) -> RecurringRun | None:
        """The run of this look; None where another worker has one."""
        try:
            with transaction.atomic():
                return RecurringRun.objects.create(recurring=self._recurring, **facts)
        except IntegrityError:
            return None

    def _import(
        self, run: RecurringRun, blocks: Iterable[bytes], name: str, unchanged: Callable[[], bool]
    ) -> bool | None:
        """Hand the file in and import it; whether that was queued, None for a file that moves."""
        rows = RecurringRun.objects.system(_WHY).filter(pk=run.pk, ended_at=None)
        if self._recurring.profile.is_of_reference:
            return self._import_reference(rows, blocks, name, unchanged)
        batch = self._handed_in(rows, blocks, name, unchanged)
        if batch is None:
            return None
        refusal, kept = self._configured(batch)
        if refusal is not None:
            reason = {"code": refusal.code, "figures": refusal.details}
            rows.update(outcome=RunOutcome.FAILED, reason=reason, batch=batch if kept else None)
            if not kept:
                importing.discard(self._actor, batch)
            return False
        if not self._here:
            importing.start(self._actor, batch, commit=True)
            return True
        with suppress(JobFailed, JobCancelled):
            importing.run_now(self._actor, batch, commit=True)
        return False

    def _import_reference(
        self,
        rows: QuerySet[RecurringRun],
        blocks: Iterable[bytes],
        name: str,
        unchanged: Callable[[], bool],
    ) -> bool | None:
        """Import a file of reference data here; None, and no run, for one that moves."""
        with TemporaryDirectory(dir=settings.MAINSTAY_HOME.scratch) as scratch:
            path = Path(scratch) / "taken"
            try:
                sha256, _size = keep(path, blocks)
                moves = not unchanged()
            except BaseException:
                rows.delete()
                raise
            if moves or not rows.update(file_sha256=sha256):
                rows.delete()
                return None
            take_reference(self._actor, self._recurring, rows, path, name)
        return False

    def _handed_in(
        self,
        rows: QuerySet[RecurringRun],
        blocks: Iterable[bytes],
        name: str,
        unchanged: Callable[[], bool],
    ) -> ImportBatch | None:
        """The batch of the file; None, and no run, where the file was written meanwhile."""
        try:
            batch = importing.take_file(
                self._actor,
                kind=self._recurring.profile.kind,
                file_name=name,
                blocks=blocks,
                recurring=self._recurring,
            )
            if unchanged() and rows.update(batch=batch, file_sha256=batch.file_sha256):
                return batch
            importing.discard(self._actor, batch)
        except BaseException:
            rows.delete()
            raise
        rows.delete()
        return None

    def _configured(self, batch: ImportBatch) -> tuple[importing.ImportFailed | None, bool]:
        """Why the file cannot be read, and whether a person can settle that with the batch."""
        profile = self._recurring.profile
        options = ImportOptions.from_json({**profile.options, **self._recurring.options})
        try:
            importing.configure(self._actor, batch, options=options, profile=profile)
        except OSError:
            raise
        except Exception as error:
            refusal = importing.as_failure(error)
            if refusal is None:
                raise
            return refusal, isinstance(error, (EncodingUnknown, SheetUnknown))
        return None, True
