"""The columns of what a run found of customers, as each kind of model has them."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.queries.table_rows import TableRow
from mainstay.apps.evaluation.services.model_runs.kind import FigureType
from mainstay.apps.evaluation.services.model_runs.kinds import KINDS
from mainstay.apps.evaluation.web.model_runs.labels import AllLabels, Labels
from mainstay.apps.evaluation.wording.model_runs import FIGURES
from mainstay.shell.web.tables import Badge, Column, Kind

_KINDS = {
    FigureType.NUMBER: (Kind.NUMBER, 1),
    FigureType.COUNT: (Kind.NUMBER, 0),
    FigureType.SHARE: (Kind.PERCENT, 1),
    FigureType.MONEY: (Kind.MONEY, 0),
}
_FIRST = 3
"""So many figures have room on a phone."""


def columns_of(code: str, labels: AllLabels) -> list[Column[TableRow]]:
    """The customer, and each figure that a kind finds of it; `labels` are as a run calls them."""

    def link(row: TableRow) -> str:
        return reverse("customers:customer", args=[row[KEY]])

    return [
        Column("name", gettext_lazy("Customer"), lambda row: row["name"], link=link, wrap=True),
        Column(
            CODE, gettext_lazy("Customer code"), lambda row: row[CODE], sortable=True, wide=True
        ),
        *(
            _column(code, name, labels, wide=place >= _FIRST)
            for place, name in enumerate(KINDS[code].figures)
        ),
    ]


def _column(code: str, name: str, labels: AllLabels, *, wide: bool) -> Column[TableRow]:
    figure = KINDS[code].figures[name]
    kind, digits = _KINDS.get(figure.type, (Kind.TEXT, 0))
    return Column(
        name,
        FIGURES[code][name],
        _badge(name, labels[name]) if figure.type is FigureType.LABEL else _plain(name),
        kind,
        sortable=True,
        wide=wide,
        digits=digits,
    )


def _badge(name: str, words: Labels) -> Callable[[TableRow], Any]:
    return lambda row: Badge(*words[row[name]]) if row[name] else ""


def _plain(name: str) -> Callable[[TableRow], Any]:
    return lambda row: row[name]
