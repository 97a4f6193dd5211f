"""Why a customer has its grade, in detail, as far as somebody may know it."""

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts.why_in_detail import Reach, Reachable, WhyInDetail
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.queries.detail.changes import change_since
from mainstay.apps.evaluation.queries.detail.distances import reachable
from mainstay.apps.evaluation.queries.detail.neighbours import neighbours_of
from mainstay.apps.evaluation.queries.grade_migration import earlier_evaluations
from mainstay.apps.evaluation.queries.grades import of_customer
from mainstay.apps.evaluation.queries.schemes import NotEvaluated
from mainstay.apps.evaluation.queries.schemes import scheme as scheme_with_code
from mainstay.apps.evaluation.queries.why import graded_unit, is_told
from mainstay.apps.evaluation.wording.reviews import stays_as_decided
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require

NOTHING = WhyInDetail(None, Reachable(Reach.NO_GRADE), None)


def why_in_detail(actor: Actor, customer_code: str, scheme: str) -> WhyInDetail:
    """What changed since the last evaluation, each smallest change, and who stands beside.

    Of the group's top where the grade is inherited, for who sees it. Grades the frozen inputs of
    the evaluation in force, so with many customers it takes a moment. Raises CustomerNotFound,
    UnknownScheme, NotEvaluated and EvaluationDamaged.
    """
    require(actor, VIEW_GRADES)
    customer = customers.customer_by_code(actor, customer_code)
    row = scheme_with_code(actor, scheme)
    evaluation = row.in_force
    if evaluation is None:
        raise NotEvaluated(scheme)
    grades = {each.scheme_id: each for each in of_customer(actor, customer.pk)}
    grade = grades.get(row.pk)
    unit = graded_unit(actor, customer, evaluation, grade)
    if unit is None or not unit.is_seen or not is_told(evaluation, unit, grade):
        return NOTHING
    decided = grade is not None and stays_as_decided(grade)
    earlier = next(iter(earlier_evaluations(actor, evaluation)), None)
    return WhyInDetail(
        None if earlier is None else change_since(actor, earlier, evaluation, unit.key),
        Reachable(Reach.DECIDED) if decided else reachable(actor, evaluation, unit.key),
        neighbours_of(actor, evaluation, unit.key),
    )
