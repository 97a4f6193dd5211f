"""The interface for programs: customers and the people at them."""

from ninja import Router

from mainstay.apps.customers.api import contacts, customers

ROUTERS: dict[str, tuple[Router, str]] = {
    "/customers": (customers.router, "Customers"),
    "/contacts": (contacts.router, "Contacts"),
}
