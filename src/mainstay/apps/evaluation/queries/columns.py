"""Grades and figures for the list of customers, whose rows its reader sees already."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet, Subquery

from mainstay.apps.evaluation.models import Grade, GradeState, LatestFigures

_WHY = "the list shows customers that are visible to its reader"


def _in_force(scheme: str) -> QuerySet[Grade]:
    rows = Grade.objects.system(_WHY)
    return rows.filter(scheme__code=scheme, state=GradeState.IN_FORCE).order_by()


def grades_of_customers(scheme: str, keys: Collection[int]) -> dict[int, tuple[str, int]]:
    """Code and step of the grade in force of some customers, by their keys."""
    rows = _in_force(scheme).filter(customer__in=keys).values_list("customer_id", "code", "step")
    return {key: (code, step) for key, code, step in rows}


def step_of_customer(scheme: str) -> Subquery:
    """The step of the grade in force of the customer that a query is about."""
    return Subquery(_in_force(scheme).filter(customer=OuterRef("pk")).values("step")[:1])


def is_key_account() -> Exists:
    """Whether the tier in force makes a key account of the customer that a query is about."""
    return Exists(_in_force("tiers").filter(customer=OuterRef("pk"), key_account=True))


def figures_of_customers(code: str, keys: Collection[int]) -> dict[int, object]:
    """A latest figure of some customers, by their keys."""
    rows = LatestFigures.objects.system(_WHY).filter(pk__in=keys)
    return dict(rows.values_list("pk", code))


def figure_of_customer(code: str) -> Subquery:
    """A latest figure of the customer that a query is about."""
    rows = LatestFigures.objects.system(_WHY).filter(pk=OuterRef("pk")).order_by()
    return Subquery(rows.values(code)[:1])
