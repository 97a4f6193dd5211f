"""Weights by entropy: what they would be by the figures of today or those of an evaluation."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.policies import CHANGE_SCHEMES, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries import schemes as queries
from mainstay.apps.evaluation.queries.evaluations import finished_evaluation
from mainstay.apps.evaluation.services.drafting import refused_definition
from mainstay.apps.evaluation.services.trial_inputs import (
    TrialInputs,
    inputs_frozen_by,
    inputs_of_today,
)
from mainstay.apps.evaluation.services.what_if import ComparesOthers
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service

if TYPE_CHECKING:
    from mainstay.analytics.scoring.scheme import Scheme as Rules
    from mainstay.analytics.scoring.scorecard import Scorecard


@dataclass(frozen=True)
class Weighed:
    """A scorecard with weights by entropy, and the figures that they rest on.

    `weights` has the new weight of each indicator; `evaluation` froze the figures, nobody where
    they were measured now; `customers` is how many there were.
    """

    scorecard: dict[str, Any]
    weights: Mapping[str, Decimal]
    as_of: date
    evaluation: Evaluation | None
    customers: int


@service(CHANGE_SCHEMES, atomic=False)
def weigh_by_entropy(
    actor: Actor, code: str, scorecard: Mapping[str, Any], evaluation: int | None = None
) -> Weighed:
    """Weigh the indicators of a scorecard by how far they tell customers apart; nothing is kept.

    The figures are those that an evaluation froze, or are measured now. Weights that the scorecard
    has do not matter. Raises UnknownScheme, EvaluationNotFound, NotFinished, ValidationError for
    `definition` or `evaluation`, ComparesOthers, EvaluationDamaged and LedgerDamaged.
    """
    require(actor, VIEW_EVALUATIONS)
    scheme = queries.scheme(actor, code)
    if not customers.sees_all(actor):
        raise ComparesOthers(code)
    read = _read(actor, scorecard)
    rules = _alone(code, read)
    if evaluation is None:
        inputs = inputs_of_today(scheme, [rules])
    else:
        inputs = _frozen(actor, evaluation, rules)
    return _told(_weighted(read, inputs), inputs)


def _read(actor: Actor, scorecard: Mapping[str, Any]) -> "Scorecard":
    """The scorecard; refused for an indicator that is hidden from the actor as for none."""
    from mainstay.analytics.scoring.plain_data import SchemeError
    from mainstay.analytics.scoring.scheme import check_known
    from mainstay.analytics.scoring.scorecard_data import scorecard_from_dict

    try:
        card = scorecard_from_dict(_without_weights(scorecard))
        known = [each for each in indicators.definitions() if indicators.sees(actor, each)]
        check_known(card.indicators, known, "scorecard")
    except SchemeError as error:
        raise refused_definition(error) from error
    return card


def _alone(code: str, scorecard: "Scorecard") -> "Rules":
    """A scheme with a scorecard and nothing else, whatever rules the draft has."""
    from mainstay.analytics.scoring.rules import Otherwise
    from mainstay.analytics.scoring.scheme import Grade, Scheme

    return Scheme(code, (Grade("all", Otherwise()),), scorecard)


def _without_weights(scorecard: Mapping[str, Any]) -> dict[str, Any]:
    """The scorecard with all indicators weighing the same, however they were weighed."""
    lines = scorecard.get("indicators")
    if not isinstance(lines, list):
        return dict(scorecard)
    even = [{**line, "weight": "1"} if isinstance(line, Mapping) else line for line in lines]
    return {**scorecard, "indicators": even, "weights": {"method": "direct"}}


def _frozen(actor: Actor, evaluation: int, rules: "Rules") -> TrialInputs:
    inputs = inputs_frozen_by(finished_evaluation(actor, evaluation), [rules])
    if inputs is None:
        says = _("This evaluation did not keep the figures of all these indicators.")
        raise ValidationError({"evaluation": ValidationError(says, "figures_missing")})
    return inputs


def _weighted(scorecard: "Scorecard", inputs: TrialInputs) -> "Scorecard":
    from mainstay.analytics.scoring.plain_data import SchemeError
    from mainstay.analytics.scoring.population import InputError, population_from_table
    from mainstay.analytics.scoring.scores import entropy_weighted

    asked = [indicators.definition(code).indicator for code in scorecard.indicators]
    try:
        population = population_from_table(inputs.table, asked)
        return entropy_weighted(scorecard, population, inputs.as_of)
    except SchemeError as error:
        raise refused_definition(error) from error
    except InputError as error:
        says = _("The figures cannot be weighed: %(problem)s") % {"problem": error}
        raise ValidationError({"definition": ValidationError(says, "not_gradable")}) from error


def _told(weighted: "Scorecard", inputs: TrialInputs) -> Weighed:
    from mainstay.analytics.scoring.scorecard_data import scorecard_to_dict

    weights = {line.indicator: line.weight or Decimal(0) for line in weighted.lines}
    return Weighed(
        scorecard_to_dict(weighted),
        weights,
        inputs.as_of,
        inputs.evaluation,
        inputs.table.num_rows,
    )
