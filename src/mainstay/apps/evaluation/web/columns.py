"""Columns that evaluation adds to the list of customers: grades and key figures."""

from collections.abc import Collection, Mapping
from functools import partial
from typing import Any

from django.db.models import OuterRef, Subquery
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts.columns import ListColumn
from mainstay.apps.evaluation.models import Grade, GradeState, LatestFigures
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.queries.schemes import grades_of, newest_version
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.shell.web.tables import GradeBadge, Kind

_WHY = "the list shows customers that are visible to its reader"

GRADES: tuple[tuple[str, Promise, bool], ...] = (
    ("tiers", _("Tier"), False),
    ("abc", _("ABC"), False),
    ("rfm", _("Segment"), True),
)
FIGURES: tuple[tuple[str, Promise, Kind, bool], ...] = (
    ("revenue_12m", _("Revenue, 12 months"), Kind.MONEY, False),
    ("gross_profit_12m", _("Gross profit, 12 months"), Kind.MONEY, True),
    ("growth_yoy", _("Growth"), Kind.PERCENT, True),
    ("recency_days", _("Days since purchase"), Kind.NUMBER, True),
)


def list_columns() -> list[ListColumn]:
    """The columns, grades first."""
    grades = [
        ListColumn(
            f"grade_{scheme}",
            label,
            VIEW_GRADES,
            partial(_grades, scheme),
            order=10 + place,
            wide=wide,
            expression=partial(_grade_expression, scheme),
            choices=partial(_grade_choices, scheme),
        )
        for place, (scheme, label, wide) in enumerate(GRADES)
    ]
    figures = [
        ListColumn(
            code,
            label,
            VIEW_GRADES,
            partial(_figures, code),
            kind,
            order=20 + place,
            wide=wide,
            expression=partial(_figure_expression, code),
            ranged=True,
        )
        for place, (code, label, kind, wide) in enumerate(FIGURES)
    ]
    return [*grades, *figures]


def _in_force(scheme: str) -> Any:
    rows = Grade.objects.system(_WHY)
    return rows.filter(scheme__code=scheme, state=GradeState.IN_FORCE).order_by()


def _grades(scheme: str, keys: Collection[int]) -> Mapping[int, GradeBadge]:
    rows = _in_force(scheme).filter(customer__in=keys).values_list("customer_id", "code", "step")
    return {key: GradeBadge(grade_name(scheme, code), step) for key, code, step in rows}


def _grade_expression(scheme: str) -> Subquery:
    return Subquery(_in_force(scheme).filter(customer=OuterRef("pk")).values("step")[:1])


def _grade_choices(scheme: str) -> list[tuple[str, str]]:
    return [(str(each.step), each.name) for each in grades_of(newest_version(scheme))]


def _figures(code: str, keys: Collection[int]) -> Mapping[int, Any]:
    rows = LatestFigures.objects.system(_WHY).filter(pk__in=keys)
    return dict(rows.values_list("pk", code))


def _figure_expression(code: str) -> Subquery:
    rows = LatestFigures.objects.system(_WHY).filter(pk=OuterRef("pk")).order_by()
    return Subquery(rows.values(code)[:1])
