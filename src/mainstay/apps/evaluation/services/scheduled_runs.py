"""Evaluations that run by themselves: each month or year, and after order lines were imported."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from mainstay.apps.evaluation.models import Runs, Scheme, VersionState
from mainstay.apps.evaluation.policies import CHANGE_SCHEMES
from mainstay.apps.evaluation.queries.schemes import UnknownScheme
from mainstay.apps.evaluation.services.evaluating import request_evaluation
from mainstay.apps.evaluation.services.reviews.standing import standing_of
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.contracts import ImportSettled
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs.context import JobContext
from mainstay.kernel.periods import month_of, shift_months

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
    runs = Runs(every)
    if (runs, on_import) != (found.runs, found.runs_on_import):
        found.runs, found.runs_on_import = runs, on_import
        found.run_asked = found.run_asked and on_import
        found.last_run_on = period_of(runs, governance.today()) if runs else None
        found.save(update_fields=["runs", "runs_on_import", "run_asked", "last_run_on"])
        audit.record(
            actor,
            "evaluation.scheme.runs_changed",
            subject=found,
            scheme=code,
            every=every,
            on_import=on_import,
        )
    return found


def period_of(runs: Runs, day: date) -> date:
    """The first day of the month or of the fiscal year in which a day lies."""
    month = month_of(day)
    if runs != Runs.YEARLY:
        return month
    begins = governance.installation().fiscal_year_start_month
    return shift_months(month, -((month.month - begins) % 12))


def after_import(event: ImportSettled) -> None:
    """Note that schemes are to be evaluated, so that several imports become one evaluation."""
    if event.kind == _ORDERS:
        asking = Scheme.objects.system(_WHY).filter(runs_on_import=True, retired_at=None)
        asking.update(run_asked=True)


def any_due() -> bool:
    """Whether a scheme is to be evaluated now."""
    return governance.find_installation() is not None and bool(_due())


def run(context: JobContext) -> dict[str, Any]:
    """The job: ask for the evaluation of each scheme that is due; how many were."""
    started = 0
    for row in _due():
        context.check_cancelled()
        with transaction.atomic():
            held = Scheme.objects.system(_WHY).select_for_update().get(pk=row.pk)
            as_of = _as_of(held)
            if as_of is None or standing_of(held).is_deciding:
                continue
            request_evaluation(context.actor, held.code, as_of)
            if held.runs:
                held.last_run_on = period_of(Runs(held.runs), governance.today())
            held.run_asked = False
            held.save(update_fields=["last_run_on", "run_asked"])
            started += 1
    return {"started": started}


def _due() -> list[Scheme]:
    """Schemes whose time has come, but for those of which something is being decided."""
    rows: QuerySet[Scheme] = Scheme.objects.system(_WHY).filter(
        Q(run_asked=True) | ~Q(runs=Runs.NEVER),
        retired_at=None,
        versions__state=VersionState.PUBLISHED,
    )
    return [row for row in rows if _as_of(row) is not None and not standing_of(row).is_deciding]


def _as_of(row: Scheme) -> date | None:
    """As of which day a scheme is to be evaluated now, None where it is not.

    The first of the month or year has the whole months before it; after an import it is today.
    """
    today = governance.today()
    if row.runs:
        period = period_of(Runs(row.runs), today)
        if row.last_run_on is None or row.last_run_on < period:
            return period
    return today if row.run_asked else None
