"""A scheme that asks for approval, what it proposes, and who decides about it."""

from datetime import date

from mainstay.apps.customers.models import Customer
from mainstay.apps.evaluation.models import (
    Approval,
    Evaluation,
    Grade,
    GradeReview,
    GradeState,
    Scheme,
)
from mainstay.apps.evaluation.queries.reviews.queue import evaluation_in_review
from mainstay.apps.evaluation.queries.reviews.steps import standings
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.evaluation.services.reviews.passing import pass_step
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.access.actor import Actor, system_actor

HOUSE = system_actor("test")
AS_OF = date(2025, 1, 1)
SHORT = [{"name": "marketing", "role": "director"}, {"name": "board", "role": "executive"}]


def ask_for_approval(chain: list[dict[str, str]] | None = None) -> None:
    """Let the scheme abc ask for approval, by a chain of the director and the executive."""
    rows = Scheme.objects.system("test").filter(code="abc")
    rows.update(approval=Approval.REQUIRED, chain=SHORT if chain is None else chain)


def proposed(as_of: date = AS_OF) -> Evaluation:
    """An evaluation that proposes A for GIANT, B for MIDDLE and C for SMALL."""
    return evaluate(HOUSE, "abc", as_of)


def give_to(people: NamedPeople) -> None:
    """Give GIANT to Wu Jing of Guangzhou and MIDDLE to Ana Silva of East China."""
    rows = Customer.objects.system("test")
    rows.filter(code="GIANT").update(owner=people.wu_jing)
    rows.filter(code="MIDDLE").update(owner=people.ana_silva)


def key_of(code: str) -> int:
    found: int = Customer.objects.system("test").get(code=code).pk
    return found


def review_of(code: str) -> GradeReview:
    rows = GradeReview.objects.system("test").select_related("grade")
    return rows.filter(customer__code=code).latest("pk")


def states() -> dict[str, str]:
    rows = GradeReview.objects.system("test").filter(grade__state=GradeState.PROPOSED)
    return dict(rows.values_list("customer__code", "state"))


def in_force() -> dict[str, str]:
    rows = Grade.objects.system("test").filter(state=GradeState.IN_FORCE, scheme__code="abc")
    return dict(rows.values_list("customer__code", "code"))


def pass_all(*actors: Actor) -> None:
    """Let each of some people do the next step, of what waits for them."""
    for number, actor in enumerate(actors, 1):
        evaluation = evaluation_in_review(actor, "abc")
        assert evaluation is not None
        mine = standings(actor, evaluation)[number - 1].mine
        assert mine is not None
        pass_step(actor, "abc", number, mine.seen)
