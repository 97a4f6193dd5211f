"""A small company in which most addresses have something to show, and somebody who may do all."""

from datetime import date

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.services.bulk import request_bulk
from mainstay.apps.customers.services.contacts import create_contact
from mainstay.apps.customers.services.views import create_view
from mainstay.apps.customers.testing import customer_named, field_defined
from mainstay.apps.evaluation.services.evaluating import evaluate
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Person, Role
from mainstay.apps.governance.testing import person_named
from mainstay.apps.ledger.testing import company, csv_file, imported
from mainstay.apps.reference.testing import product, rate_on
from mainstay.foundation.access.actor import system_actor
from mainstay.foundation.testing.working import run_waiting_jobs

SETTING_UP = system_actor("test")


def everybody_at_once() -> Person:
    """Somebody with every role."""
    roles = Role.objects.system("test").values_list("code", flat=True)
    return person_named("Zhao Quan", *roles)


def furnish(texts: tuple[str, ...] = ()) -> Person:
    """Set the company up; `texts` are customers' names. Gives somebody who may do everything."""
    company()
    person = everybody_at_once()
    actor = governance.actor_of(person)
    anji = customer_named("Anji", "A", region="East")
    for number, text in enumerate(texts):
        customer_named(text, f"P{number}", region=text[:60])
    create_contact(SETTING_UP, anji.pk, name="Wang Fang")
    create_view(actor, name="Mine")
    field_defined("terms")
    product("P-1", "Cabin")
    rate_on("2024-01-02", "EUR", "7.8")
    imported(csv_file("A,1,1,2024-03-05,800", "Z,2,1,2024-03-06,30"), reject_limit=100)
    evaluate(SETTING_UP, "abc", date(2025, 1, 1))
    request_bulk(actor, "add_tag", "Fair", keys=[anji.pk])
    run_waiting_jobs()
    return person


def names_kept() -> list[str]:
    """The names of all customers, by code."""
    return list(Customer.objects.system("test").order_by("code").values_list("name", flat=True))
