"""What runs by itself: each month or year, and after order lines were imported."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from mainstay.apps.evaluation.models import Runs, Scheme, VersionState
from mainstay.apps.evaluation.policies import CHANGE_SCHEMES
from mainstay.apps.evaluation.queries.schemes import UnknownScheme
from mainstay.apps.evaluation.services.evaluating import request_evaluation
from mainstay.apps.evaluation.services.model_runs import scheduling
from mainstay.apps.evaluation.services.reviews.standing import standing_of
from mainstay.apps.evaluation.services.schedules import FIELDS, due_as_of, note_start, plan
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.contracts import ImportSettled
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs.context import JobContext

START = "evaluation.start_runs"
_WHY = "what runs by itself runs for everybody"
_ORDERS = "orders"


@service(CHANGE_SCHEMES)
def change_runs(actor: Actor, code: str, *, every: str, on_import: bool) -> Scheme:
    """Let a scheme be evaluated by itself: `every` month or year from the next one on, or never.

    Raises UnknownScheme, and ValueError for an unknown `every`.
    """
    found = Scheme.objects.system(_WHY).select_for_update().filter(code=code).first()
    if found is None:
        raise UnknownScheme(code)
    if plan(found, every, on_import=on_import):
        found.save(update_fields=FIELDS)
        audit.record(
            actor,
            "evaluation.scheme.runs_changed",
            subject=found,
            scheme=code,
            every=every,
            on_import=on_import,
        )
    return found


def after_import(event: ImportSettled) -> None:
    """Note what is to be run, so that several imports become one run."""
    if event.kind == _ORDERS:
        scheduling.ask_for_runs()
        asking = Scheme.objects.system(_WHY).filter(runs_on_import=True, retired_at=None)
        asking.update(run_asked=True)


def any_due() -> bool:
    """Whether a scheme is to be evaluated now, or a model run."""
    return governance.find_installation() is not None and (bool(_due()) or scheduling.any_due())


def run(context: JobContext) -> dict[str, Any]:
    """The job: ask for each evaluation and each model run that is due; how many were."""
    started = scheduling.start_due(context)
    for row in _due():
        context.check_cancelled()
        with transaction.atomic():
            held = Scheme.objects.system(_WHY).select_for_update().get(pk=row.pk)
            as_of = due_as_of(held)
            if as_of is None or standing_of(held).is_deciding:
                continue
            request_evaluation(context.actor, held.code, as_of)
            note_start(held)
            started += 1
    return {"started": started}


def _due() -> list[Scheme]:
    """Schemes whose time has come, but for those of which something is being decided."""
    rows: QuerySet[Scheme] = Scheme.objects.system(_WHY).filter(
        Q(run_asked=True) | ~Q(runs=Runs.NEVER),
        retired_at=None,
        versions__state=VersionState.PUBLISHED,
    )
    return [row for row in rows if due_as_of(row) is not None and not standing_of(row).is_deciding]
