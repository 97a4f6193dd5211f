"""Customers, who works for them, their contacts, what imports did to them, and saved views."""

from mainstay.apps.customers.models.account_teams import (
    AccountTeamMember,
    MemberRight,
)
from mainstay.apps.customers.models.records import (
    Contact,
    ContactChange,
    Counter,
    Customer,
    CustomerAlias,
    CustomerChange,
    CustomerTag,
    ImportedContact,
    ImportedCustomer,
    ImportOutcome,
    Kind,
    Status,
)
from mainstay.apps.customers.models.views import (
    CustomerView,
    PinnedView,
    Sharing,
)

__all__ = [
    "AccountTeamMember",
    "Contact",
    "ContactChange",
    "Counter",
    "Customer",
    "CustomerAlias",
    "CustomerChange",
    "CustomerTag",
    "CustomerView",
    "ImportOutcome",
    "ImportedContact",
    "ImportedCustomer",
    "Kind",
    "MemberRight",
    "PinnedView",
    "Sharing",
    "Status",
]
