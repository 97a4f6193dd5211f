"""Ending the run of a file: what became of it is written down and the file is put away.

Every step may be done again. Between the commit of an import and the move of its file the run stays
open, and nothing else is taken before the move has been finished.
"""

from contextlib import suppress
from pathlib import Path

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from mainstay.apps.ledger import recurring_wording, wording
from mainstay.apps.ledger.models import BatchState, ImportBatch, RecurringImport, RecurringRun
from mainstay.apps.ledger.queries.folders import reject_path
from mainstay.apps.ledger.recurrence import RunOutcome
from mainstay.apps.ledger.services import importing
from mainstay.apps.ledger.services.recurring import folders
from mainstay.apps.ledger.services.recurring.noting import count_failure, note_success, tell
from mainstay.apps.reference.queries.taken import FileNotFound, NoRejectFile, rejects_of_file
from mainstay.foundation.access.actor import Actor

_WHY = "a recurring import ends its own runs"
OUTCOMES: dict[str, RunOutcome] = {
    BatchState.COMMITTED: RunOutcome.IMPORTED,
    BatchState.UNDONE: RunOutcome.IMPORTED,
    BatchState.REFUSED: RunOutcome.REFUSED,
    BatchState.CHECKED: RunOutcome.REFUSED,
    BatchState.FAILED: RunOutcome.FAILED,
    BatchState.CANCELLED: RunOutcome.STOPPED,
}


def open_run(recurring: RecurringImport) -> RecurringRun | None:
    """The run whose file has not been put away yet."""
    runs = RecurringRun.objects.system(_WHY).filter(recurring=recurring, ended_at=None)
    return runs.select_related("batch").first()


def settle(actor: Actor, recurring: RecurringImport) -> bool:
    """End the open run if its import has ended; whether none is open any more.

    Raises FolderRefused where the file cannot be put away.
    """
    run = open_run(recurring)
    if run is None:
        return True
    if run.outcome == RunOutcome.RUNNING:
        if run.batch is not None and run.batch.state == BatchState.RUNNING:
            importing.settle_ended()
            run.batch.refresh_from_db()
        if run.batch is None or run.batch.state == BatchState.UPLOADED:
            _forget(actor, recurring, run)
            return True
        if run.batch.state == BatchState.RUNNING:
            return False
        run.outcome = OUTCOMES[run.batch.state]
        run.reason = dict(run.batch.failure) if run.outcome == RunOutcome.FAILED else {}
    if not run.validators:  # a fetched file lies nowhere
        _put_away(recurring, run)
    _end(actor, recurring, run)
    return True


def _forget(actor: Actor, recurring: RecurringImport, run: RecurringRun) -> None:
    """Undo what a lost worker had begun before anything was imported; the file is taken anew."""
    own = Q(recurringrun=None) | Q(recurringrun=run)
    begun = ImportBatch.objects.system(_WHY).filter(own, recurring=recurring)
    strays = begun.filter(state=BatchState.UPLOADED)
    for batch in strays:
        importing.discard(actor, batch)
    RecurringRun.objects.system(_WHY).filter(pk=run.pk, ended_at=None).delete()


def _put_away(recurring: RecurringImport, run: RecurringRun) -> None:
    folder = folders.open_folder(run.folder)
    folders.prepare(folder)
    place = folders.DONE if run.outcome == RunOutcome.IMPORTED else folders.REFUSED
    try:
        if not run.moved_to.startswith(f"{place}/"):
            _choose_target(folder, place, run)
        if place == folders.REFUSED:
            _say_why(recurring, run, folder / run.moved_to)
        while not folders.put_away(folder, run.file_name, run.moved_to, run.file_sha256):
            _choose_target(folder, place, run)
    except OSError as error:
        words = error.strerror or str(error)
        raise folders.FolderRefused(
            "file_not_moved", name=run.file_name, folder=place, error=words
        ) from error


def _choose_target(folder: Path, place: str, run: RecurringRun) -> None:
    run.moved_to = folders.free_name(folder, place, run.file_name)
    RecurringRun.objects.system(_WHY).filter(pk=run.pk).update(moved_to=run.moved_to)


def _say_why(recurring: RecurringImport, run: RecurringRun, target: Path) -> None:
    """Lay the reason in words beside a file that was not imported, and its rejected records."""
    with wording.language_of(recurring.by_id):
        words = recurring_wording.note_of(recurring, run)
    # Notepad and Excel know UTF-8 by its mark.
    Path(f"{target}{folders.NOTE}").write_text(words, "utf-8-sig")
    batch = run.batch
    if batch is not None and batch.reject_name and batch.rejects_gone_at is None:
        rejects = reject_path(batch)
        if rejects.exists():
            Path(f"{target}{folders.REJECTS}").write_bytes(rejects.read_bytes())
    if run.taken_id is not None:
        _lay_rejects(run.taken_id, target)


def _lay_rejects(number: int, target: Path) -> None:
    with suppress(FileNotFound, NoRejectFile):
        Path(f"{target}{folders.REJECTS}").write_bytes(rejects_of_file(number))


def _end(actor: Actor, recurring: RecurringImport, run: RecurringRun) -> None:
    with transaction.atomic():
        open_runs = RecurringRun.objects.system(_WHY).filter(pk=run.pk, ended_at=None)
        ended = open_runs.update(outcome=run.outcome, reason=run.reason, ended_at=timezone.now())
        if not ended:
            return
        if run.validators and run.outcome in _DEALT_WITH:
            rows = RecurringImport.objects.system(_WHY).filter(pk=recurring.pk)
            rows.update(validators=run.validators)
        if run.outcome in {RunOutcome.IMPORTED, RunOutcome.STOPPED}:
            note_success(recurring)
        else:
            if run.batch is None or run.batch.job_id is None:
                tell(recurring, run.reason, occasion=f"run:{run.pk}", file_name=run.file_name)
            count_failure(actor, recurring)


_DEALT_WITH = (RunOutcome.IMPORTED, RunOutcome.REFUSED)
"""A refused file waits for a person: the same one is not to be brought again."""
