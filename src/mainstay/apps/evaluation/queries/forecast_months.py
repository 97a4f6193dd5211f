"""The months of a run of forecasts, of all together, a customer or a group, as rows."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import ModelKind, ModelRun
from mainstay.apps.evaluation.queries.files import read_row
from mainstay.apps.evaluation.queries.forecast_runs import (
    GROUPS,
    KNOWN,
    LEVELS,
    month_columns,
    months_of,
)
from mainstay.apps.evaluation.queries.model_runs import finished_run
from mainstay.foundation.access.actor import Actor
from mainstay.kernel.periods import shift_months

if TYPE_CHECKING:
    import pyarrow as pa

MONTH = "month"
ENDS = tuple(f"{end}_{level}" for level in LEVELS for end in ("low", "high"))
"""The ends of the intervals, named as in the report of a run."""
MONTH_COLUMNS = (
    MONTH,
    KNOWN,
    *("forecast", *ENDS),
    *("margin", *(f"margin_{end}" for end in ENDS)),
)
"""The columns of a series, in order; amounts are in the reporting currency."""


class NoMonths(LookupError):
    """The run tells no months of this customer or group."""


def months_told(actor: Actor, number: int, *, customer: str = "", group: str = "") -> "pa.Table":
    """The months of all together, of a customer, or of the group with a customer at its top.

    Margin is not told of groups. Raises ValidationError where both are given, ModelRunNotFound,
    CustomerNotFound, NoMonths and EvaluationDamaged.
    """
    if customer and group:
        says = _("Give a customer or a group, not both.")
        raise ValidationError({"group": ValidationError(says, "both")})
    run = finished_run(actor, number, ModelKind.FORECAST)
    if not customer and not group:
        return _of_total(run.report)
    key = customers.customer_by_code(actor, customer or group).key
    told = read_row(run, GROUPS, key) if group else months_of(run, key)
    if told is None:
        raise NoMonths(customer or group)
    return _listed(run, told)


def _of_total(report: Mapping[str, Any]) -> "pa.Table":
    total, margin = report["total"], report["margin"]
    names = ("forecast", *ENDS)
    columns = {name: total["months"][name] for name in names}
    if margin is not None:
        columns |= {_margin(name): margin["months"][name] for name in names}
    return _rows(date.fromisoformat(report["until"]), total[KNOWN], columns)


def _listed(run: ModelRun, told: Mapping[str, Any]) -> "pa.Table":
    columns = dict(zip(("forecast", *ENDS), _lists(told, "revenue"), strict=True))
    if told.get("margin") is not None:
        names = (_margin(name) for name in ("forecast", *ENDS))
        columns |= dict(zip(names, _lists(told, "margin"), strict=True))
    return _rows(date.fromisoformat(run.report["until"]), told[KNOWN], columns)


def _lists(told: Mapping[str, Any], figure: str) -> list[Sequence[float]]:
    return [told[name] for name in month_columns(figure)]


def _margin(name: str) -> str:
    return "margin" if name == "forecast" else f"margin_{name}"


def _rows(first: date, known: Sequence[float], ahead: Mapping[str, Sequence[float]]) -> "pa.Table":
    """A row for each month: known ones up to the first that is forecast, then those ahead."""
    import pyarrow as pa

    before, after = len(known), len(ahead["forecast"])
    months = [shift_months(first, place - before) for place in range(before + after)]
    columns = {
        MONTH: pa.array(months, pa.date32()),
        KNOWN: pa.array([*known, *[None] * after], pa.float64()),
    }
    for name in MONTH_COLUMNS[2:]:
        figures = ahead.get(name, [None] * after)
        columns[name] = pa.array([*[None] * before, *figures], pa.float64())
    return pa.table(columns)
