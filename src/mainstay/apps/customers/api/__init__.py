"""The interface for programs: customers and the people at them."""

from mainstay.apps.customers.api import bulk, contacts, customers, views
from mainstay.shell.api.routers import Mount

MOUNTS = (
    Mount("/customers", customers.router, "Customers"),
    Mount("/customers/bulk", bulk.router, "Bulk changes of customers"),
    Mount("/customers/views", views.router, "Views of customers"),
    Mount("/contacts", contacts.router, "Contacts"),
)
