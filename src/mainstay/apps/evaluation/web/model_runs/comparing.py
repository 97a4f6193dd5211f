"""Pages: two runs of one kind side by side, and when a kind is run by itself."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.models import ModelKind
from mainstay.apps.evaluation.queries import model_runs as queries
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.services.model_runs.comparing import Comparison, comparison
from mainstay.apps.evaluation.services.model_runs.kinds import KINDS
from mainstay.apps.evaluation.services.model_runs.scheduling import change_schedule
from mainstay.apps.evaluation.web.model_runs.forms import OtherRunForm, ScheduleForm
from mainstay.apps.evaluation.wording.comparing_models import (
    metric_name,
    moved_told,
    parameter_told,
    summary,
    told,
)
from mainstay.apps.evaluation.wording.model_runs import FIGURES, PARAMETERS
from mainstay.foundation.access.services import AccessDenied
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.submission import writing

_RUNS_OFFERED = 50


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def compare(request: HttpRequest, number: int) -> HttpResponse:
    """A run beside another one of its kind: the one in use unless another one is chosen."""
    actor = acting(request)
    run = queries.model_run(actor, number)
    others = queries.others_of_kind(actor, run)[:_RUNS_OFFERED] if run.finished_at else []
    form = OtherRunForm(others, request.GET or None)
    context: dict[str, Any] = {"row": run, "form": form, "other": form.number}
    if form.number is not None:
        try:
            context |= _shown(comparison(actor, number, form.number))
        except EvaluationDamaged as damaged:
            facts = {"row": run, "damaged": str(damaged)}
            return render(request, "evaluation/model_runs/damaged.html", facts, status=503)
    return render(request, "evaluation/model_runs/compare.html", context)


def _shown(found: Comparison) -> dict[str, Any]:
    code, kind = found.after.kind, KINDS[found.after.kind]
    leading = found.leading.name
    parameters = [
        {
            "label": PARAMETERS[code][each.name].label,
            "before": parameter_told(each.before),
            "after": parameter_told(each.after),
            "same": each.before == each.after,
        }
        for each in found.parameters
    ]
    metrics = [
        {
            "label": metric_name(each.name),
            "before": told(each.before, kind.metrics[each.name].type),
            "after": told(each.after, kind.metrics[each.name].type),
        }
        for each in found.metrics
    ]
    movers = [
        {
            "name": each.name,
            "url": reverse("customers:customer", args=[each.key]),
            "before": told(each.before, kind.figures[leading].type, leading),
            "after": told(each.after, kind.figures[leading].type, leading),
        }
        for each in found.movers
    ]
    figures = [
        {"label": FIGURES[code][each.name], "customers": each.customers, "moved": moved_told(each)}
        for each in found.figures
    ]
    return {
        "found": found,
        "summary": summary(found),
        "leading": FIGURES[code][leading],
        "parameters": parameters,
        "metrics": metrics,
        "figures": figures,
        "movers": movers,
    }


@writing
@requires(policies.RUN)
def schedule(request: HttpRequest, model: str) -> HttpResponse:
    """When a kind of model is run by itself."""
    actor = acting(request)
    if not policies.tells_everything(actor):
        raise AccessDenied(policies.RUN)
    if model not in KINDS:
        raise Http404
    row = queries.schedules(actor).get(model)
    initial = {"every": "", "on_import": False, "promotes": False}
    if row is not None:
        initial = {"every": row.runs, "on_import": row.runs_on_import, "promotes": row.promotes}
    form = ScheduleForm(None, initial=initial)
    if request.method == "POST":
        form = ScheduleForm(request.POST)  # an empty form says something: never
        if form.is_valid():
            change_schedule(actor, model, **form.cleaned_data)
            return redirect("evaluation:model_runs")
    context = {"form": form, "name": ModelKind(model).label}
    return render(request, "evaluation/model_runs/schedule.html", context)
