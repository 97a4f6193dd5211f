"""The chart of what was, what is expected, and how sure that is; see `charts` for the others."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from mainstay.shell.web import figures
from mainstay.shell.web.charts import Chart, Figure, Text

Ends = tuple[Figure, Figure]


@dataclass(frozen=True, slots=True)
class ExpectedMonth:
    """A month ahead: what is expected, and what it lies between in 80 and in 95 of 100 cases."""

    month: date
    expected: Figure
    likely: Ends
    nearly_certain: Ends


def forecast(
    title: Text,
    known: Sequence[tuple[date, Figure]],
    ahead: Sequence[ExpectedMonth],
    currency: str,
) -> Chart:
    """Months that are known as a line, then those ahead, dashed, within bands of 80 and 95 %."""
    names = {
        "known": _("Actual"),
        "expected": _("Forecast"),
        "likely": _("80 % interval"),
        "nearly_certain": _("95 % interval"),
    }
    drawing = {
        "symbol": figures.currency_symbol(currency),
        "names": {**names, "likely": "80 %", "nearly_certain": "95 %"},
        "known": [{"month": figures.month(month), "value": float(each)} for month, each in known],
        "ahead": [
            {
                "month": figures.month(each.month),
                "value": float(each.expected),
                "likely": [float(end) for end in each.likely],
                "nearlyCertain": [float(end) for end in each.nearly_certain],
            }
            for each in ahead
        ],
    }
    columns = (_("Month"), *names.values())
    rows = [
        (figures.month(month), figures.full_money(each, currency), "", "", "")
        for month, each in known
    ] + [_row_ahead(each, currency) for each in ahead]
    return Chart("forecast", title, drawing, columns, rows)


def _row_ahead(each: ExpectedMonth, currency: str) -> tuple[str, ...]:
    return (
        figures.month(each.month),
        "",
        figures.full_money(each.expected, currency),
        *(
            f"{figures.full_money(low, currency)} – {figures.full_money(high, currency)}"
            for low, high in (each.likely, each.nearly_certain)
        ),
    )
