"""Telling raters: that they are asked, that the day comes near, that it has passed."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from mainstay.apps.evaluation.models import RatingRound, RoundState
from mainstay.apps.evaluation.queries.ratings.rounds import who_lacks_answers
from mainstay.apps.evaluation.rules.ratings import REMIND_BEFORE, is_late, is_near
from mainstay.apps.governance import queries as governance
from mainstay.apps.notifications.services.telling import notify
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.context import JobContext
from mainstay.foundation.jobs.outcomes import Severity

ASKED = "evaluation.rating_request"
"""The kind of these messages, and the topic that people choose by."""
REMIND = "evaluation.remind_raters"
NEWLY, NEAR, LATE = "newly", "near", "late"
_WHY = "who has not rated is reminded, whoever that is"


def tell_asked(actor: Actor, made: RatingRound, people: Sequence[int]) -> None:
    """Tell people that they are asked to rate; who made the round knows."""
    _tell(made, [key for key in people if key != actor.person_id], NEWLY, Severity.INFO)


def is_wanted() -> bool:
    """Whether some raters have to be told something that they have not been told."""
    return governance.find_installation() is not None and bool(_to_remind())


def run(_context: JobContext) -> dict[str, Any]:
    """The job: tell those who lack answers what they have not been told; how many were.

    Each is told once that the day comes near and once that it has passed, whoever runs this again.
    """
    told = 0
    for row, when in _to_remind():
        severity = Severity.CAUTION if when == LATE else Severity.INFO
        told += _tell(row, who_lacks_answers(row), when, severity)
        stamp = "overdue_at" if when == LATE else "reminded_at"
        rows = RatingRound.objects.system(_WHY).filter(pk=row.pk)
        rows.update(**{stamp: timezone.now()})
    return {"told": told}


def _to_remind() -> list[tuple[RatingRound, str]]:
    today = governance.today()
    near = Q(reminded_at=None, due_on__gte=today, due_on__lte=today + REMIND_BEFORE)
    late = Q(overdue_at=None, due_on__lt=today)
    rows = RatingRound.objects.system(_WHY).filter(near | late, state=RoundState.OPEN)
    zone = governance.zone_of("")
    found = []
    for row in rows.order_by("pk"):
        if is_late(row.due_on, today):
            found.append((row, LATE))
        elif is_near(row.due_on, row.made_at.astimezone(zone).date(), today):
            found.append((row, NEAR))
    return found


def _tell(row: RatingRound, people: Sequence[int], when: str, severity: Severity) -> int:
    figures = {
        "round": row.pk,
        "name": row.name,
        "due_on": row.due_on.isoformat(),
        "when": when,
    }
    return notify(
        people,
        ASKED,
        severity=severity,
        figures=figures,
        occasion=f"{ASKED}:{row.pk}:{when}",
        topic=ASKED,
    )
