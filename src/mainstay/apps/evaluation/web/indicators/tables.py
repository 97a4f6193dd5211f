"""Tables and charts of indicators."""

from collections.abc import Sequence
from decimal import Decimal
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mainstay.analytics.indicators import Unit
from mainstay.apps.evaluation.contracts.indicators import PREFIX, IndicatorDefinition, Source
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.models import FigureFile
from mainstay.apps.evaluation.queries.catalogue import FIGURE, ON, IndicatorFigures
from mainstay.apps.evaluation.queries.results import ResultRow
from mainstay.apps.evaluation.wording.amounts import figure
from mainstay.apps.evaluation.wording.indicators import DIMENSIONS, DIRECTIONS, SOURCES, UNITS
from mainstay.foundation.audit.naming import name_in_words
from mainstay.shell.web import charts, figures
from mainstay.shell.web.charts import Chart, HistogramBin
from mainstay.shell.web.tables import Badge, Column, Kind, Tone

if TYPE_CHECKING:
    from mainstay.analytics.distribution import Bin


def indicator_columns() -> list[Column[IndicatorDefinition]]:
    """The columns of the catalogue."""

    def link(row: IndicatorDefinition) -> str:
        return reverse("evaluation:indicator", args=[row.code])

    def dimension(row: IndicatorDefinition) -> str:
        return str(DIMENSIONS.get(row.indicator.dimension, row.indicator.dimension))

    return [
        Column("name", _("Name"), lambda row: str(row.name), link=link, wrap=True),
        Column("code", pgettext_lazy("indicator", "Code"), lambda row: row.code, wide=True),
        Column("dimension", _("Dimension"), dimension),
        Column("source", _("Source"), lambda row: str(SOURCES[row.source])),
        Column(
            "unit",
            pgettext_lazy("indicator", "Unit"),
            lambda row: str(UNITS[row.indicator.unit]),
            wide=True,
        ),
        Column("better", _("Direction"), lambda row: str(DIRECTIONS[row.indicator.better])),
        Column(
            "definition", _("Definition"), lambda row: str(row.definition), wrap=True, wide=True
        ),
    ]


_KINDS = {Unit.MONEY: (Kind.MONEY, 0), Unit.RATIO: (Kind.PERCENT, 1)}


def figure_columns(definition: IndicatorDefinition) -> list[Column[ResultRow]]:
    """The columns of the customers who have a figure."""

    def link(row: ResultRow) -> str:
        return reverse("customers:customer", args=[row[KEY]])

    indicator = definition.indicator
    kind, digits = _KINDS.get(indicator.unit, (Kind.NUMBER, indicator.places))
    return [
        Column("name", _("Customer"), lambda row: row["name"], link=link, wrap=True),
        Column(CODE, _("Customer code"), lambda row: row[CODE], sortable=True, wide=True),
        Column(FIGURE, _("Figure"), lambda row: row[FIGURE], kind, sortable=True, digits=digits),
        *(_PROVENANCE if definition.source is Source.EXTERNAL else ()),
    ]


_PROVENANCE: tuple[Column[ResultRow], ...] = (
    Column(ON, _("Day"), lambda row: row[ON], wide=True),
    Column("origin", _("Published by"), lambda row: row["origin"], wrap=True, wide=True),
)


def file_columns(*, may_take_back: bool) -> list[Column[FigureFile]]:
    """The columns of the files that were taken into an indicator."""

    def days(row: FigureFile) -> str:
        first, last = figures.day(row.first_on), figures.day(row.last_on)
        return first if first == last else f"{first} – {last}"

    def state(row: FigureFile) -> Badge:
        if row.taken_back_at is None:
            return Badge(_("counts"), Tone.GOOD)
        return Badge(_("taken back"))

    def act(row: FigureFile) -> str:
        return "" if row.taken_back_at else gettext("Take back")

    def link(row: FigureFile) -> str | None:
        code = PREFIX + row.indicator.code
        return reverse("evaluation:take_back_figures", args=[code, row.pk])

    columns: list[Column[FigureFile]] = [
        Column("name", _("File"), lambda row: row.name, wrap=True),
        Column("origin", _("Published by"), lambda row: row.origin, wrap=True),
        Column("days", _("Day"), days),
        Column("figures", _("Figures"), lambda row: row.figures, Kind.NUMBER),
        Column("by", _("By"), lambda row: name_in_words(row.by_name), wrap=True, wide=True),
        Column("taken_at", _("Taken in"), lambda row: row.taken_at, wide=True),
        Column("state", _("Status"), state),
    ]
    if may_take_back:
        columns.append(Column("act", _("Action"), act, link=link))
    return columns


def histogram(found: IndicatorFigures, bins: "Sequence[Bin]", currency: str) -> Chart:
    """How the figures are spread; each bar opens its customers."""
    places = found.definition.indicator.places
    page = reverse("evaluation:indicator", args=[found.definition.code])

    def bar(each: "Bin") -> HistogramBin:
        lower, upper = (_border(units, places) for units in (each.lower, each.upper))
        asked = {"lower": lower, "below": upper}
        query = urlencode(
            {name: f"{value:f}" for name, value in asked.items() if value is not None}
        )
        label = bin_label(found.definition, each, currency)
        return HistogramBin(label, each.count, f"{page}?{query}#customers")

    title = gettext("Distribution")
    name = str(found.definition.name)
    return charts.histogram(title, [bar(each) for each in bins], name, gettext("Customers"))


def _border(units: int | None, places: int) -> Decimal | None:
    return None if units is None else Decimal(units).scaleb(-places)


def bin_label(definition: IndicatorDefinition, each: "Bin", currency: str) -> str:
    """Between which figures a bar stands."""
    code, places = definition.code, definition.indicator.places
    lower, upper = (_border(units, places) for units in (each.lower, each.upper))
    if lower is None:
        return gettext("below %(figure)s") % {"figure": figure(code, upper, currency)}
    if upper is None:
        return gettext("%(figure)s and more") % {"figure": figure(code, lower, currency)}
    if each.upper == (each.lower or 0) + 1:
        return figure(code, lower, currency)
    borders = figure(code, lower, currency), figure(code, upper, currency)
    return gettext("%(lower)s to %(upper)s") % dict(zip(("lower", "upper"), borders, strict=True))
