"""Why a customer has its grade."""

from typing import Any, Protocol

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts.why import Why
from mainstay.apps.evaluation.models import Evaluation, Grade
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.queries.explanations import explanation
from mainstay.apps.evaluation.queries.grades import of_customer
from mainstay.apps.evaluation.queries.ratings.frozen import sources
from mainstay.apps.evaluation.queries.schemes import NotEvaluated, schemes
from mainstay.apps.evaluation.queries.schemes import scheme as scheme_with_code
from mainstay.apps.evaluation.queries.withholding import own_reasons
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.apps.evaluation.wording.next_step import next_step
from mainstay.apps.evaluation.wording.reasons import inherited, rated_in, reasons
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.queries import customer_figures as ledger
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require

UNEXPLAINED: dict[str, Any] = {
    "grade": None,
    "explained": None,
    "findings": [],
    "missing": [],
    "skipped": [],
    "next": {"status": "not_graded", "grade": None, "changes": [], "missing": []},
}


class CustomerFacts(Protocol):
    """What is asked of a customer who is visible to the reader."""

    @property
    def pk(self) -> int: ...

    @property
    def code(self) -> str: ...

    @property
    def name(self) -> str: ...


def why(actor: Actor, customer_code: str, scheme: str) -> Why:
    """Why a customer has its grade in a scheme, by the evaluation in force.

    A customer without order lines has none, and that is said. The figures of a group are shown to
    those who see its top, and what tells of other customers to those who see all. Raises
    CustomerNotFound, UnknownScheme, NotEvaluated, EvaluationDamaged, LedgerDamaged.
    """
    require(actor, VIEW_GRADES)
    customer = customers.customer_by_code(actor, customer_code)
    row = scheme_with_code(actor, scheme)
    if row.in_force is None:
        raise NotEvaluated(scheme)
    grades = {each.scheme_id: each for each in of_customer(actor, customer.pk)}
    return _why(actor, customer, row.code, row.in_force, grades.get(row.pk))


def why_in_every_scheme(actor: Actor, customer: CustomerFacts) -> list[Why]:
    """Why a visible customer has its grades, for each scheme with an evaluation in force."""
    require(actor, VIEW_GRADES)
    grades = {each.scheme_id: each for each in of_customer(actor, customer.pk)}
    return [
        _why(actor, customer, row.code, row.in_force, grades.get(row.pk))
        for row in schemes(actor)
        if row.in_force is not None
    ]


def _why(
    actor: Actor, customer: CustomerFacts, scheme: str, evaluation: Evaluation, grade: Grade | None
) -> Why:
    top = ""
    kept = UNEXPLAINED
    if grade is not None:
        sees_unit = not grade.is_inherited or _sees(actor, grade.unit_id)
        top = grade.unit.code if grade.is_inherited and sees_unit else ""
        kept = own_reasons(actor, evaluation, _explanation(evaluation, grade, hidden=not sees_unit))
    currency = governance.installation().reporting_currency
    if kept["grade"] is None and ledger.has_lines(customer.pk):
        kept = {**UNEXPLAINED, "lines_from": evaluation.as_of}
    told = reasons(kept, scheme, currency)
    if grade is not None:
        rated = {
            str(each.get("indicator"))
            for each in kept["findings"]
            if each.get("figure") is not None
        }
        told += rated_in(sources(actor, evaluation, grade.unit_id, rated))
    if grade is not None and grade.is_inherited:
        told.insert(0, inherited(top))
    return Why(
        customer=customer.code,
        name=customer.name,
        scheme=scheme,
        grade=None if grade is None else grade.code,
        grade_name="" if grade is None else str(grade_name(scheme, grade.code)),
        step=None if grade is None else grade.step,
        score=None if grade is None else grade.score,
        since=None if grade is None else grade.valid_from,
        evaluation=evaluation.pk,
        as_of=evaluation.as_of,
        inherited=grade is not None and grade.is_inherited,
        inherited_from=top,
        reasons=tuple(told),
        findings=tuple(kept["findings"]),
        next=next_step(kept, scheme, currency),
    )


def _sees(actor: Actor, key: int) -> bool:
    return customers.visible(actor).filter(pk=key).exists()


def _explanation(evaluation: Evaluation, grade: Grade, *, hidden: bool) -> dict[str, Any]:
    """What the evaluation kept about the unit; only the grade where the reader may not see it."""
    if hidden:
        status = "best" if grade.step == 1 else "hidden"
        return {
            **UNEXPLAINED,
            "grade": grade.code,
            "explained": grade.code,
            "next": {**UNEXPLAINED["next"], "status": status},
        }
    return explanation(evaluation, grade.unit_id) or UNEXPLAINED
