"""Reads of evaluations."""

from django.db.models import QuerySet

from mainstay.apps.evaluation.contracts.reports import EvaluationReport
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.asked_work import with_job
from mainstay.apps.evaluation.queries.results import visible_result
from mainstay.apps.evaluation.queries.reviews.queue import waits
from mainstay.apps.evaluation.queries.schemes import grades_of
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.models import Job


class EvaluationNotFound(LookupError):
    """There is no such evaluation, or none that the actor may see."""


class NotFinished(LookupError):
    """The evaluation has no result yet."""


def evaluations(actor: Actor, scheme: str = "") -> QuerySet[Evaluation]:
    """Evaluations, newest first, each with version and scheme and whether it is in review."""
    rows = Evaluation.objects.visible_to(actor).select_related("version__scheme").order_by("-pk")
    if scheme:
        rows = rows.filter(version__scheme__code=scheme)
    return rows.annotate(is_in_review=waits())


def evaluation(actor: Actor, number: int) -> Evaluation:
    """One evaluation. Raises EvaluationNotFound."""
    found = evaluations(actor).filter(pk=number).first()
    if found is None:
        raise EvaluationNotFound(number)
    return found


def finished_evaluation(actor: Actor, number: int) -> Evaluation:
    """One evaluation that has a result. Raises EvaluationNotFound and NotFinished."""
    found = evaluation(actor, number)
    if found.finished_at is None:
        raise NotFinished(number)
    return found


def report(actor: Actor, evaluation: Evaluation) -> EvaluationReport:
    """What a finished evaluation found among the customers the actor sees."""
    seen = visible_result(actor, evaluation)
    counted = seen.sizes()
    return EvaluationReport(
        evaluation=evaluation.pk,
        scheme=evaluation.version.scheme.code,
        version=evaluation.version.number,
        as_of=evaluation.as_of,
        unit=evaluation.unit,
        state=evaluation.ledger_state or 0,
        customers=seen.table.num_rows,
        grades={each.code: counted.get(each.code, 0) for each in grades_of(evaluation.version)},
        withheld=seen.withheld,
        changed=evaluation.changed if seen.everybody else None,
        took_effect=evaluation.took_effect,
        seconds=evaluation.seconds or 0.0,
        everybody=seen.everybody,
    )


def evaluation_with_job(actor: Actor, number: int) -> tuple[Evaluation, Job | None]:
    """One evaluation and how far it is, both as of one moment. Raises EvaluationNotFound."""
    return with_job(lambda: evaluation(actor, number))


def evaluation_of_job(job: Job) -> Evaluation | None:
    """The evaluation that a job does, to tell whoever started the job how it ended."""
    rows = Evaluation.objects.system("the job names it, and its end is told to its own person")
    found = rows.select_related("version__scheme")
    return found.filter(pk=job.parameters.get("evaluation", 0)).first()
