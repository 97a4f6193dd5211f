"""The panel of a customer's page: its score and what waits to be mended."""

from typing import Any

from mainstay.apps.ledger.queries.quality import of_customer
from mainstay.apps.ledger.web.panels import Keyed
from mainstay.foundation.access.actor import Actor


def customer_quality(actor: Actor, customer: Keyed) -> dict[str, Any] | None:
    """None before the first check."""
    found = of_customer(actor, customer.key)
    return {"quality": found} if found else None
