"""Part of a page: a curve over the figures of an indicator."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainstay.analytics.scoring.plain_data import SchemeError
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.queries.curve_previews import CurvePreview, curve_preview
from mainstay.apps.evaluation.rules.curves import curve_from, parameters_of
from mainstay.apps.evaluation.web.indicators.tables import bin_label
from mainstay.apps.evaluation.wording.definitions import problem
from mainstay.apps.governance import queries as governance
from mainstay.shell.web import charts
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.charts import Chart, HistogramBin


def curve_url(indicator: str, curve: Mapping[str, Any]) -> str:
    """Where a curve of a definition is drawn over the figures of an indicator."""
    page = reverse("evaluation:indicator_curve", args=[indicator])
    return f"{page}?{urlencode(parameters_of(curve))}"


@require_safe
@requires(VIEW_GRADES)
def curve_part(request: HttpRequest, code: str) -> HttpResponse:
    """The figures of an indicator as a histogram, with the curve that the address asks for."""
    context: dict[str, Any] = {}
    try:
        found = curve_preview(acting(request), code, curve_from(request.GET.dict()))
    except SchemeError as error:
        context["fault"] = problem(error.place.rpartition(".")[2], error.problem)
    else:
        context |= {"found": found, "chart": _chart(found) if found.drawn.bars else None}
    return render(request, "evaluation/indicators/curve.html", context)


def _chart(found: CurvePreview) -> Chart:
    currency = governance.installation().reporting_currency
    name = str(found.definition.name)
    bins = [
        HistogramBin(bin_label(found.definition, each.bin, currency), each.bin.count)
        for each in found.drawn.bars
    ]
    values = [None if each.value is None else float(each.value) for each in found.drawn.bars]
    line = None if found.compares else charts.HistogramLine(_("Value from 0 to 100"), values)
    return charts.histogram(_("Curve over the figures"), bins, name, _("Customers"), line=line)
