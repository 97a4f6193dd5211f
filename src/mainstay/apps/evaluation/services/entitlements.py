"""Saying what grades are entitled to, and what that costs."""

from collections.abc import Mapping
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.analytics.scoring.reading import entries_of
from mainstay.apps.evaluation.models import (
    Entitlement,
    EntitlementCost,
    EntitlementItem,
    Scheme,
    SchemeVersion,
)
from mainstay.apps.evaluation.policies import CHANGE_COSTS, CHANGE_SCHEMES
from mainstay.apps.evaluation.queries.entitlements import Quantities
from mainstay.apps.evaluation.queries.schemes import UnknownScheme
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit

_WHY = "entitlements are the same for everybody"
_MOST_QUANTITY = Decimal(10_000)
_MOST_COST = Decimal(10) ** 9
_PLACES = 4
_SHARES = frozenset({EntitlementItem.PRIORITY_SERVICE, EntitlementItem.MANAGER})
"""What nobody can have more than one of."""


@service(CHANGE_SCHEMES)
def set_entitlements(actor: Actor, code: str, wanted: Quantities) -> None:
    """Say what each grade of a scheme, or label of a typology, is entitled to in a year.

    Takes the place of all that was said before. Raises UnknownScheme and ValidationError.
    """
    scheme = Scheme.objects.system(_WHY).select_for_update().filter(code=code).first()
    if scheme is None:
        raise UnknownScheme(code)
    known = _grades(scheme)
    for grade, items in wanted.items():
        if grade not in known:
            says = _("There is no grade “%(code)s”.") % {"code": grade}
            raise ValidationError({"entitlements": ValidationError(says, "unknown_grade")})
        for item, quantity in items.items():
            _require_quantity(item, quantity)
    rows = Entitlement.objects.system(_WHY).filter(scheme=scheme)
    before = {(row.grade, row.item): row.quantity for row in rows}
    after = {
        (grade, item.value): items.get(item, Decimal(0))
        for grade, items in wanted.items()
        for item in EntitlementItem
    }
    if before == after:
        return
    rows.delete()
    Entitlement.objects.bulk_create(
        Entitlement(scheme=scheme, grade=grade, item=item, quantity=quantity)
        for (grade, item), quantity in after.items()
    )
    changes = {
        f"{grade}.{item}": [before.get((grade, item)), after.get((grade, item))]
        for grade, item in {**before, **after}
        if before.get((grade, item)) != after.get((grade, item))
    }
    audit.record(actor, "evaluation.entitlements.set", subject=scheme, scheme=code, changes=changes)


def _grades(scheme: Scheme) -> set[str]:
    """The codes of the grades of all versions: a draft may have others than what is used."""
    versions = SchemeVersion.objects.system(_WHY).filter(scheme=scheme)
    return {
        entry["code"]
        for definition in versions.values_list("definition", flat=True)
        for entry in entries_of(definition)
    }


def _require_quantity(item: EntitlementItem, quantity: Decimal) -> None:
    most = Decimal(1) if item in _SHARES else _MOST_QUANTITY
    if not 0 <= quantity <= most or quantity != round(quantity, _PLACES):
        says = _("%(item)s: from 0 to %(most)s, with at most four places.") % {
            "item": item.label,
            "most": most,
        }
        raise ValidationError({"entitlements": ValidationError(says, "not_a_quantity")})


@service(CHANGE_COSTS)
def set_entitlement_costs(actor: Actor, wanted: Mapping[EntitlementItem, Decimal | None]) -> None:
    """Say what one of each item costs; None says that nobody knows.

    Who sets costs has to see them. Raises AccessDenied and ValidationError.
    """
    require(actor, VIEW_COSTS)
    for item, amount in wanted.items():
        if amount is None:
            continue
        if not 0 <= amount < _MOST_COST or amount != round(amount, _PLACES):
            says = _("A cost is from 0 up, with at most four places.")
            raise ValidationError({item.value: ValidationError(says, "no_unit_cost")})
    rows = EntitlementCost.objects.system(_WHY).select_for_update()
    before = {EntitlementItem(row.item): row.amount for row in rows}
    changes = {}
    for item, amount in wanted.items():
        if before.get(item) == amount:
            continue
        changes[item.value] = [before.get(item), amount]
        if amount is None:
            rows.filter(item=item).delete()
        else:
            EntitlementCost.objects.system(_WHY).update_or_create(
                item=item, defaults={"amount": amount, "by_name": actor.name[:200]}
            )
    if changes:
        audit.record(actor, "evaluation.entitlement_costs.set", changes=changes)
