"""What changes out of a person's reach changes nothing that the person is told."""

from difflib import unified_diff
from itertools import islice

import pytest

from mainstay.apps.customers.models import Contact, Customer, CustomerView
from mainstay.apps.customers.services.account_teams import add_member
from mainstay.apps.customers.services.bulk import request_bulk
from mainstay.apps.customers.services.contacts import change_contact, create_contact
from mainstay.apps.customers.services.records import archive_customer, change_customer
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.ledger.services.quality.checking import check_now
from mainstay.apps.ledger.testing import csv_file, imported
from mainstay.foundation.testing.working import run_waiting_jobs
from tests.addresses import undone
from tests.rights.asking import Askers
from tests.rights.reading import read_everything
from tests.rights.world import MAKING, World

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.xdist_group("rights"),
    pytest.mark.usefixtures("home_as_it_was"),
]


def _facts_of(key: object) -> Customer:
    found: Customer = Customer.objects.system("test").get(key=key)
    return found


def change(key: object, **facts: object) -> None:
    change_customer(MAKING, int(str(key)), _facts_of(key).version, **facts)  # type: ignore[arg-type]


def prepare(world: World) -> None:
    """Tom gets two customers below such as he does not see, and a contact with an address."""
    tom = world.people["K"]
    mine = world.row("customer", "own", "K").values["key"]
    create_contact(MAKING, int(str(mine)), name="Wang Fang", email="wang@mill.example")
    for name, above in (("First Site", "A"), ("Second Site", "N")):
        parent = world.row("customer", "own", above).values["key"]
        customer_named(name, owner=tom.pk, parent=parent)
    run_waiting_jobs()
    check_now(MAKING)


def rename_and_describe(world: World) -> None:
    """Customers out of reach get other names, places, tags, numbers, parents and owners."""
    hidden = world.row("customer", "other", "").values["key"]
    facts = {"region": "Spare region", "industry": "Spare industry", "tags": ["Secret", "Fair"]}
    change(hidden, name="Karst Works", short_name="Karst", scale="Large", **facts)
    first, second = (world.row("customer", "own", letter).values["key"] for letter in "AN")
    names = _facts_of(first).name, _facts_of(second).name
    change(first, name=names[1], custom={"terms": "30 days"})
    change(second, name=names[0], region="Spare region")


def add_more(world: World) -> None:
    """More customers and contacts of others, alike to one's own, and below one's own."""
    mine = int(str(world.row("customer", "own", "K").values["key"]))
    alike = customer_named("Karst Works", "ALIKE", owner=world.ana.pk, region="Spare region")
    below = customer_named("Karst Site", "BELOW", owner=world.ana.pk, parent=mine)
    for customer in (alike, below):
        create_contact(MAKING, customer.pk, name="Wang Fang", email="wang@mill.example")
        add_member(MAKING, customer.pk, person=world.wu.pk)
    contact_id = int(str(world.row("contact", "other", "").values["contact_id"]))
    version = Contact.objects.system("test").get(pk=contact_id).version
    change_contact(MAKING, contact_id, version, name="Wang Fang", email="wang@mill.example")


def put_away(world: World) -> None:
    archive_customer(MAKING, int(str(world.row("customer", "own", "U").values["key"])))


def work_elsewhere(world: World) -> None:
    """Others import, keep views and change many at once."""
    hidden = int(str(world.row("customer", "other", "").values["key"]))
    request_bulk(MAKING, "add_tag", "Other tag", keys=[hidden])
    run_waiting_jobs()
    views = CustomerView.objects.system("test").filter(name="Private shelf")
    views.update(name="Karst shelf")


def trade(world: World) -> None:
    """Customers out of reach order, in the last month of the ledger.

    Where the whole ledger ends is where the months of every customer end, so that is known.
    """
    code = world.row("customer", "other", "").marks[1]
    imported(csv_file(f"{code},NEW-1,1,2024-03-06,9000000"), name="more.csv")


def look_through(_world: World) -> None:
    """Data quality is checked, now that names and contacts come twice."""
    check_now(MAKING)


CHANGES = (rename_and_describe, add_more, put_away, work_elsewhere, trade, look_through)


def test_nothing_is_told_of_what_happens_out_of_reach(world: World, askers: Askers) -> None:
    """A key account manager reads everything twice; meanwhile everybody else is busy.

    Where it fails, leave changes out to see which one is told.
    """
    tom = askers.people["K"]
    with undone():
        prepare(world)
        before = read_everything(world, tom)
        for happen in CHANGES:
            happen(world)
        after = read_everything(world, tom)
    told = [
        f"{asked}\n{difference(answer, after.get(asked, ''))}"
        for asked, answer in before.items()
        if after.get(asked) != answer
    ]
    assert not told, "\n".join(told)


def difference(before: str, after: str) -> str:
    """The first lines that are not the same."""
    lines = unified_diff(before.split("\n"), after.split("\n"), lineterm="", n=0)
    return "\n".join(line[:200] for line in islice(lines, 3, 9))
