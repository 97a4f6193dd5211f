"""Who starts a look, and when: the schedule, a person, the end of an import."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from mainstay.apps.ledger import recurring_wording as wording
from mainstay.apps.ledger.models import BatchState, RecurringImport, RecurringRun
from mainstay.apps.ledger.policies import CHANGE_RECURRING, may_commit, require_commit
from mainstay.apps.ledger.recurrence import Origin
from mainstay.apps.ledger.services.importing import running
from mainstay.apps.ledger.services.recurring.folders import (
    FolderRefused,
    open_folder,
    waiting_files,
)
from mainstay.apps.ledger.services.recurring.looking import LOOK
from mainstay.apps.ledger.services.recurring.noting import note_failure, note_look
from mainstay.apps.ledger.services.recurring.settling import open_run
from mainstay.apps.ledger.services.recurring.timing import next_look
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs import registry
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, JobFailed, Progress
from mainstay.foundation.jobs.leases import JobCancelled
from mainstay.foundation.jobs.models import Job, JobState

START_DUE = "ledger.recurring.start_due"
_WHY = "a look acts for whoever set the recurring import up"


def _due() -> QuerySet[RecurringImport]:
    """What is to look now: at its time, and where a lost worker left a pulled file unfinished."""
    unfinished = _unfinished()
    open_runs = RecurringRun.objects.system(_WHY).filter(recurring=OuterRef("pk"), ended_at=None)
    left = open_runs.exclude(Exists(unfinished.filter(pk=OuterRef("batch__job_id"))))
    at_its_time = Q(paused_at=None, next_at__lte=timezone.now())
    rows = RecurringImport.objects.system(_WHY).select_related("profile")
    return rows.filter(at_its_time | Q(Exists(left), origin=Origin.ADDRESS)).exclude(
        Exists(unfinished.filter(pk=OuterRef("job_id")))
    )


def any_due() -> bool:
    """Whether the schedule has anything to do."""
    return _due().exists()


def start_due(context: JobContext) -> dict[str, Any]:
    """The schedule's job: start the look of each recurring import that is due."""
    started = 0
    for recurring in _due():
        context.check_cancelled()
        started += _start(context.actor, recurring)
    return {"started": started}


def _start(actor: Actor, recurring: RecurringImport) -> bool:
    """Queue the look of one that is due; whether it could be."""
    rows = RecurringImport.objects.system(_WHY).filter(pk=recurring.pk)
    if _has_nothing(recurring):
        note_look(recurring, seen={})
        rows.filter(paused_at=None).update(next_at=next_look(recurring))
        return False
    behind, missing = acting_for(recurring)
    with transaction.atomic():
        # The row decides which of several workers starts it.
        due = rows.filter(paused_at=None, next_at=recurring.next_at, next_at__lte=timezone.now())
        is_due = bool(due.update(next_at=next_look(recurring)))
        if behind is not None:
            _queue(behind, recurring.pk, due=is_due)
            return True
    if is_due:
        note_failure(actor, recurring, *missing)
    return False


def _queue(behind: Actor, key: int, *, due: bool) -> Job:
    """Queue a look; the unfinished one where there is one, as two would get in each other's way."""
    rows = RecurringImport.objects.system(_WHY).filter(pk=key)
    with transaction.atomic():
        row = rows.select_for_update().get()
        last = _unfinished().filter(pk=row.job_id or 0).first()
        if last is not None:
            if due and row.paused_at is None:
                rows.update(next_at=timezone.now())
            return last
        job = jobs.enqueue(behind, LOOK, {"recurring": key, "due": due})
        rows.update(job_id=job.pk)
    return job


def _unfinished() -> QuerySet[Job]:
    return Job.objects.system(_WHY).filter(state__in=JobState.unfinished())


def _has_nothing(recurring: RecurringImport) -> bool:
    """Whether a folder holds no file that is looked for, so that no job is worth its row."""
    if recurring.origin != Origin.FOLDER or open_run(recurring) is not None:
        return False
    try:
        return not waiting_files(open_folder(recurring.folder), recurring.pattern)
    except (FolderRefused, OSError):
        return False  # the look itself says what is wrong


def acting_for(recurring: RecurringImport) -> tuple[Actor | None, tuple[str, dict[str, Any]]]:
    """The person behind it as they may act now; else why not, as a code with its figures."""
    person = None if recurring.by_id is None else registry.resolve_person(recurring.by_id)
    if person is None:
        return None, ("person_gone", {"person": recurring.by_name})
    if recurring.granted is not None:
        person = replace(person, permissions=person.permissions & frozenset(recurring.granted))
    if not (may_commit(person, recurring.profile.kind) and person.may(CHANGE_RECURRING)):
        return None, ("right_lost", {"person": recurring.by_name})
    return person, ("", {})


@service(CHANGE_RECURRING)
def look_now(actor: Actor, recurring: RecurringImport) -> Job:
    """Queue a look at once. Raises ValidationError where it is paused or nobody is behind it."""
    behind = _asked(actor, recurring)
    audit.record(actor, "ledger.recurring.started", subject=recurring)
    return _queue(behind, recurring.pk, due=True)


@service(CHANGE_RECURRING, atomic=False)
def look_here(
    actor: Actor,
    recurring: RecurringImport,
    on_progress: Callable[[Progress], None] | None = None,
) -> int:
    """Look at once and import here what is found; how many files were taken.

    Raises what `look_now` raises.
    """
    behind = _asked(actor, recurring)

    def claim(job: Job) -> None:
        rows = RecurringImport.objects.system(_WHY).filter(pk=recurring.pk)
        row = rows.select_for_update().get()
        if _unfinished().filter(pk=row.job_id or 0).exists():
            raise ValidationError(wording.refusal("looking"), code="looking")
        rows.update(job_id=job.pk)
        audit.record(actor, "ledger.recurring.started", subject=recurring)

    parameters = {"recurring": recurring.pk, "due": True, "here": True}
    job = jobs.run_inline(behind, LOOK, parameters, on_progress, on_created=claim)
    return int((job.result or {}).get("taken", 0))


def _asked(actor: Actor, recurring: RecurringImport) -> Actor:
    require(actor, CHANGE_RECURRING, recurring)
    require_commit(actor, recurring.profile.kind)
    if recurring.paused_at is not None:
        raise ValidationError(wording.refusal("paused"), code="paused")
    behind, missing = acting_for(recurring)
    if behind is None:
        code, figures = missing
        raise ValidationError(wording.reason(code, figures), code=code)
    return behind


def import_and_go_on(context: JobContext) -> dict[str, Any]:
    """The job that imports a file; a recurring import looks for its next one when it has ended."""
    try:
        report = running.commit(context)
    except (JobFailed, JobCancelled):
        _go_on(context.parameters["batch"])
        raise
    _go_on(context.parameters["batch"])
    return report


def _go_on(number: int) -> None:
    runs = RecurringRun.objects.system(_WHY).filter(batch=number, ended_at=None)
    run = runs.exclude(batch__state=BatchState.RUNNING).select_related("recurring").first()
    if run is None:
        return
    behind, _missing = acting_for(run.recurring)
    if behind is not None:
        _queue(behind, run.recurring_id, due=False)
