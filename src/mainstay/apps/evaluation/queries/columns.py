"""Grades and figures for the list of customers, whose rows its reader sees already."""

from collections.abc import Collection, Iterator, Sequence

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from mainstay.apps.evaluation.models import Grade, GradeState, LatestFigures

_WHY = "the list shows customers that are visible to its reader"


def _in_force(scheme: str) -> QuerySet[Grade]:
    rows = Grade.objects.system(_WHY)
    return rows.filter(scheme__code=scheme, state=GradeState.IN_FORCE).order_by()


def grades_of_customers(
    schemes: Collection[str], keys: Collection[int]
) -> Iterator[tuple[str, int, str, int]]:
    """Scheme, customer's key, code and step of the grades in force of some customers."""
    rows = Grade.objects.system(_WHY).filter(
        scheme__code__in=schemes, state=GradeState.IN_FORCE, customer__in=keys
    )
    rows = rows.order_by("customer", "step")
    yield from rows.values_list("scheme__code", "customer_id", "code", "step")


def step_of_customer(scheme: str) -> Subquery:
    """The step of the grade in force of the customer that a query is about.

    By a typology the place of its first label.
    """
    steps = _in_force(scheme).filter(customer=OuterRef("pk")).order_by("step")
    return Subquery(steps.values("step")[:1])


def has_label(scheme: str, labels: Sequence[str]) -> Q:
    """The customers of a query that have one of some labels of a typology."""
    having = _in_force(scheme).filter(label__in=labels)
    return Q(pk__in=having.values("customer"))


def is_key_account() -> Exists:
    """Whether the primary scheme makes a key account of the customer that a query is about."""
    rows = Grade.objects.system(_WHY).filter(
        scheme__is_primary=True, state=GradeState.IN_FORCE, key_account=True
    )
    return Exists(rows.filter(customer=OuterRef("pk")).order_by())


def figures_of_customers(
    codes: Collection[str], keys: Collection[int]
) -> dict[str, dict[int, object]]:
    """Latest figures of some customers, by code and the customers' keys."""
    found: dict[str, dict[int, object]] = {code: {} for code in codes}
    rows = LatestFigures.objects.system(_WHY).filter(pk__in=keys)
    for key, *figures in rows.values_list("pk", *found):
        for values, figure in zip(found.values(), figures, strict=True):
            values[key] = figure
    return found


def figure_of_customer(code: str) -> Subquery:
    """A latest figure of the customer that a query is about, by its key."""
    rows = LatestFigures.objects.system(_WHY).filter(pk=OuterRef("pk")).order_by()
    return Subquery(rows.values(code)[:1])


def latest_figure(code: str) -> F:
    """A latest figure of the customers of a query."""
    return F(f"latest_figures__{code}")


def has_figure(code: str) -> Q:
    """The customers of a query that have such a figure."""
    return Q(**{f"latest_figures__{code}__isnull": False})
