"""The interface for programs: what grades are entitled to, and what that costs."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest
from ninja import Field, Router, Schema

from mainstay.apps.evaluation.models import EntitlementItem
from mainstay.apps.evaluation.policies import CHANGE_COSTS, CHANGE_SCHEMES, VIEW_SCHEMES
from mainstay.apps.evaluation.queries.entitlements import (
    entitlement_costs,
    entitlements,
    grade_costs,
)
from mainstay.apps.evaluation.queries.schemes import scheme
from mainstay.apps.evaluation.services.entitlements import (
    set_entitlement_costs,
    set_entitlements,
)
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.access import acting, requires

router = Router()
costs_router = Router()


class ItemsIn(Schema):
    """What each customer of a grade is entitled to in a year."""

    visits: Decimal = Decimal(0)
    events: Decimal = Decimal(0)
    priority_service: Decimal = Field(Decimal(0), description="1 for yes, 0 for no.")
    manager: Decimal = Field(Decimal(0), description="The share of a manager's time, of 1.")


class ItemsOut(ItemsIn):
    """The same, with what it costs."""

    cost: Decimal | None = Field(
        description="Of one customer in a year; null where an item has no cost, and for who may "
        "not see costs."
    )


class EntitlementsIn(Schema):
    """What the grades of a scheme are entitled to, by code; takes the place of all before."""

    grades: dict[str, ItemsIn]


class EntitlementsOut(Schema):
    """What the grades of a scheme are entitled to; those of which nothing was said are left out."""

    grades: dict[str, ItemsOut]


class EntitlementCosts(Schema):
    """What one of each item costs in the reporting currency; null where that is not known."""

    visits: Decimal | None = Field(None, description="One visit.")
    events: Decimal | None = Field(None, description="One event.")
    priority_service: Decimal | None = Field(None, description="For a year.")
    manager: Decimal | None = Field(None, description="A whole manager for a year.")


@router.get("/{str:code}/entitlements", response=EntitlementsOut)
@requires(VIEW_SCHEMES)
def get_entitlements(request: HttpRequest, code: str) -> dict[str, Any]:
    """What each grade of a scheme is entitled to."""
    actor = acting(request)
    return _told(actor, scheme(actor, code).code)


@router.put("/{str:code}/entitlements", response=EntitlementsOut)
@requires(CHANGE_SCHEMES)
def put_entitlements(request: HttpRequest, code: str, said: EntitlementsIn) -> dict[str, Any]:
    """Say what each grade of a scheme is entitled to."""
    actor = acting(request)
    wanted = {
        grade: {item: getattr(items, item.value) for item in EntitlementItem}
        for grade, items in said.grades.items()
    }
    set_entitlements(actor, code, wanted)
    return _told(actor, code)


@costs_router.get("", response=EntitlementCosts)
@requires(CHANGE_COSTS)
def get_entitlement_costs(request: HttpRequest) -> dict[str, Any]:
    """What one of each item costs."""
    return _costs(acting(request))


@costs_router.put("", response=EntitlementCosts)
@requires(CHANGE_COSTS)
def put_entitlement_costs(request: HttpRequest, said: EntitlementCosts) -> dict[str, Any]:
    """Say what one of each item costs."""
    actor = acting(request)
    wanted = {item: getattr(said, item.value) for item in EntitlementItem}
    set_entitlement_costs(actor, wanted)
    return _costs(actor)


def _told(actor: Actor, code: str) -> dict[str, Any]:
    costs = grade_costs(actor, code)
    return {
        "grades": {
            grade: {
                **{item.value: items.get(item, Decimal(0)) for item in EntitlementItem},
                "cost": None if costs is None else costs.by_grade[grade],
            }
            for grade, items in entitlements(actor, code).items()
        }
    }


def _costs(actor: Actor) -> dict[str, Any]:
    costs = entitlement_costs(actor)
    return {item.value: costs.get(item) for item in EntitlementItem}
