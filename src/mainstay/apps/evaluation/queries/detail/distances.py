"""The smallest single changes that lead a customer to another grade, as far as they are told."""

from typing import TYPE_CHECKING

import numpy as np

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.why_in_detail import Reach, Reachable, SingleStep
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.files import INPUTS, read
from mainstay.apps.evaluation.queries.withholding import compares, rests_on_hidden
from mainstay.foundation.access.actor import Actor

if TYPE_CHECKING:
    from mainstay.analytics.scoring.distances import SingleChange
    from mainstay.analytics.scoring.grading import Grading


def reachable(actor: Actor, evaluation: Evaluation, unit: int) -> Reachable:
    """Each indicator that can do it alone, with its smallest change up and down.

    Where a scheme compares customers the figures would be those of others, so they are for who
    sees everybody. Raises EvaluationDamaged.
    """
    definition = evaluation.version.definition
    if rests_on_hidden(actor, definition):
        return Reachable(Reach.WITHHELD)
    if not customers.sees_all(actor) and compares(definition):
        return Reachable(Reach.COMPARES)
    from mainstay.analytics.scoring.distances import distances

    grading, position = _graded_again(evaluation, unit)
    member = int(np.searchsorted(grading.members, position))
    if grading.decision.withheld[member]:
        return Reachable(Reach.NO_GRADE)
    if grading.decision.held[member]:
        return Reachable(Reach.HELD)
    found = distances(grading, position)
    up, down = ([_step(each) for each in changes] for changes in (found.up, found.down))
    place, last = int(grading.decision.grades[member]), len(grading.scheme.grades) - 1
    return Reachable(Reach.TOLD, up, down, is_best=place == 0, is_lowest=place == last)


def _graded_again(evaluation: Evaluation, unit: int) -> tuple["Grading", int]:
    """The grading of the frozen inputs, and the place of a unit in it."""
    from mainstay.analytics.scoring.grading import grade
    from mainstay.analytics.scoring.population import population_from_table
    from mainstay.analytics.scoring.scheme import scheme_from_dict

    scheme = scheme_from_dict(evaluation.version.definition)
    inputs = read(evaluation, INPUTS)
    asked = [indicators.definition(code).indicator for code in scheme.indicators()]
    population = population_from_table(inputs, asked, as_of=evaluation.as_of)
    [position] = np.flatnonzero(inputs[KEY].to_numpy() == unit)
    return grade(scheme, population), int(position)


def _step(change: "SingleChange") -> SingleStep:
    return SingleStep(change.indicator, change.present, change.needed, change.grade)
