"""What grades are entitled to, and what that costs; costs only for who may see them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from mainstay.apps.evaluation.models import Entitlement, EntitlementCost, EntitlementItem
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import Actor

Quantities = Mapping[str, Mapping[EntitlementItem, Decimal]]
"""By grade or label how much of each item; what is not named is nothing."""


def entitlements(actor: Actor, scheme: str) -> Quantities:
    """What each grade of a scheme is entitled to; grades of which nothing was said are left out."""
    found: dict[str, dict[EntitlementItem, Decimal]] = {}
    for row in Entitlement.objects.visible_to(actor).filter(scheme__code=scheme):
        found.setdefault(row.grade, {})[EntitlementItem(row.item)] = row.quantity
    return found


def entitlement_costs(actor: Actor) -> dict[EntitlementItem, Decimal]:
    """What one of each item costs; nothing for who may not see costs."""
    if not actor.may(VIEW_COSTS):
        return {}
    rows = EntitlementCost.objects.visible_to(actor)
    return {EntitlementItem(row.item): row.amount for row in rows}


@dataclass(frozen=True, slots=True)
class GradeCosts:
    """What a customer of each grade costs in a year by what it is entitled to.

    None where nothing was said of the grade, or an item that it is entitled to has no cost.
    """

    by_grade: Mapping[str, Decimal | None]

    def of(self, grade: str, customers: int) -> Decimal | None:
        """What so many customers of a grade cost; nobody costs nothing."""
        if not customers:
            return Decimal(0)
        each = self.by_grade.get(grade)
        return None if each is None else each * customers


def grade_costs(actor: Actor, scheme: str) -> GradeCosts | None:
    """The costs of a scheme's grades; None where nothing was said, or the actor sees no costs."""
    quantities = entitlements(actor, scheme)
    if not quantities or not actor.may(VIEW_COSTS):
        return None
    costs = entitlement_costs(actor)
    return GradeCosts({grade: _cost(items, costs) for grade, items in quantities.items()})


def _cost(
    items: Mapping[EntitlementItem, Decimal], costs: Mapping[EntitlementItem, Decimal]
) -> Decimal | None:
    asked = {item: quantity for item, quantity in items.items() if quantity}
    if asked.keys() - costs.keys():
        return None
    return sum((quantity * costs[item] for item, quantity in asked.items()), Decimal(0))


def total(costs: Iterable[Decimal | None]) -> Decimal | None:
    """All together; None where one is not known."""
    known = list(costs)
    return None if None in known else sum((each for each in known if each), Decimal(0))
