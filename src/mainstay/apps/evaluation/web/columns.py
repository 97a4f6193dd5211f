"""Columns that evaluation adds to the list of customers: grades and key figures.

Some shipped schemes have columns of their own names. Every other scheme that customers are graded
by has one too, named by the scheme: such columns come and go with the schemes.
"""

from collections.abc import Collection, Mapping
from functools import cache, partial

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts.columns import ChangingColumns, ListColumn
from mainstay.apps.customers.contracts.priority import Priority
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.queries.columns import (
    figure_of_customer,
    figures_of_customers,
    grades_of_customers,
    has_figure,
    has_label,
    is_key_account,
    latest_figure,
    step_of_customer,
)
from mainstay.apps.evaluation.queries.schemes import (
    GradeOfScheme,
    PublishedScheme,
    published_schemes,
)
from mainstay.apps.evaluation.wording.names import grade_name
from mainstay.foundation.access.field_rights import OPEN
from mainstay.shell.web.tables import GradeBadge, Kind

GRADES: tuple[tuple[str, Promise, bool], ...] = (
    ("tiers", _("Tier"), False),
    ("abc", _("ABC"), False),
    ("rfm", _("Segment"), True),
)
LABELS: tuple[tuple[str, Promise], ...] = (("typology", _("Customer type")),)
"""Typologies, by which a customer may have several labels."""
FIGURES: tuple[tuple[str, Promise, Kind, bool], ...] = (
    ("revenue_12m", _("Revenue, 12 months"), Kind.MONEY, False),
    ("gross_profit_12m", _("Gross profit, 12 months"), Kind.MONEY, True),
    ("growth_yoy", _("Growth"), Kind.PERCENT, True),
    ("recency_days", _("Days since purchase"), Kind.NUMBER, True),
)
_GRADE = "grade_"
_AFTER_NAMED = 19

PRIORITY = Priority(VIEW_GRADES, is_key_account, partial(figure_of_customer, "revenue_12m"))
"""Whose work comes first in the lists of other subjects."""


def list_columns() -> list[ListColumn]:
    """The columns, grades first."""
    grades = [
        _grade_column(scheme, label, order=10 + place, wide=wide, usual=True)
        for place, (scheme, label, wide) in enumerate(GRADES)
    ]
    labels = [
        _label_column(scheme, label, order=10 + len(GRADES) + place)
        for place, (scheme, label) in enumerate(LABELS)
    ]
    figures = [
        ListColumn(
            code,
            label,
            VIEW_GRADES,
            figures_of_customers,
            kind,
            order=20 + place,
            wide=wide,
            field_right=indicators.definition(code).field_right,
            expression=partial(latest_figure, code),
            present=has_figure(code),
            ranged=True,
            adds_up=kind is Kind.MONEY,
        )
        for place, (code, label, kind, wide) in enumerate(FIGURES)
    ]
    return [*grades, *labels, *figures]


def _grade_column(
    scheme: str, label: str | Promise, *, order: int, wide: bool, usual: bool
) -> ListColumn:
    return ListColumn(
        f"{_GRADE}{scheme}",
        label,
        VIEW_GRADES,
        _grade_badges,
        order=order,
        wide=wide,
        field_right=OPEN,
        expression=partial(step_of_customer, scheme),
        choices=partial(_grade_choices, scheme),
        usual=usual,
    )


def _label_column(scheme: str, label: str | Promise, *, order: int) -> ListColumn:
    return ListColumn(
        f"{_GRADE}{scheme}",
        label,
        VIEW_GRADES,
        _label_badges,
        order=order,
        wide=True,
        field_right=OPEN,
        expression=partial(step_of_customer, scheme),
        choices=partial(_label_choices, scheme),
        having=partial(has_label, scheme),
        usual=False,
    )


_NAMED = frozenset(scheme for scheme, *_looks in (*GRADES, *LABELS))


def _columns_of_schemes() -> list[ListColumn]:
    """A column of each scheme that is in use and has none of those above."""
    return [
        _label_column(each.code, each.name, order=_AFTER_NAMED)
        if each.is_typology
        else _grade_column(each.code, each.name, order=_AFTER_NAMED, wide=True, usual=False)
        for each in published_schemes()
        if each.code not in _NAMED and _is_in_use(each)
    ]


def _is_in_use(scheme: PublishedScheme) -> bool:
    return not scheme.is_retired and (scheme.is_evaluated or not scheme.is_shipped)


SCHEME_COLUMNS = ChangingColumns(_GRADE, _columns_of_schemes)


def _grade_badges(
    codes: Collection[str], keys: Collection[int]
) -> Mapping[str, Mapping[int, GradeBadge]]:
    found: dict[str, dict[int, GradeBadge]] = {code: {} for code in codes}
    schemes = [code.removeprefix(_GRADE) for code in codes]
    badge_of = cache(_badge)
    for scheme, key, grade, step in grades_of_customers(schemes, keys):
        found[_GRADE + scheme][key] = badge_of(scheme, grade, step)
    return found


def _badge(scheme: str, code: str, step: int) -> GradeBadge:
    """A grade or a label, its name in the reader's language by now: it stands in many rows."""
    return GradeBadge(str(grade_name(scheme, code)), step)


def _label_badges(
    codes: Collection[str], keys: Collection[int]
) -> Mapping[str, Mapping[int, tuple[GradeBadge, ...]]]:
    found: dict[str, dict[int, tuple[GradeBadge, ...]]] = {code: {} for code in codes}
    schemes = [code.removeprefix(_GRADE) for code in codes]
    badge_of = cache(_badge)
    for scheme, key, label, step in grades_of_customers(schemes, keys):
        of_scheme = found[_GRADE + scheme]
        of_scheme[key] = (*of_scheme.get(key, ()), badge_of(scheme, label, step))
    return found


def _label_choices(scheme: str) -> list[tuple[str, str]]:
    return [(each.code, each.name) for each in _grades(scheme)]


def _grade_choices(scheme: str) -> list[tuple[str, str]]:
    return [(str(each.step), each.name) for each in _grades(scheme)]


def _grades(scheme: str) -> list[GradeOfScheme]:
    found = (each.grades for each in published_schemes() if each.code == scheme)
    return next(found, [])
