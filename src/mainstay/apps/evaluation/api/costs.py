"""The interface for programs: what serving customers costs, and net profit."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema, Status

from mainstay.apps.evaluation.contracts.cost_drivers import drivers
from mainstay.apps.evaluation.policies import CHANGE_COSTS
from mainstay.apps.evaluation.queries.costs import activity_costs, other_costs
from mainstay.apps.evaluation.queries.net_profit import net_profit_picture
from mainstay.apps.evaluation.services.costs import (
    remove_activity_cost,
    set_activity_cost,
    set_other_costs,
)
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.shell.web.access import acting, requires

router = Router()
net_profit_router = Router()


class ActivityCostOut(Schema):
    """What one activity costs from a day on."""

    driver: str
    name: str
    valid_from: date
    amount: Decimal


class ServingCostsOut(Schema):
    """All that the cost to serve is computed from. Empty codes stand for none."""

    drivers: list[str]
    activities: list[ActivityCostOut]
    freight: str
    payment_delay: str
    capital_rate: Decimal | None


class AmountIn(Schema):
    """What one activity costs, in the reporting currency."""

    amount: Decimal


class OtherCostsIn(Schema):
    """Which indicators hold freight and late payment; empty codes for none."""

    freight: str = Field("", description="An indicator of amounts whose figures come in files.")
    payment_delay: str = Field("", description="One of days.")
    capital_rate: Decimal | None = Field(None, description="A share of one, for a year.")


class NetProfitMarkOut(Schema):
    """The most profitable customers, this one the last of them, make `profit` together."""

    customer: str = Field(alias="code")
    name: str
    customers: float = Field(description="Their share of the customers whose net profit is known.")
    profit: Decimal


class NetProfitOut(Schema):
    """The whale curve of the customers within reach."""

    as_of: date
    known: int
    unknown: int
    earning: int
    losing: int
    peak: Decimal
    total: Decimal
    curve: list[NetProfitMarkOut] = Field(alias="marks")


def _told(request: HttpRequest) -> dict[str, Any]:
    known, other = drivers(), other_costs()
    return {
        "drivers": list(known),
        "activities": [
            {
                "driver": row.driver,
                "name": str(known[row.driver].name) if row.driver in known else row.driver,
                "valid_from": row.valid_from,
                "amount": row.amount,
            }
            for row in activity_costs(acting(request))
        ],
        "freight": other.freight,
        "payment_delay": other.payment_delay,
        "capital_rate": other.capital_rate,
    }


@router.get("", response=ServingCostsOut)
@requires(CHANGE_COSTS)
def get_serving_costs(request: HttpRequest) -> dict[str, Any]:
    """What activities cost from which day, and where the other costs are found."""
    return _told(request)


@router.put("", response=ServingCostsOut)
@requires(CHANGE_COSTS)
def put_other_costs(request: HttpRequest, said: OtherCostsIn) -> dict[str, Any]:
    """Say where freight and late payment are found, and what money costs."""
    set_other_costs(acting(request), **said.dict())
    return _told(request)


@router.put("/{str:driver}/{str:valid_from}", response=ServingCostsOut)
@requires(CHANGE_COSTS)
def put_activity_cost(
    request: HttpRequest, driver: str, valid_from: date, said: AmountIn
) -> dict[str, Any]:
    """Say what an activity costs from a day on."""
    set_activity_cost(acting(request), driver, valid_from, said.amount)
    return _told(request)


@router.delete("/{str:driver}/{str:valid_from}", response={204: None})
@requires(CHANGE_COSTS)
def delete_activity_cost(request: HttpRequest, driver: str, valid_from: date) -> Status[None]:
    """Take a cost back; the one before holds on."""
    remove_activity_cost(acting(request), driver, valid_from)
    return Status(204, None)


@net_profit_router.get("", response=NetProfitOut)
@requires(VIEW_COSTS)
def get_net_profit(request: HttpRequest) -> Any:
    """The whale curve of the customers within reach: cumulated, the most profitable first.

    Customers whose net profit is unknown are counted and not in it.
    """
    return net_profit_picture(acting(request))
