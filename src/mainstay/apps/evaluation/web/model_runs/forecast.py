"""What the page of a run of forecasts shows, and the chart on a customer's page."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.queries.forecast_runs import KNOWN, month_columns
from mainstay.apps.evaluation.wording.model_runs import METHODS
from mainstay.apps.governance import queries as governance
from mainstay.kernel.periods import shift_months
from mainstay.shell.web.charts import Chart
from mainstay.shell.web.forecast_chart import ExpectedMonth, forecast

_GROUPS_SHOWN = 20
_ENDS = ("low_80", "high_80", "low_95", "high_95")
LEVELS = {
    "total": gettext_lazy("All together"),
    "groups": gettext_lazy("Groups of customers"),
    "customers": gettext_lazy("Customers"),
}


def shown(run: ModelRun) -> dict[str, Any]:
    """The total by month, the largest groups, how good it was, and by which methods."""
    report = run.report
    return {
        "report": report,
        "currency": governance.installation().reporting_currency,
        "until": date.fromisoformat(report["until"]),
        "years": report["total"]["years"],
        "growth": _growth(report["total"]),
        "chart": _chart_of_total(report),
        "accuracy": _accuracy(report["accuracy"]),
        "coverage": _coverage(report["coverage"]),
        "methods": _methods(run),
        "method_of_total": METHODS[report["total"]["method"]][0],
        "groups": _groups(report["largest_groups"][:_GROUPS_SHOWN]),
    }


def _growth(total: Mapping[str, Any]) -> float | None:
    last = total["last_12m"]
    return total["years"][0]["forecast"] / last - 1 if last > 0 else None


def _chart_of_total(report: Mapping[str, Any]) -> Chart:
    total = report["total"]
    ahead = [total["months"][name] for name in ("forecast", *_ENDS)]
    return _chart(_("Revenue of all by month"), report["until"], total[KNOWN], ahead)


def chart_of_customer(run: ModelRun, months: Mapping[str, Any]) -> Chart:
    """The known months of a customer and those ahead."""
    ahead = [months[name] for name in month_columns("revenue")]
    return _chart(_("Revenue by month"), run.report["until"], months[KNOWN], ahead)


def _chart(
    title: str, until: str, known: Sequence[float], ahead: Sequence[Sequence[float]]
) -> Chart:
    """`ahead` has what is expected, and the ends of 80 and of 95 %."""
    first = date.fromisoformat(until)
    before = [
        (shift_months(first, place - len(known)), figure) for place, figure in enumerate(known)
    ]
    expected = [
        ExpectedMonth(shift_months(first, place), figure, (low, high), (lowest, highest))
        for place, (figure, low, high, lowest, highest) in enumerate(zip(*ahead, strict=True))
    ]
    currency = governance.installation().reporting_currency
    return forecast(title, before, expected, currency)


def _accuracy(accuracy: Mapping[str, Any]) -> list[dict[str, Any]]:
    """A row for each level that was judged, with whether it was better than the year before."""
    rows = []
    for level, name in LEVELS.items():
        chosen, naive = accuracy[level]["chosen"], accuracy[level]["seasonal_naive"]
        if chosen is not None:
            better = chosen["mae"] < naive["mae"]
            rows.append({"name": name, "chosen": chosen, "naive": naive, "better": better})
    return rows


def _coverage(coverage: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [{"level": float(level) / 100, **held} for level, held in coverage.items()]


def _methods(run: ModelRun) -> list[dict[str, Any]]:
    """How many customers are told by which method, the most first."""
    counts = run.report["methods"]
    page = reverse("evaluation:model_run_customers", args=[run.pk])
    return [
        {
            "name": METHODS[method][0],
            "customers": counts[method],
            "share": counts[method] / run.report["customers"],
            "url": f"{page}?{urlencode({'method': method})}",
        }
        for method in sorted(counts, key=lambda each: -counts[each])
    ]


def _groups(groups: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The largest groups, by the names of the customers at their tops."""
    found = customers.names([group[KEY] for group in groups])
    return [{**group, "top": found[group[KEY]]} for group in groups if group[KEY] in found]
