"""Page and file: the months of a run of forecasts, of all together, a customer or a group."""

from typing import TYPE_CHECKING

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.customers.queries import CustomerNotFound
from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.models import ModelKind
from mainstay.apps.evaluation.queries import forecast_months
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.queries.model_runs import finished_run
from mainstay.apps.evaluation.queries.table_rows import TableRow, TableRows
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.shell.paging import paginate
from mainstay.shell.web import figures
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Column, Kind, Table

if TYPE_CHECKING:
    import pyarrow as pa

_LABELS = {
    "known": gettext_lazy("Known"),
    "forecast": gettext_lazy("Expected"),
    "low_80": gettext_lazy("At least (80 %)"),
    "high_80": gettext_lazy("At most (80 %)"),
    "low_95": gettext_lazy("At least (95 %)"),
    "high_95": gettext_lazy("At most (95 %)"),
    "margin": gettext_lazy("Margin expected"),
    "margin_low_80": gettext_lazy("Margin at least (80 %)"),
    "margin_high_80": gettext_lazy("Margin at most (80 %)"),
    "margin_low_95": gettext_lazy("Margin at least (95 %)"),
    "margin_high_95": gettext_lazy("Margin at most (95 %)"),
}
_ON_A_PHONE = {"known", "forecast"}
_IN_FILES_ALONE = {name for name in _LABELS if name.startswith("margin_")}


class MonthsForm(forms.Form):
    """Whose months are shown."""

    customer = forms.CharField(
        label=gettext_lazy("Customer code"), required=False, max_length=100, strip=True
    )
    group = forms.BooleanField(label=gettext_lazy("With its group"), required=False)


def _columns(*, file: bool = False) -> list[Column[TableRow]]:
    """The columns of the page, or all of them for a file."""
    return [
        Column(
            "month",
            gettext_lazy("Month"),
            lambda row: row["month"] if file else figures.month(row["month"]),
        ),
        *(
            Column(
                name,
                label,
                lambda row, name=name: row[name],  # type: ignore[misc]
                Kind.MONEY,
                wide=name not in _ON_A_PHONE,
                digits=0,
            )
            for name, label in _LABELS.items()
            if file or name not in _IN_FILES_ALONE
        ),
    ]


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def model_run_months(request: HttpRequest, number: int) -> HttpResponseBase:
    """The months, known and ahead; a file has every column."""
    actor = acting(request)
    run = finished_run(actor, number, ModelKind.FORECAST)
    form = MonthsForm(request.GET)
    try:
        table = _asked(actor, number, form)
    except EvaluationDamaged as damaged:
        facts = {"row": run, "damaged": str(damaged)}
        return render(request, "evaluation/model_runs/damaged.html", facts, status=503)
    if table is not None and (file := asked_format(request)) is not None:
        return download_rows(
            request,
            f"model-run-{number}-months",
            _columns(file=True),
            table.to_pylist(),
            action="evaluation.model_run.exported",
            kind=file,
        )
    context = {"row": run, "form": form, "table": None if table is None else _shown(table)}
    return render(request, "evaluation/model_runs/months.html", context)


def _asked(actor: Actor, number: int, form: MonthsForm) -> "pa.Table | None":
    """The months that are asked for; None where the run tells none of them."""
    code = form.cleaned_data["customer"] if form.is_valid() else ""
    whose = {"group" if code and form.cleaned_data["group"] else "customer": code}
    try:
        return forecast_months.months_told(actor, number, **whose)
    except (CustomerNotFound, forecast_months.NoMonths):
        return None


def _shown(table: "pa.Table") -> Table[TableRow]:
    return Table(
        caption=_("Months"),
        columns=_columns(),
        page=paginate(TableRows(table), [forecast_months.MONTH], size=table.num_rows),
        sort=forecast_months.MONTH,
        currency=governance.installation().reporting_currency,
    )
