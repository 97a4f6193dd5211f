"""Pages: the customers of a model run, those of one label or all."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.exact import CODE
from mainstay.apps.evaluation.queries import model_runs as queries
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.queries.table_rows import TableRows
from mainstay.apps.evaluation.services.model_runs.kinds import KINDS
from mainstay.apps.evaluation.web.model_runs.columns import columns_of
from mainstay.apps.evaluation.web.model_runs.forms import CustomersForm
from mainstay.apps.evaluation.web.model_runs.labels import labels_of
from mainstay.apps.governance import queries as governance
from mainstay.shell.paging import paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Table, sort_from


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def model_run_customers(request: HttpRequest, number: int) -> HttpResponseBase:
    """The customers of a run, and what it found of each one."""
    actor = acting(request)
    run = queries.model_run(actor, number)
    if run.finished_at is None:
        raise queries.ModelRunNotFound(number)
    try:
        table = queries.told_of_customers(actor, run)
    except EvaluationDamaged as damaged:
        facts: Mapping[str, Any] = {"row": run, "damaged": str(damaged)}
        return render(request, "evaluation/model_runs/damaged.html", facts, status=503)
    kind, labels = KINDS[run.kind], labels_of(run)
    columns = columns_of(run.kind, labels)
    form = CustomersForm(run.kind, kind, labels, request.GET)
    for name, label in form.labels.items():
        table = queries.narrowed(table, name, label)
    if (file := asked_format(request)) is not None:
        return download_rows(
            request,
            f"model-run-{number}",
            columns,
            table.to_pylist(),
            action="evaluation.model_run.exported",
            kind=file,
        )
    sort = sort_from(request, columns, kind.order)
    order = dict.fromkeys((sort, CODE))
    context = {
        "row": run,
        "form": form,
        "narrows": bool(kind.narrowings),
        "customers": table.num_rows,
        "table": Table(
            caption=_("Customers"),
            columns=columns,
            page=paginate(TableRows(table), order, cursor=request.GET.get("cursor")),
            sort=sort,
            currency=governance.installation().reporting_currency,
            cards=True,
        ),
    }
    return render(request, "evaluation/model_runs/customers.html", context)
