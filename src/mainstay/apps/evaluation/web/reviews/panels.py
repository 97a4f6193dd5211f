"""What reviews show on the first page."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models import AppealState, Approval, ReviewState
from mainstay.apps.evaluation.policies import REVIEW, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews import queue, requests
from mainstay.apps.evaluation.queries.reviews.steps import standings
from mainstay.apps.evaluation.queries.schemes import schemes
from mainstay.apps.evaluation.wording.names import scheme_name
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.home import HomePanel


@dataclass(frozen=True, slots=True)
class Due:
    """What waits for somebody in a scheme."""

    code: str
    name: str
    to_review: int
    to_approve: int
    to_answer: int
    appeals: int


def what_is_due(actor: Actor) -> dict[str, Any] | None:
    """Grades that the actor reviews, approves or is asked about; None where nothing waits."""
    asking = schemes(actor).filter(approval=Approval.REQUIRED, retired_at=None)
    found = [due for row in asking if (due := _due(actor, row.code)) is not None]
    return {"due": found} if found else None


def _due(actor: Actor, code: str) -> Due | None:
    evaluation = queue.evaluation_in_review(actor, code)
    waiting = requests.appeals(actor, code, AppealState.OPEN)
    heard = waiting.count() if actor.may(REVIEW) else 0
    to_review = to_approve = to_answer = 0
    if evaluation is not None:
        rows = queue.queue(actor, evaluation).order_by()
        if actor.may(REVIEW):
            to_review = rows.filter(state=ReviewState.WAITING).count()
        to_approve = sum(each.mine.grades for each in standings(actor, evaluation) if each.mine)
        if actor.person_id is not None:
            asked = rows.filter(state=ReviewState.EVIDENCE, customer__owner=actor.person_id)
            to_answer = asked.count()
    if not (heard or to_review or to_approve or to_answer):
        return None
    return Due(code, str(scheme_name(code)), to_review, to_approve, to_answer, heard)


HOME_PANEL = HomePanel(
    "grades_due",
    _("Grades to decide"),
    VIEW_EVALUATIONS,
    "evaluation/reviews/home.html",
    what_is_due,
    order=6,
)
