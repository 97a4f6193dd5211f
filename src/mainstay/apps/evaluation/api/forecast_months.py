"""The interface for programs: the months of forecasts, of all, a customer or a group."""

from datetime import date
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.queries import forecast_months as queries
from mainstay.shell.web.access import acting, requires

router = Router()


class ForecastMonthOut(Schema):
    """A month by its first day: `known` before the forecast, the rest from it on.

    Amounts are in the reporting currency; `low` and `high` are the ends of 80 and 95 % intervals,
    which must not be added up. Margin is null where no cost is known, and of groups.
    """

    month: date
    known: float | None = Field(description="Revenue that came.")
    forecast: float | None = Field(description="Revenue that is expected.")
    low_80: float | None
    high_80: float | None
    low_95: float | None
    high_95: float | None
    margin: float | None
    margin_low_80: float | None
    margin_high_80: float | None
    margin_low_95: float | None
    margin_high_95: float | None


class ForecastMonthsOut(Schema):
    """The months in order, up to three years that are known and two ahead."""

    items: list[ForecastMonthOut]


@router.get("/{int:number}/months", response=ForecastMonthsOut)
@requires(policies.VIEW_EVALUATIONS)
def list_months_of_model_run(
    request: HttpRequest, number: int, customer: str = "", group: str = ""
) -> dict[str, Any]:
    """The months of a run of forecasts: of all together, or of a customer by its code.

    Instead of a customer a `group` is named by the code of the customer at its top.
    """
    found = queries.months_told(acting(request), number, customer=customer, group=group)
    return {"items": found.to_pylist()}
