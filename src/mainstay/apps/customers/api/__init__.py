"""The interface for programs: customers, who works for and sees them, and the people at them."""

from mainstay.apps.customers.api import (
    access,
    account_teams,
    bulk,
    contacts,
    custom_fields,
    customers,
    groups,
    views,
)
from mainstay.shell.api.routers import Mount

PARTS = (customers, account_teams, access, groups)
"""The modules whose operations stand on one router, below the address of a customer."""

MOUNTS = (
    Mount("/customers", PARTS[0].router, "Customers"),
    Mount("/customers/bulk", bulk.router, "Bulk changes of customers"),
    Mount("/customers/custom-fields", custom_fields.router, "Custom fields of customers"),
    Mount("/customers/views", views.router, "Views of customers"),
    Mount("/contacts", contacts.router, "Contacts"),
)
