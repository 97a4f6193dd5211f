"""What the page of a run about baskets shows, and the page of its rules."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.models import ModelKind, ModelRun
from mainstay.apps.evaluation.queries import basket_runs
from mainstay.apps.evaluation.queries import model_runs as queries
from mainstay.apps.evaluation.queries.basket_runs import PLACE
from mainstay.apps.evaluation.queries.files import EvaluationDamaged
from mainstay.apps.evaluation.queries.table_rows import TableRow, TableRows
from mainstay.apps.governance import queries as governance
from mainstay.shell.paging import CappedCount, paginate
from mainstay.shell.sentences import listed
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.tables import Column, Kind, Table, sort_from

_SHOWN = 10


def called(item: str, names: Mapping[str, str]) -> str:
    """An item with its name, where it has one."""
    name = names.get(item, "")
    return f"{item} {name}" if name and name != item else item


def shown(run: ModelRun) -> dict[str, Any]:
    """How many rules there are and what they may bring, and the best of them."""
    report = run.report
    try:
        best = _table(run, basket_runs.rules_of(run).slice(0, _SHOWN))
    except EvaluationDamaged as damaged:
        return {"report": report, "damaged": str(damaged)}
    return {
        "report": report,
        "since": date.fromisoformat(report["since"]),
        "until": date.fromisoformat(report["until"]),
        "currency": governance.installation().reporting_currency,
        "best": best if report["rules"] else None,
        "more": report["rules"] > _SHOWN,
    }


@require_safe
@requires(policies.VIEW_EVALUATIONS)
def model_run_rules(request: HttpRequest, number: int) -> HttpResponseBase:
    """All rules of a run."""
    run = queries.finished_run(acting(request), number, ModelKind.BASKETS)
    try:
        rules = basket_runs.rules_of(run)
        columns = _columns(basket_runs.names_of(run))
    except EvaluationDamaged as damaged:
        facts = {"row": run, "damaged": str(damaged)}
        return render(request, "evaluation/model_runs/damaged.html", facts, status=503)
    if (file := asked_format(request)) is not None:
        return download_rows(
            request,
            f"model-run-{number}-rules",
            columns,
            rules.to_pylist(),
            action="evaluation.model_run.exported",
            kind=file,
        )
    context = {"row": run, "table": _table(run, rules, request)}
    return render(request, "evaluation/model_runs/rules.html", context)


def _table(run: ModelRun, rules: Any, request: HttpRequest | None = None) -> Table[TableRow]:
    """Rules as a table, the best first; on a page of its own sorted as the address says."""
    columns = _columns(basket_runs.names_of(run), sortable=request is not None)
    sort = PLACE if request is None else sort_from(request, columns, PLACE)
    cursor = None if request is None else request.GET.get("cursor")
    return Table(
        caption=_("Rules"),
        columns=columns,
        page=paginate(TableRows(rules), dict.fromkeys((sort, PLACE)), cursor=cursor),
        sort=sort,
        total=None if request is None else CappedCount(rules.num_rows, capped=False),
        cards=True,
    )


def _columns(names: Mapping[str, str], *, sortable: bool = True) -> list[Column[TableRow]]:
    def antecedent(row: TableRow) -> str:
        return listed(called(item, names) for item in row["antecedent"])

    def consequent(row: TableRow) -> str:
        return called(row["consequent"], names)

    figures = (
        ("support", gettext_lazy("Support"), Kind.PERCENT, 1),
        ("confidence", gettext_lazy("Confidence"), Kind.PERCENT, 1),
        ("lift", gettext_lazy("Lift"), Kind.NUMBER, 2),
        ("leverage", gettext_lazy("Leverage"), Kind.NUMBER, 4),
        ("count", gettext_lazy("Customers"), Kind.NUMBER, 0),
    )
    return [
        Column("antecedent", gettext_lazy("Who has"), antecedent, wrap=True),
        Column("consequent", gettext_lazy("also has"), consequent, wrap=True),
        *(
            Column(
                code,
                label,
                lambda row, code=code: row[code],  # type: ignore[misc]
                kind,
                sortable=sortable,
                wide=code in {"leverage", "count", "support"},
                digits=digits,
            )
            for code, label, kind, digits in figures
        ),
    ]
