"""The steps that approve decided grades: what waits at each, and what approving it would change."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, Q, QuerySet, Sum

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import (
    Evaluation,
    Grade,
    GradeReview,
    GradeState,
    ReviewState,
    StepApproval,
)
from mainstay.apps.evaluation.policies import is_ones_step
from mainstay.apps.evaluation.queries.reviews.queue import queue
from mainstay.apps.evaluation.queries.schemes import grades_of
from mainstay.apps.evaluation.rules.reviews import Step, steps_of
from mainstay.foundation.access.actor import Actor

DECIDED = (ReviewState.ACCEPTED, ReviewState.OVERRIDDEN)


@dataclass(frozen=True, slots=True)
class GradeSize:
    """How many of the customers in reach have a grade, and would have it."""

    code: str
    step: int
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Summary:
    """What approving some decided grades would change.

    Revenue is that of 12 months of the customers that rise and that fall; inherited grades add
    nothing to it. `seen` tells this set of decisions from every other.
    """

    grades: int
    promotions: int
    demotions: int
    first: int
    overridden: int
    revenue_up: Decimal
    revenue_down: Decimal
    sizes: tuple[GradeSize, ...]
    seen: str


@dataclass(frozen=True, slots=True)
class StepStanding:
    """A step and how many of the decided grades in reach wait at it.

    `mine` sums up those that the actor may approve, None where the step is not the actor's.
    """

    step: Step
    waiting: int
    mine: Summary | None


def steps(evaluation: Evaluation) -> list[Step]:
    """The chain of an evaluation's scheme."""
    return steps_of(evaluation.version.scheme.chain)


def standings(actor: Actor, evaluation: Evaluation) -> list[StepStanding]:
    """Every step of the chain with what waits at it."""
    decided = queue(actor, evaluation).filter(state__in=DECIDED).order_by()
    waiting = dict(decided.values_list("passed").annotate(Count("pk")))
    return [
        StepStanding(
            step,
            waiting.get(step.number - 1, 0),
            summary(actor, evaluation, step) if is_ones_step(actor, step) else None,
        )
        for step in steps(evaluation)
    ]


def waiting_at(actor: Actor, evaluation: Evaluation, step: Step) -> QuerySet[GradeReview]:
    """The decided grades that the actor may approve at a step of the actor's.

    Whose customers the actor reaches otherwise than in an account team, and of which the actor has
    not done the step before.
    """
    rows = queue(actor, evaluation).filter(state__in=DECIDED, passed=step.number - 1)
    rows = rows.filter(customer__in=customers.to_decide_about(actor))
    if step.number == 1 or actor.person_id is None:
        return rows
    return rows.exclude(passed_by=actor.person_id)


def summary(actor: Actor, evaluation: Evaluation, step: Step) -> Summary:
    """What approving everything that waits for the actor at a step would change."""
    rows = waiting_at(actor, evaluation, step).order_by()
    found = rows.aggregate(
        grades=Count("pk"),
        promotions=Count("pk", filter=Q(move__gt=0)),
        demotions=Count("pk", filter=Q(move__lt=0)),
        first=Count("pk", filter=Q(move=None)),
        overridden=Count("pk", filter=Q(state=ReviewState.OVERRIDDEN)),
        revenue_up=Sum("revenue", filter=Q(move__gt=0)),
        revenue_down=Sum("revenue", filter=Q(move__lt=0)),
        keys=Sum("pk"),
        edits=Sum("edits"),
    )
    seen = f"{found['grades']}-{found.pop('keys') or 0}-{found.pop('edits') or 0}"
    for name in ("revenue_up", "revenue_down"):
        found[name] = found[name] or Decimal(0)
    return Summary(**found, sizes=_sizes(actor, evaluation, rows), seen=seen)


def _sizes(
    actor: Actor, evaluation: Evaluation, rows: QuerySet[GradeReview]
) -> tuple[GradeSize, ...]:
    in_force = Grade.objects.visible_to(actor).filter(
        scheme=evaluation.version.scheme_id, state=GradeState.IN_FORCE
    )
    before = Counter(dict(in_force.order_by().values_list("code").annotate(Count("pk"))))
    after = Counter(before)
    after.update(dict(rows.values_list("grade__code").annotate(Count("pk"))))
    after.subtract(dict(rows.values_list("grade__previous_code").annotate(Count("pk"))))
    return tuple(
        GradeSize(each.code, each.step, before[each.code], after[each.code])
        for each in grades_of(evaluation.version)
    )


def approvals_of(grade: Grade) -> Sequence[StepApproval]:
    """The steps that have approved a visible grade, in order."""
    rows = StepApproval.objects.system("shown with a grade that is visible")
    return list(rows.filter(rows__grade=grade).order_by("number", "pk"))
