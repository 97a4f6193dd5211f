"""The interface for programs: customers and the people at them."""

from mainstay.apps.customers.api import contacts, customers
from mainstay.shell.api.routers import Mount

MOUNTS = (
    Mount("/customers", customers.router, "Customers"),
    Mount("/contacts", contacts.router, "Contacts"),
)
