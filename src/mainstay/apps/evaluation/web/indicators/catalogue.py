"""Pages: the catalogue of indicators, and how customers stand in one of them."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_safe

from mainstay.analytics.indicators import Better
from mainstay.apps.evaluation.contracts.indicators import IndicatorDefinition, Source
from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.models import CustomIndicator, FigureFile
from mainstay.apps.evaluation.policies import DEFINE_INDICATORS, VIEW_GRADES
from mainstay.apps.evaluation.queries import catalogue as queries
from mainstay.apps.evaluation.queries.catalogue import FIGURE, IndicatorFigures
from mainstay.apps.evaluation.queries.custom_indicators import custom_indicator
from mainstay.apps.evaluation.queries.external import figure_files
from mainstay.apps.evaluation.queries.results import ResultRow
from mainstay.apps.evaluation.web.indicators.forms import CatalogueForm, FiguresForm
from mainstay.apps.evaluation.web.indicators.tables import (
    figure_columns,
    file_columns,
    histogram,
    indicator_columns,
)
from mainstay.apps.evaluation.wording.amounts import indicator_name
from mainstay.apps.evaluation.wording.indicators import DIMENSIONS, DIRECTIONS, SOURCES, UNITS
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.shell.paging import CappedCount, Page, QuerySetRows, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Table, sort_from


@require_safe
@requires(VIEW_GRADES)
def indicator_list(request: HttpRequest) -> HttpResponseBase:
    """Every indicator that the reader may see."""
    actor = acting(request)
    form = CatalogueForm(request.GET)
    found = [each for each in queries.catalogue(actor) if form.takes(each)]
    if (kind := asked_format(request)) is not None:
        return download_rows(
            request,
            "indicators",
            indicator_columns(),
            found,
            action="evaluation.catalogue.exported",
            kind=kind,
        )
    used = [each for each in found if not each.retired]
    retired = [each for each in found if each.retired]
    context = {
        "table": Table(_("Indicators"), indicator_columns(), Page(used), cards=True),
        "retired": Table(_("Retired indicators"), indicator_columns(), Page(retired), cards=True),
        "form": form,
        "filtered": any(form.wanted.values()),
        "may_define": actor.may(DEFINE_INDICATORS),
    }
    return render(request, "evaluation/indicators/list.html", context)


@require_safe
@requires(VIEW_GRADES)
def indicator_page(request: HttpRequest, code: str) -> HttpResponse:
    """What an indicator is, how its figures are spread, and who has which."""
    actor = acting(request)
    found = queries.indicator_figures(actor, code)
    currency = governance.installation().reporting_currency
    form = FiguresForm(request.GET)
    bins = found.bins()
    context: dict[str, Any] = {
        "found": found,
        "facts": _facts(found.definition),
        "made_of": [(each, indicator_name(each)) for each in found.definition.made_of],
        "missing": found.customers - found.known,
        "histogram": histogram(found, bins, currency) if bins else None,
        "table": _table(request, form.narrowed(found), currency),
        "form": form,
        "filtered": form.is_narrow,
        "may_define": actor.may(DEFINE_INDICATORS),
    }
    if found.definition.source in {Source.FORMULA, Source.EXTERNAL}:
        own = custom_indicator(actor, code)
        context["own"] = own
        if found.definition.source is Source.EXTERNAL:
            context["files"] = _files(request, actor, own, context["may_define"])
    return render(request, "evaluation/indicators/indicator.html", context)


def _facts(definition: IndicatorDefinition) -> list[tuple[str, str]]:
    indicator = definition.indicator
    return [
        (pgettext("indicator", "Code"), definition.code),
        (_("Dimension"), str(DIMENSIONS.get(indicator.dimension, indicator.dimension))),
        (_("Source"), str(SOURCES[definition.source])),
        (pgettext("indicator", "Unit"), str(UNITS[indicator.unit])),
        (_("Direction"), str(DIRECTIONS[indicator.better])),
    ]


def _table(request: HttpRequest, found: IndicatorFigures, currency: str) -> Table[ResultRow]:
    columns = figure_columns(found.definition)
    best_first = FIGURE if found.definition.indicator.better is Better.LESS else f"-{FIGURE}"
    sort = sort_from(request, columns, best_first)
    return Table(
        caption=_("Customers"),
        columns=columns,
        page=paginate(
            found.rows(),
            [sort] if sort.removeprefix("-") == CODE else [sort, CODE],
            cursor=request.GET.get("cursor"),
        ),
        sort=sort,
        currency=currency,
        total=CappedCount(found.customers, capped=False),
    )


def _files(
    request: HttpRequest, actor: Actor, own: CustomIndicator, may_define: bool
) -> Table[FigureFile]:
    """The newest files of figures; all of them are in the interface for programs."""
    rows = QuerySetRows(figure_files(actor, own))
    return Table(
        caption=_("Files of figures"),
        columns=file_columns(may_take_back=may_define),
        page=paginate(rows, ["-pk"], cursor=request.GET.get("files")),
        cards=True,
    )
