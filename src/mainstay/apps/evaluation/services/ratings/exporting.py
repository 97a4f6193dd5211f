"""Results of a rating round as a file for programs."""

from typing import Any

from mainstay.apps.evaluation.policies import VIEW_RATINGS
from mainstay.apps.evaluation.queries.ratings.results import results
from mainstay.apps.evaluation.queries.ratings.rounds import rating_round
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit

RESULT_COLUMNS = (
    "customer",
    "name",
    "criterion",
    "mean",
    "spread",
    "raters",
    "cannot_say",
    "disagrees",
)


@service(VIEW_RATINGS)
def export_results(actor: Actor, number: int) -> list[dict[str, Any]]:
    """The results that the actor may know, by customer and criterion, audited.

    Raises RoundNotFound.
    """
    row = rating_round(actor, number)
    found = results(actor, row)
    audit.record(actor, "evaluation.ratings.exported", subject=row, rows=len(found))
    return [
        {
            "customer": each.code,
            "name": each.name,
            "criterion": each.criterion.code,
            "mean": each.mean,
            "spread": each.spread,
            "raters": each.raters,
            "cannot_say": each.cannot_say,
            "disagrees": each.disagrees,
        }
        for each in found
    ]
