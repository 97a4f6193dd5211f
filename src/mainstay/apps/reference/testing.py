"""Reference data for the tests of this app and of those above it."""

from datetime import date
from decimal import Decimal
from typing import Any

from mainstay.apps.reference.models import Branch, ExchangeRate, Product
from mainstay.apps.reference.queries.branches import BranchKind
from mainstay.apps.reference.services.branches import create_branch
from mainstay.apps.reference.services.products import create_product
from mainstay.apps.reference.services.rates import set_rate
from mainstay.foundation.access.actor import system_actor

SETTING_UP = system_actor("test")


def rate_on(day: str, currency: str, rate: str, source: str = "") -> ExchangeRate:
    """A rate that stands in the test's world."""
    return set_rate(
        SETTING_UP,
        currency=currency,
        on=date.fromisoformat(day),
        rate=Decimal(rate),
        source=source,
    )


def branch(kind: BranchKind, code: str, name: str = "", above: Branch | None = None) -> Branch:
    """A product line, region or industry that stands in the test's world."""
    parent_id = above.pk if above else None
    return create_branch(SETTING_UP, kind, code=code, name=name or code, parent_id=parent_id)


def product(code: str, name: str = "", **facts: Any) -> Product:
    """A product that stands in the test's world."""
    return create_product(SETTING_UP, code=code, name=name or code, **facts)
