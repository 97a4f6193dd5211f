"""The interface for programs: customers, who works for them, and the people at them."""

from mainstay.apps.customers.api import account_teams, contacts, views
from mainstay.shell.api.routers import Mount

MOUNTS = (
    Mount("/customers", account_teams.router, "Customers"),
    Mount("/customers/views", views.router, "Views of customers"),
    Mount("/contacts", contacts.router, "Contacts"),
)
