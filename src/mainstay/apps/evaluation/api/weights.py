"""The interface for programs: the weights of a scorecard, and what follows from its comparisons."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Field, Router, Schema

from mainstay.analytics.scoring.scorecard import OF_DIMENSIONS, FromComparisons
from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.queries.schemes import draft, used_version
from mainstay.apps.evaluation.services.weighing import weigh_by_entropy
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.access import acting, requires

router = Router()


class WeightOut(Schema):
    """What an indicator of a scorecard weighs, as a share of all weights."""

    indicator: str
    share: Decimal


class WorstPairOut(Schema):
    """The comparison that fits least: what was said, and what the others come to."""

    first: str
    second: str
    stated: str
    consistent: float


class ConsistencyOut(Schema):
    """How far the comparisons of dimensions, or of the indicators of one, contradict each other."""

    dimension: str | None = Field(description="Null for those of the dimensions themselves.")
    consistency_ratio: float
    acceptable: bool = Field(description="Whether the ratio is at most 0.1.")
    worst: WorstPairOut | None = Field(description="Null where all agree.")


class EntropyIn(Schema):
    """A scorecard, by default that of the draft or else of the version used; and the figures."""

    scorecard: dict[str, Any] | None = None
    evaluation: int | None = Field(
        None, description="Whose frozen inputs are taken; without one, figures are measured now."
    )


class EntropyOut(Schema):
    """Weights by entropy; nothing is kept before the scorecard is written into a draft."""

    as_of: date
    evaluation: int | None
    customers: int
    weights: list[WeightOut]
    scorecard: dict[str, Any] = Field(description="With the weights, to be put into a draft.")


def weights_of(definition: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What programs are told of the weights of a definition."""
    from mainstay.analytics.scoring.scorecard_data import scorecard_from_dict

    if "scorecard" not in definition:
        return []
    read = scorecard_from_dict(definition["scorecard"])
    return [
        {"indicator": line.indicator, "share": share}
        for line, share in zip(read.lines, read.shares, strict=True)
    ]


def consistency_of(definition: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What programs are told of comparisons in pairs; nothing where weights do not follow so."""
    from mainstay.analytics.scoring.scorecard_data import scorecard_from_dict

    if "scorecard" not in definition:
        return []
    weighting = scorecard_from_dict(definition["scorecard"]).weighting
    if not isinstance(weighting, FromComparisons):
        return []
    told = []
    for group, comparisons in weighting.matrices.items():
        worst = comparisons.most_inconsistent()
        told.append(
            {
                "dimension": None if group == OF_DIMENSIONS else group,
                "consistency_ratio": comparisons.consistency_ratio,
                "acceptable": comparisons.is_acceptable,
                "worst": None
                if worst is None
                else {
                    "first": worst.first,
                    "second": worst.second,
                    "stated": str(worst.stated),
                    "consistent": worst.consistent,
                },
            }
        )
    return told


@router.post("/{str:code}/entropy-weights", response=EntropyOut)
@requires(policies.CHANGE_SCHEMES)
def weigh_scheme_by_entropy(request: HttpRequest, code: str, wanted: EntropyIn) -> dict[str, Any]:
    """What the indicators of a scorecard would weigh by entropy; nothing is written."""
    actor = acting(request)
    scorecard = wanted.scorecard or _scorecard_of(actor, code)
    found = weigh_by_entropy(actor, code, scorecard, wanted.evaluation)
    return {
        "as_of": found.as_of,
        "evaluation": None if found.evaluation is None else found.evaluation.pk,
        "customers": found.customers,
        "weights": [
            {"indicator": indicator, "share": weight} for indicator, weight in found.weights.items()
        ],
        "scorecard": found.scorecard,
    }


def _scorecard_of(actor: Actor, code: str) -> dict[str, Any]:
    version = draft(actor, code) or used_version(actor, code)
    scorecard: dict[str, Any] | None = version.definition.get("scorecard")
    if scorecard is None:
        says = _("The scheme has no scorecard.")
        raise ValidationError({"definition": ValidationError(says, "no_scorecard")})
    return scorecard
