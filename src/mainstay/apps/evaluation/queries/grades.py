"""Reads of grades: in force, their history, what changed lately."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import islice

from django.db.models import F, QuerySet

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import Evaluation, Grade, GradeState, Scheme
from mainstay.apps.evaluation.queries.explanations import Explanation, Explanations
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.queries.schemes import NotEvaluated
from mainstay.apps.evaluation.queries.schemes import scheme as scheme_with_code
from mainstay.apps.evaluation.queries.scores import ToldScore, told_scores
from mainstay.apps.evaluation.queries.told_scores import decimal_of, told_score
from mainstay.apps.evaluation.queries.withholding import OwnReasons
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.apps.evaluation.wording.reasons import inherited, reasons
from mainstay.apps.evaluation.wording.reviews import decided_otherwise
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.shell.sentences import joined

_AT_ONCE = 500


def grades_in_force(actor: Actor, scheme: str) -> QuerySet[Grade]:
    """The grades in force of the customers the actor sees, best first, with their customers.

    Raises UnknownScheme.
    """
    return _grades(actor, scheme, GradeState.IN_FORCE)


def proposed_grades(actor: Actor, scheme: str) -> QuerySet[Grade]:
    """What the newest evaluation of a scheme proposes and nobody has approved yet."""
    rows = _grades(actor, scheme, GradeState.PROPOSED)
    return rows.filter(evaluation__in=_evaluated(scheme).values("pk"))


def _evaluated(scheme: str) -> QuerySet[Evaluation]:
    rows = Evaluation.objects.system("the customers' policy decides")
    return rows.filter(version__scheme__code=scheme, finished_at__isnull=False)


def _grades(actor: Actor, scheme: str, state: GradeState) -> QuerySet[Grade]:
    rows = Grade.objects.visible_to(actor).select_related("customer", "scheme", "evaluation")
    wanted = rows.filter(scheme=scheme_with_code(actor, scheme), state=state)
    return wanted.order_by("step", "customer__code")


def of_customer(actor: Actor, customer: int) -> list[Grade]:
    """A customer's grades in force by scheme: one, or its labels in their order."""
    rows = Grade.objects.visible_to(actor).select_related("scheme", "unit", "review")
    return list(
        rows.filter(customer=customer, state=GradeState.IN_FORCE).order_by(
            "scheme__position", "step"
        )
    )


def history(actor: Actor, customer: int, scheme: str = "") -> QuerySet[Grade]:
    """All grades a customer has had, newest first; those that held for no day are left out.

    With a `scheme` those in it. Raises UnknownScheme.
    """
    rows = Grade.objects.visible_to(actor).select_related("scheme", "evaluation__version", "review")
    if scheme:
        rows = rows.filter(scheme=scheme_with_code(actor, scheme))
    had = rows.filter(customer=customer).exclude(state=GradeState.PROPOSED)
    return had.exclude(valid_to=F("valid_from")).order_by("-valid_from", "scheme__position", "-pk")


def changes(actor: Actor, scheme: Scheme) -> QuerySet[Grade]:
    """Who changed grade by the evaluation in force, best first; customers new to it left out."""
    rows = Grade.objects.visible_to(actor).select_related("customer", "scheme")
    changed = rows.filter(evaluation=scheme.in_force_id, previous_step__isnull=False)
    changed = changed.exclude(state=GradeState.PROPOSED)
    return changed.exclude(previous_step=F("step")).order_by("step", "pk")


@dataclass(frozen=True, slots=True)
class GradeSheetRow:
    """A customer's grade as a list or an export shows it; `why` are sentences.

    `score` and `coverage` are those of the evaluation that the reasons are of.
    """

    customer: str
    name: str
    grade: str
    grade_name: str
    score: Decimal | None
    coverage: Decimal | None
    since: date
    why: str


def grade_sheet(actor: Actor, scheme: str, *, proposed: bool = False) -> Iterator[GradeSheetRow]:
    """Every grade in force, or every proposal, with its reasons in words.

    In force, the reasons are those of the newest evaluation, which may have confirmed an older
    grade. Raises UnknownScheme, NotEvaluated, and EvaluationDamaged while it is read.
    """
    rows = (proposed_grades if proposed else grades_in_force)(actor, scheme)
    row = scheme_with_code(actor, scheme)
    if not (_evaluated(scheme).exists() if proposed else row.in_force):
        raise NotEvaluated(scheme)
    first = rows.order_by("evaluation").first() if proposed else None
    evaluation = row.in_force if first is None else first.evaluation
    return _sheet_rows(actor, rows, evaluation, scheme)


def _sheet_rows(
    actor: Actor, rows: QuerySet[Grade], evaluation: Evaluation | None, scheme: str
) -> Iterator[GradeSheetRow]:
    kept = None if evaluation is None else _Kept(evaluation)
    currency = governance.installation().reporting_currency
    found = rows.select_related("unit", "review").iterator(_AT_ONCE)
    while page := list(islice(found, _AT_ONCE)):
        explained = {} if kept is None else kept.of(actor, page)
        for grade in page:
            explanation = explained.get((grade.label, grade.unit_id))
            scored = {} if explanation is None else explanation.get("score", {})
            yield GradeSheetRow(
                customer=grade.customer.code,
                name=grade.customer.name,
                grade=grade.code,
                grade_name=str(grade_name(scheme, grade.code)),
                score=decimal_of(scored.get("score")),
                coverage=decimal_of(scored.get("coverage")),
                since=grade.valid_from,
                why=joined(_told(grade, explanation, scheme, currency)),
            )


class _Kept:
    """The reasons that an evaluation kept, by label, those of grades under an empty one."""

    def __init__(self, evaluation: Evaluation) -> None:
        self._evaluation = evaluation
        self._by_label: dict[str, Explanations] = {}

    def of(self, actor: Actor, page: Sequence[Grade]) -> dict[tuple[str, int], Explanation]:
        """Those of the units on a page, of groups only where the reader sees their top.

        Raises EvaluationDamaged.
        """
        own = OwnReasons(actor, self._evaluation)
        found: dict[tuple[str, int], Explanation] = {}
        for label in dict.fromkeys(grade.label for grade in page):
            if label not in self._by_label:
                self._by_label[label] = Explanations(self._evaluation, label)
            of_label = [grade for grade in page if grade.label == label]
            kept = self._by_label[label].of(seen_units(actor, of_label))
            found |= {(label, key): {**own.of(each), "label": label} for key, each in kept.items()}
        return found


def seen_units(actor: Actor, page: Sequence[Grade]) -> set[int]:
    """The keys of the units of some visible grades, tops of groups only where they are seen."""
    own = {grade.unit_id for grade in page if not grade.is_inherited}
    tops = {grade.unit_id for grade in page} - own
    if not tops:
        return own
    seen = customers.visible(actor).filter(pk__in=tops).values_list("pk", flat=True)
    return own.union(seen)


def scores_of_grades(actor: Actor, page: Sequence[Grade]) -> dict[int, ToldScore]:
    """By unit the scores of some grades of one scheme, in force or proposed.

    Grades in force have the score of the newest evaluation, as their reasons are. Where its files
    are damaged or no longer kept there are no scores; the grades stand without them.
    """
    if not page:
        return {}
    first = page[0]
    if first.state == GradeState.IN_FORCE:
        evaluation = scheme_with_code(actor, first.scheme.code).in_force
    else:
        evaluation = first.evaluation
    if evaluation is None:
        return {}
    try:
        return told_scores(actor, evaluation, seen_units(actor, page))
    except EvaluationDamaged:
        return {}


def past_scores(actor: Actor, page: Sequence[Grade]) -> dict[int, Decimal | None]:
    """By the grades' keys the scores with which they began."""
    seen = seen_units(actor, page)
    return {
        grade.pk: told_score(actor, grade.evaluation.version.definition, grade.score)
        if grade.unit_id in seen
        else None
        for grade in page
    }


def _told(grade: Grade, explanation: Explanation | None, scheme: str, currency: str) -> list[str]:
    told = [] if explanation is None else reasons(explanation, scheme, currency)
    if explanation is not None and explanation["grade"] not in {None, grade.code}:
        told = [*decided_otherwise(grade, explanation["grade"]), *told]
    if grade.is_inherited:
        return [inherited("" if explanation is None else grade.unit.code), *told]
    return told
