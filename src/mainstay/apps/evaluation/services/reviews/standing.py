"""Where a scheme's grades stand, for a run that must not overtake what people decide."""

from dataclasses import dataclass

from django.db.models import Max

from mainstay.apps.evaluation.models import GradeReview, ReviewState, Scheme, StepApproval
from mainstay.apps.evaluation.queries.reviews.queue import newest_in_review

_WHY = "an evaluation compares with what is in force for everybody"


@dataclass(frozen=True, slots=True)
class Standing:
    """What an evaluation was compared with.

    `in_force` is the evaluation in force, `proposed` the newest one whose grades wait, `approved`
    the last step that anybody did. `is_deciding` says that some of what waits is decided already.
    """

    in_force: int | None
    proposed: int | None
    approved: int | None
    is_deciding: bool


def standing_of(scheme: Scheme) -> Standing:
    """Where the grades of a scheme stand now."""
    approved = StepApproval.objects.system(_WHY).filter(evaluation__version__scheme=scheme)
    newest = newest_in_review(scheme)
    return Standing(
        scheme.in_force_id,
        newest,
        approved.aggregate(last=Max("pk"))["last"],
        newest is not None and is_deciding(newest),
    )


def is_deciding(evaluation: int) -> bool:
    """Whether some proposals of an evaluation are decided and not in force yet."""
    rows = GradeReview.objects.system(_WHY).filter(evaluation=evaluation, is_open=True)
    return rows.filter(state__in=(ReviewState.ACCEPTED, ReviewState.OVERRIDDEN)).exists()
