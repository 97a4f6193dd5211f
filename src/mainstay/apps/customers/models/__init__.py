"""Customers with custom fields and contacts, what was done to them in bulk, and saved views."""

from mainstay.apps.customers.models.account_teams import AccountTeamMember, MemberRight
from mainstay.apps.customers.models.bulk import (
    BulkChange,
    BulkChangedCustomer,
    BulkDeed,
)
from mainstay.apps.customers.models.contacts import (
    Contact,
)
from mainstay.apps.customers.models.custom_fields import (
    CustomerField,
    CustomerValue,
    CustomFieldType,
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
    "CustomFieldType",
    "Customer",
    "CustomerAlias",
    "CustomerChange",
    "CustomerField",
    "CustomerTag",
    "CustomerValue",
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
