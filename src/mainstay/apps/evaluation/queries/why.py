"""Why a customer has its grade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Protocol

from mainstay.analytics.scoring.reading import is_typology
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts.why import NextStep, Why
from mainstay.apps.evaluation.models import Evaluation, Grade
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.queries.explanations import explanation, unit_without_grade
from mainstay.apps.evaluation.queries.grades import of_customer
from mainstay.apps.evaluation.queries.ratings.frozen import sources
from mainstay.apps.evaluation.queries.schemes import NotEvaluated, grades_of, schemes
from mainstay.apps.evaluation.queries.schemes import scheme as scheme_with_code
from mainstay.apps.evaluation.queries.told_scores import decimal_of
from mainstay.apps.evaluation.queries.withholding import OwnReasons
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.apps.evaluation.wording.next_step import next_step
from mainstay.apps.evaluation.wording.reasons import inherited, rated_in, reasons
from mainstay.apps.evaluation.wording.reviews import decided_otherwise, stays_as_decided
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.queries import customer_figures as ledger
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require

NOT_GRADED = "not_graded"
OF_LABELS = "labels"
"""The status of a typology's way up: each label has its own."""
DECIDED = "decided"
"""The status where people decided the grade up to a day: no figure changes it before."""
UNEXPLAINED: dict[str, Any] = {
    "grade": None,
    "explained": None,
    "findings": [],
    "missing": [],
    "skipped": [],
    "next": {"status": NOT_GRADED, "grade": None, "changes": [], "missing": []},
}
TOO_LITTLE_KNOWN = {"kind": "coverage", "outcome": "failed", "coverage": None, "floor": None}
"""Why a grade is withheld, for who may not see how much is known."""


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
    return _why_in(actor, customer, row.in_force, of_customer(actor, customer.pk))


def why_in_every_scheme(actor: Actor, customer: CustomerFacts) -> list[Why]:
    """Why a visible customer has its grades, for each scheme with an evaluation in force."""
    require(actor, VIEW_GRADES)
    grades = of_customer(actor, customer.pk)
    return [
        _why_in(actor, customer, row.in_force, grades)
        for row in schemes(actor)
        if row.in_force is not None
    ]


def _why_in(
    actor: Actor, customer: CustomerFacts, evaluation: Evaluation, grades: Sequence[Grade]
) -> Why:
    """Why a customer has its grade in a scheme, or its labels in a typology."""
    version = evaluation.version
    given = {each.label: each for each in grades if each.scheme_id == version.scheme_id}
    if not is_typology(version.definition):
        return _why(actor, customer, evaluation, given.get(""))
    told = [
        _why(actor, customer, evaluation, given.get(each.code), each.code)
        for each in grades_of(version)
    ]
    first = told[0]
    if all(each.next.status == NOT_GRADED for each in told):
        return first
    nothing = replace(
        first,
        grade=None,
        grade_name="",
        step=None,
        since=None,
        reasons=(),
        findings=(),
        decided=None,
    )
    return replace(nothing, next=NextStep(OF_LABELS, ""), label="", labels=tuple(told))


def _why(
    actor: Actor,
    customer: CustomerFacts,
    evaluation: Evaluation,
    grade: Grade | None,
    label: str = "",
) -> Why:
    scheme = evaluation.version.scheme.code
    unit = graded_unit(actor, customer, evaluation, grade)
    kept = _kept(actor, evaluation, unit, grade, label)
    if kept is UNEXPLAINED and ledger.has_lines(customer.pk):
        kept = {**UNEXPLAINED, "lines_from": evaluation.as_of}
    currency = governance.installation().reporting_currency
    told = reasons(kept, scheme, currency)
    stays = None
    if grade is not None and kept["grade"] not in {None, grade.code}:
        told = [*decided_otherwise(grade, kept["grade"]), *told]
        stays = stays_as_decided(grade)
    if unit is not None:
        told += rated_in(sources(actor, evaluation, unit.key, _with_figures(kept)))
    is_inherited = unit is not None and unit.is_group and (grade or kept["findings"])
    top = unit.top if unit is not None and is_inherited else ""
    if is_inherited:
        told.insert(0, inherited(top))
    scored = kept.get("score", {})
    return Why(
        customer=customer.code,
        name=customer.name,
        scheme=scheme,
        grade=None if grade is None else grade.code,
        grade_name=_name(scheme, grade, label),
        step=None if grade is None else grade.step,
        score=decimal_of(scored.get("score")),
        coverage=decimal_of(scored.get("coverage")),
        since=None if grade is None else grade.valid_from,
        evaluation=evaluation.pk,
        as_of=evaluation.as_of,
        inherited=bool(is_inherited),
        inherited_from=top,
        reasons=tuple(told),
        findings=tuple(kept["findings"]),
        scorecard=kept.get("score"),
        decided=kept.get("decided"),
        next=NextStep(DECIDED, stays) if stays else next_step(kept, scheme, currency),
        label=label,
    )


def why_proposed(actor: Actor, grade: Grade) -> Why:
    """Why an evaluation proposes a grade for a visible customer. Raises EvaluationDamaged."""
    require(actor, VIEW_GRADES)
    return _why(actor, grade.customer, grade.evaluation, grade)


@dataclass(frozen=True, slots=True)
class GradedUnit:
    """Whose figures were graded; `top` is the code of a group's top where the reader sees it."""

    key: int
    is_group: bool
    is_seen: bool
    top: str


def graded_unit(
    actor: Actor, customer: CustomerFacts, evaluation: Evaluation, grade: Grade | None
) -> GradedUnit | None:
    """Whose figures the grade of a visible customer is of; None where nobody was graded."""
    key = unit_without_grade(evaluation, customer.pk) if grade is None else grade.unit_id
    if key is None:
        return None
    if key == customer.pk:
        return GradedUnit(key, is_group=False, is_seen=True, top="")
    seen = customers.visible(actor).filter(pk=key).values_list("code", flat=True).first()
    return GradedUnit(key, is_group=True, is_seen=seen is not None, top=seen or "")


def _name(scheme: str, grade: Grade | None, label: str) -> str:
    """What the grade is called, or the label, whether it applies or not."""
    code = label if grade is None else grade.code
    return str(grade_name(scheme, code)) if code else ""


def _kept(
    actor: Actor,
    evaluation: Evaluation,
    unit: GradedUnit | None,
    grade: Grade | None,
    label: str,
) -> dict[str, Any]:
    """What the evaluation kept about a unit, as far as the actor may know it."""
    if unit is None:
        return UNEXPLAINED
    found = explanation(evaluation, unit.key, label)
    if found is None or not _is_told(found, grade):
        return UNEXPLAINED
    own = OwnReasons(actor, evaluation)
    told = own.of(found if unit.is_seen else _without_figures(grade))
    return {**told, "label": label}


def is_told(evaluation: Evaluation, unit: GradedUnit, grade: Grade | None) -> bool:
    """Whether the reasons of a unit are told: it was graded, and its grade is in force."""
    if is_typology(evaluation.version.definition):
        return False  # each label has reasons of its own
    found = explanation(evaluation, unit.key)
    return found is not None and _is_told(found, grade)


def _is_told(found: Mapping[str, Any], grade: Grade | None) -> bool:
    """A grade that nobody has approved is not told."""
    return grade is not None or not found["grade"]


def _with_figures(kept: Mapping[str, Any]) -> set[str]:
    """The indicators whose figures are told."""
    told = [*kept["findings"], *kept.get("score", {}).get("contributions", [])]
    return {str(each.get("indicator")) for each in told if each.get("figure") is not None}


def _without_figures(grade: Grade | None) -> dict[str, Any]:
    """The grade alone, for who may not see the figures of its unit."""
    if grade is None:
        ahead = {**UNEXPLAINED["next"], "status": "hidden"}
        return {**UNEXPLAINED, "findings": [TOO_LITTLE_KNOWN], "next": ahead}
    is_best = grade.step == 1 or grade.label
    ahead = {**UNEXPLAINED["next"], "status": "best" if is_best else "hidden"}
    return {**UNEXPLAINED, "grade": grade.code, "explained": grade.code, "next": ahead}
