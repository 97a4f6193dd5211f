"""Approving decided grades step by step; the last step puts them in force."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import F, QuerySet

from mainstay.apps.evaluation.contracts.events import GradesChanged
from mainstay.apps.evaluation.models import (
    Evaluation,
    Grade,
    GradeApproval,
    GradeReview,
    GradeState,
    Scheme,
    StepApproval,
)
from mainstay.apps.evaluation.policies import APPROVE, is_ones_step
from mainstay.apps.evaluation.queries.reviews.queue import ReviewNotFound, evaluation_in_review
from mainstay.apps.evaluation.queries.reviews.steps import (
    Summary,
    steps,
    summary,
    waiting_at,
)
from mainstay.apps.evaluation.rules.reviews import Step
from mainstay.apps.evaluation.services.reviews.deciding import ReviewMoved
from mainstay.apps.evaluation.services.reviews.nominating import answer_nominations
from mainstay.apps.evaluation.services.reviews.telling import tell_owners
from mainstay.apps.governance import queries as governance
from mainstay.foundation import events
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.columns import insert_columns

_WHY = "the step was asked for by who may do it"
_AT_ONCE = 5_000


@service(APPROVE)
def pass_step(actor: Actor, scheme: str, number: int, seen: str | None = None) -> StepApproval:
    """Approve all that waits for the actor at a step; the last step puts the grades in force.

    `seen` is `Summary.seen` of what the actor saw. Raises UnknownScheme, ReviewNotFound where
    nothing waits, and ReviewMoved where what waits is no longer that.
    """
    evaluation = evaluation_in_review(actor, scheme)
    if evaluation is None:
        raise ReviewNotFound(scheme)
    _lock(evaluation)
    step = next((each for each in steps(evaluation) if each.number == number), None)
    if step is None:
        raise ReviewNotFound(number)
    if not is_ones_step(actor, step):
        raise AccessDenied(APPROVE, step.role)
    found = summary(actor, evaluation, step)
    if seen is not None and seen != found.seen:
        raise ReviewMoved(number)
    keys = list(waiting_at(actor, evaluation, step).order_by().values_list("pk", flat=True))
    if not keys:
        raise ReviewNotFound(number)
    approval = _approve(actor, evaluation, step, keys, found)
    if step.is_last:
        _put_in_force(actor, evaluation, keys, approval)
    return approval


def _lock(evaluation: Evaluation) -> None:
    """Keep others who approve, and evaluations that end, away until this is done."""
    Scheme.objects.system(_WHY).select_for_update().get(pk=evaluation.version.scheme_id)


def _approve(
    actor: Actor, evaluation: Evaluation, step: Step, keys: Sequence[int], found: Summary
) -> StepApproval:
    """Write down that a step has approved some grades. Raises ReviewMoved."""
    approval = StepApproval.objects.create(
        evaluation=evaluation,
        number=step.number,
        name=step.name,
        is_last=step.is_last,
        grades=found.grades,
        promotions=found.promotions,
        demotions=found.demotions,
        by_id=actor.person_id,
        by_name=actor.name[:200],
    )
    insert_columns(GradeApproval, {"grade_id": list(keys)}, {"approval_id": approval.pk})
    values: dict[str, Any] = {
        "passed": step.number,
        "passed_by": actor.person_id,
        "edits": F("edits") + 1,
    }
    if step.is_last:
        values |= {"approved_by_name": actor.name[:200], "is_open": False}
    moved = sum(rows.filter(passed=step.number - 1).update(**values) for rows in _portions(keys))
    if moved != len(keys):
        raise ReviewMoved(step.number)
    audit.record(
        actor,
        "evaluation.grades.approved",
        subject=evaluation,
        scheme=evaluation.version.scheme.code,
        as_of=evaluation.as_of,
        step=step.name,
        customers=len(keys),
        promotions=found.promotions,
        demotions=found.demotions,
    )
    return approval


def _portions(keys: Sequence[int]) -> list[QuerySet[GradeReview]]:
    rows = GradeReview.objects.system(_WHY)
    return [
        rows.filter(pk__in=keys[start : start + _AT_ONCE])
        for start in range(0, len(keys), _AT_ONCE)
    ]


def _put_in_force(
    actor: Actor, evaluation: Evaluation, keys: Sequence[int], approval: StepApproval
) -> None:
    """Let approved grades take the place of those in force, from today on."""
    today, scheme = governance.today(), evaluation.version.scheme
    since = _kept_since(evaluation, keys)
    owners: list[int] = []
    for rows in _portions(keys):
        _close(rows, scheme, today, since)
        grades = Grade.objects.system(_WHY).filter(pk__in=rows.values("pk"))
        grades.update(state=GradeState.IN_FORCE, valid_from=today)
        owned = rows.exclude(customer__owner=None).exclude(grade__step=F("grade__previous_step"))
        owners += owned.values_list("customer__owner_id", flat=True)
    for grade, begun in since.values():
        Grade.objects.system(_WHY).filter(pk=grade).update(valid_from=begun)
    changed = len(keys) - len(since)
    evaluations = Evaluation.objects.system(_WHY).filter(pk=evaluation.pk)
    before = evaluations.values_list("changed", flat=True)[0] or 0
    evaluations.update(took_effect=True, changed=before + changed)
    Scheme.objects.system(_WHY).filter(pk=scheme.pk).update(in_force=evaluation)
    events.publish(GradesChanged(scheme.code, evaluation.pk, evaluation.as_of, changed))
    answer_nominations(actor, scheme, keys)
    tell_owners(actor, evaluation, owners, str(approval.pk))


def _kept_since(evaluation: Evaluation, keys: Sequence[int]) -> dict[int, tuple[int, date]]:
    """Of customers who keep their grade: the proposal, and since when they have the grade.

    By customer. The new row then takes the place of the old one as if it had always been there.
    """
    in_force = Grade.objects.system(_WHY).filter(
        scheme=evaluation.version.scheme_id, state=GradeState.IN_FORCE
    )
    found: dict[int, tuple[int, date]] = {}
    for rows in _portions(keys):
        same = rows.filter(grade__code=F("grade__previous_code"))
        proposals = {
            (customer, unit): grade
            for customer, unit, grade in same.values_list("customer_id", "grade__unit_id", "pk")
        }
        held = in_force.filter(customer__in={customer for customer, _unit in proposals})
        for customer, unit, since in held.values_list("customer_id", "unit_id", "valid_from"):
            if (customer, unit) in proposals:
                found[customer] = (proposals[customer, unit], since)
    return found


def _close(
    rows: QuerySet[GradeReview],
    scheme: Scheme,
    today: date,
    since: dict[int, tuple[int, date]],
) -> None:
    """End the grades in force of the customers of some reviews."""
    in_force = Grade.objects.system(_WHY).filter(
        scheme=scheme, state=GradeState.IN_FORCE, customer__in=rows.values("customer")
    )
    in_force.filter(customer__in=since).update(state=GradeState.PAST, valid_to=F("valid_from"))
    in_force.update(state=GradeState.PAST, valid_to=today)
