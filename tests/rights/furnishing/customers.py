"""Customers of each kind: own, of the team, of others, put away."""

from django.utils import timezone

from mainstay.apps.customers.models import (
    AccountTeamMember,
    Contact,
    Customer,
    MemberRight,
)
from mainstay.apps.customers.services.account_teams import add_member
from mainstay.apps.customers.services.contacts import create_contact
from mainstay.apps.customers.services.records import archive_customer
from mainstay.apps.customers.testing import customer_named, field_defined
from mainstay.apps.governance.models import Person
from mainstay.apps.ledger.models import (
    ImportKind,
)
from mainstay.apps.ledger.services import undoing
from mainstay.apps.ledger.testing import csv_file, imported
from tests.rights.world import MAKING, World


def _customer(world: World, kind: str, letter: str, name: str, owner: Person) -> Customer:
    code = "-".join(word[:3].upper() for word in [*name.split(), kind])
    made = customer_named(name, code, owner=owner.pk)
    contact = create_contact(
        MAKING, made.pk, name=f"Mr {name.split(maxsplit=1)[0]} {letter}".strip()
    )
    member = add_member(MAKING, made.pk, person=world.helper.pk)
    marks = (name, code)
    named = {"key": made.pk, "customer": made.pk, "customer_code": code, "field": "industry"}
    named["scheme"] = "abc"
    world.put("customer", kind, letter, *marks, person_id=owner.pk, **named)
    world.put("contact", kind, letter, contact.name, contact_id=contact.pk, customer=made.pk)
    world.put("member", kind, letter, *marks, key=made.pk, member_id=member.pk)
    return made


def furnish_customers(world: World) -> None:
    field_defined("terms")
    names = {"A": "Arctic", "E": "Eastern", "D": "Delta", "K": "Karst", "S": "Sable"}
    names |= {"N": "Nimbus", "U": "Umber", "-": "Nought"}
    for letter, person in world.people.items():
        _customer(world, "own", letter, f"{names[letter]} Works", person)
        put_away = _customer(world, "archived", letter, f"{names[letter]}old Mills", person)
        archive_customer(MAKING, put_away.pk)
    _customer(world, "team", "", "Yonder Lifts", world.wu)
    _customer(world, "other", "", "Hidden Harbour", world.ana)
    for kind, name, right in (
        ("watched", "Watchtower Wharf", MemberRight.READS),
        ("worked", "Workbench Weir", MemberRight.WORKS),
    ):
        made = _customer(world, kind, "", name, world.ana)
        for letter in "DK":
            add_member(MAKING, made.pk, person=world.people[letter].pk, right=right)
    _furnish_withdrawn(world)


def _furnish_withdrawn(world: World) -> None:
    """A customer whose import was undone, with its contact."""
    content = csv_file("GONE-1,Withdrawn Well", header="code,name")
    batch = imported(content, ImportKind.CUSTOMERS)
    gone = Customer.objects.system("test").get(code="GONE-1")
    undoing.undo_now(MAKING, batch)
    now = timezone.now()
    rows = [Contact(customer=gone, name="Mr Withdrawn", created_at=now, updated_at=now)]
    contact = Contact.objects.bulk_create(rows)[0]
    member = AccountTeamMember.objects.bulk_create(
        [AccountTeamMember(customer=gone, person=world.helper)]
    )[0]
    marks = ("Withdrawn Well", "GONE-1")
    named = {"key": gone.pk, "customer": gone.pk, "customer_code": gone.code, "field": "industry"}
    named["scheme"] = "abc"
    world.put("customer", "withdrawn", "", *marks, person_id=world.ana.pk, **named)
    world.put("contact", "withdrawn", "", contact.name, contact_id=contact.pk, customer=gone.pk)
    world.put("member", "withdrawn", "", *marks, key=gone.pk, member_id=member.pk)
