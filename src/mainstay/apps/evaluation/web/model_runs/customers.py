"""Pages: the customers of a model run, one stage or all."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.queries import model_runs as queries
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.queries.table_rows import TableRow, TableRows
from mainstay.apps.evaluation.web.model_runs.forms import CustomersForm
from mainstay.apps.evaluation.web.model_runs.lifecycle import stage_badge
from mainstay.apps.evaluation.wording.model_runs import STAGES
from mainstay.shell.paging import paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Badge, Column, Table


def _columns() -> list[Column[TableRow]]:
    def link(row: TableRow) -> str:
        return reverse("customers:customer", args=[row[KEY]])

    def before(row: TableRow) -> Badge | str:
        return stage_badge(row["before"]) if row["before"] else ""

    return [
        Column("name", gettext_lazy("Customer"), lambda row: row["name"], link=link, wrap=True),
        Column("code", gettext_lazy("Customer code"), lambda row: row[CODE], wide=True),
        Column("stage", gettext_lazy("Stage"), lambda row: stage_badge(row["stage"])),
        Column("since", gettext_lazy("Since"), lambda row: row["since"]),
        Column("before", pgettext_lazy("stage", "Before"), before, wide=True),
    ]


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def model_run_customers(request: HttpRequest, number: int) -> HttpResponseBase:
    """The customers of a run, and each one's stage."""
    actor = acting(request)
    run = queries.model_run(actor, number)
    if run.finished_at is None:
        raise queries.ModelRunNotFound(number)
    try:
        table = queries.told_of_customers(actor, run)
    except EvaluationDamaged as damaged:
        facts: Mapping[str, Any] = {"row": run, "damaged": str(damaged)}
        return render(request, "evaluation/model_runs/damaged.html", facts, status=503)
    form = CustomersForm(request.GET)
    asked = form.cleaned_data.get("stage", "") if form.is_valid() else ""
    if asked:
        import pyarrow.compute as pc

        table = table.filter(pc.equal(table["stage"], asked))
    if (kind := asked_format(request)) is not None:
        return download_rows(
            request,
            f"model-run-{number}",
            _columns(),
            table.to_pylist(),
            action="evaluation.model_run.exported",
            kind=kind,
        )
    page = paginate(TableRows(table), [CODE], cursor=request.GET.get("cursor"))
    context = {
        "row": run,
        "form": form,
        "customers": table.num_rows,
        "stage": STAGES[asked][0] if asked else "",
        "table": Table(caption=_("Customers"), columns=_columns(), page=page, cards=True),
    }
    return render(request, "evaluation/model_runs/customers.html", context)
