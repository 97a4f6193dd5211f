"""Importing customers in bulk: plan, apply, undo.

A record is matched to a customer by its code. An empty cell leaves what the customer has; tags
that are given replace the customer's tags. A record either counts whole or is rejected whole, and
records = created + changed + unchanged + rejected, always.
"""

from mainstay.apps.customers.services.importing.applying import apply
from mainstay.apps.customers.services.importing.newcomers import (
    NewCustomerFacts,
    create_missing,
    mark_active,
)
from mainstay.apps.customers.services.importing.plan import (
    CustomerPlan,
    Outcome,
    PlanOutdated,
    Reject,
)
from mainstay.apps.customers.services.importing.planning import plan_customer_import
from mainstay.apps.customers.services.importing.previewing import changes_of
from mainstay.apps.customers.services.importing.undoing import CustomerUndo, preview_undo, undo

__all__ = [
    "CustomerPlan",
    "CustomerUndo",
    "NewCustomerFacts",
    "Outcome",
    "PlanOutdated",
    "Reject",
    "apply",
    "changes_of",
    "create_missing",
    "mark_active",
    "plan_customer_import",
    "preview_undo",
    "undo",
]
