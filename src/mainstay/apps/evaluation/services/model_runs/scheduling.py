"""Models that run by themselves, with the parameters of the run in use."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q

from mainstay.apps.evaluation.models import ModelSchedule, Runs
from mainstay.apps.evaluation.policies import RUN, tells_everything
from mainstay.apps.evaluation.queries.model_runs import run_in_use
from mainstay.apps.evaluation.services.model_runs.kinds import kind_of
from mainstay.apps.evaluation.services.model_runs.running import request_scheduled_run
from mainstay.apps.evaluation.services.model_runs.telling import tell_not_started
from mainstay.apps.evaluation.services.schedules import FIELDS, due_as_of, note_start, plan
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs.context import JobContext

_WHY = "what runs by itself runs for everybody"


@service(RUN)
def change_schedule(
    actor: Actor, kind: str, *, every: str, on_import: bool, promotes: bool
) -> ModelSchedule:
    """Let a kind of model be run by itself, or no more; `promotes` puts its runs to use at once.

    Raises ValidationError for an unknown kind, ValueError for an unknown `every`, and AccessDenied
    for who does not see everything that runs tell.
    """
    if not tells_everything(actor):
        raise AccessDenied(RUN)
    kind_of(kind)
    rows = ModelSchedule.objects.system(_WHY)
    rows.get_or_create(kind=kind)
    row: ModelSchedule = rows.select_for_update().get(kind=kind)
    planned = plan(row, every, on_import=on_import)
    if planned or row.promotes != promotes:
        row.promotes = promotes
        row.save(update_fields=[*FIELDS, "promotes"])
        audit.record(
            actor,
            "evaluation.model_schedule.changed",
            subject=row,
            kind=kind,
            every=every,
            on_import=on_import,
            promotes=promotes,
        )
    return row


def ask_for_runs() -> None:
    """Note that models are to be run after an import."""
    ModelSchedule.objects.system(_WHY).filter(runs_on_import=True).update(run_asked=True)


def any_due() -> bool:
    """Whether a model is to be run now."""
    return bool(_due())


def start_due(context: JobContext) -> int:
    """Ask for a run of each kind that is due; how many were asked for.

    Where one cannot be asked for, because its library is gone, who runs models is told once.
    """
    started = 0
    for row in _due():
        context.check_cancelled()
        with transaction.atomic():
            held = ModelSchedule.objects.system(_WHY).select_for_update().get(pk=row.pk)
            as_of = due_as_of(held)
            if as_of is not None:
                note_start(held)
                started += _asked_for(context.actor, held.kind, as_of)
    return started


def _asked_for(actor: Actor, kind: str, as_of: date) -> int:
    in_use = run_in_use(kind)
    try:
        with transaction.atomic():
            request_scheduled_run(actor, kind, as_of, in_use.parameters if in_use else {})
    except ValidationError as refusal:
        tell_not_started(kind, as_of, " ".join(refusal.messages))
        return 0
    return 1


def _due() -> list[ModelSchedule]:
    rows = ModelSchedule.objects.system(_WHY).filter(Q(run_asked=True) | ~Q(runs=Runs.NEVER))
    return [row for row in rows.order_by("pk") if due_as_of(row) is not None]
