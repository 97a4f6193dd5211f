"""Customers and their contacts, what imports and bulk changes did to them, and saved views."""

from mainstay.apps.customers.models.account_teams import AccountTeamMember, MemberRight
from mainstay.apps.customers.models.bulk import (
    BulkChange,
    BulkChangedCustomer,
    BulkDeed,
)
from mainstay.apps.customers.models.contacts import (
    Contact,
)
from mainstay.apps.customers.models.imported import (
    ContactChange,
    CustomerChange,
    ImportedContact,
    ImportedCustomer,
    ImportOutcome,
)
from mainstay.apps.customers.models.master import (
    Counter,
    Customer,
    CustomerAlias,
    CustomerTag,
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
    "BulkChange",
    "BulkChangedCustomer",
    "BulkDeed",
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
