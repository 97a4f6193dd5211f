"""Reads of decided grades: those that the last step of approval has put in force."""

from collections.abc import Sequence

from django.db.models import QuerySet

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import (
    Evaluation,
    GradeReview,
    Nomination,
    StepApproval,
)
from mainstay.apps.evaluation.queries.reviews.queue import ON_SHEET, ReviewNotFound
from mainstay.apps.evaluation.queries.schemes import scheme as scheme_with_code
from mainstay.foundation.access.actor import Actor

ORDER = ("-pk",)
"""The newest first."""


def decided(actor: Actor, scheme: str, text: str = "") -> QuerySet[GradeReview]:
    """What was decided and approved of the customers that the actor sees, newest first.

    Of customers that `text` finds. Raises UnknownScheme.
    """
    rows = GradeReview.objects.visible_to(actor).filter(
        grade__scheme=scheme_with_code(actor, scheme), is_open=False
    )
    if text:
        found = customers.search(customers.visible(actor), text)
        rows = rows.filter(customer__in=found.select_related(None).order_by().values("pk"))
    return rows.select_related("grade__scheme", "evaluation", "customer__owner").order_by(*ORDER)


def decided_review(actor: Actor, scheme: str, number: int) -> GradeReview:
    """What was decided about one grade. Raises UnknownScheme and ReviewNotFound."""
    rows = decided(actor, scheme).select_related(*ON_SHEET)
    found = rows.filter(pk=number).first()
    if found is None:
        raise ReviewNotFound(number)
    return found


def newest_decided(actor: Actor, scheme: str, customer: int) -> int | None:
    """The grade of a customer that was decided last. Raises UnknownScheme."""
    rows = decided(actor, scheme).filter(customer=customer)
    return rows.values_list("pk", flat=True).first()


def evaluation_then(row: GradeReview) -> Evaluation | None:
    """The evaluation in force when a grade was decided; none for who had no grade."""
    if row.grade.previous_step is None:
        return None
    rows = Evaluation.objects.system("an evaluation is the same for everybody")
    before = rows.filter(
        version__scheme=row.grade.scheme_id, took_effect=True, pk__lt=row.evaluation_id
    )
    return before.order_by("-pk").first()


def nomination_then(
    actor: Actor, row: GradeReview, approvals: Sequence[StepApproval]
) -> Nomination | None:
    """The nomination that the approval of a grade has answered."""
    if not approvals:
        return None
    in_force = approvals[-1].at
    rows = Nomination.objects.visible_to(actor).filter(
        scheme=row.grade.scheme_id, customer=row.customer_id
    )
    answered = rows.filter(at__lte=in_force, answered_at__gte=in_force)
    return answered.select_related("scheme").order_by("answered_at").first()
