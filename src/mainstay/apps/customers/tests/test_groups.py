"""Groups of customers: who stands where, what their figures come to, and for whom."""

from collections.abc import Callable
from decimal import Decimal
from html import unescape
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.contracts import columns
from mainstay.apps.customers.contracts.columns import ListColumn
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.queries import groups
from mainstay.apps.customers.queries.groups import group_of
from mainstay.apps.customers.queries.records import CustomerNotFound
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.access.field_rights import OPEN
from mainstay.foundation.testing.trail import last_entry
from mainstay.shell.web.tables import Kind

SignedIn = Callable[[Person], Client]
REVENUES = {"TOP": "100", "EAST": "20.5", "EAST-1": "3", "EAST-2": "4", "SOUTH": None}


@pytest.fixture
def revenue() -> ListColumn:
    """Revenues that add up, as the subject above would add them."""

    def fetch(_codes: Any, keys: Any) -> dict[str, dict[int, Decimal]]:
        codes = Customer.objects.system("test").filter(pk__in=keys).values_list("pk", "code")
        said = {key: value for key, code in codes if (value := REVENUES.get(code))}
        return {"revenue": {key: Decimal(value) for key, value in said.items()}}

    column = ListColumn(
        "revenue",
        "Revenue",
        "customers.customer.view",
        fetch,
        Kind.MONEY,
        adds_up=True,
        field_right=OPEN,
    )
    columns.register(column)
    return column


@pytest.fixture
def family(people: NamedPeople) -> dict[str, Customer]:
    """A top with East and South below it; two stand below East, of which Tom has one."""
    tom, ana = people.tom_becker.pk, people.ana_silva.pk
    made = {"TOP": customer_named("Hengda Group", "TOP", owner=ana)}
    for code, above, owner in (
        ("SOUTH", "TOP", ana),
        ("EAST", "TOP", tom),
        ("EAST-2", "EAST", ana),
        ("EAST-1", "EAST", tom),
    ):
        made[code] = customer_named(f"Hengda {code}", code, parent=made[above].key, owner=owner)
    customer_named("Stranger", "ALONE", owner=tom)
    return made


def shown(group: groups.Group) -> list[tuple[str, int]]:
    return [(member.customer.code, member.depth) for member in group.members]


@pytest.mark.parametrize("asked", ["TOP", "EAST", "EAST-2", "SOUTH"])
def test_whoever_is_asked_about_the_whole_group_is_told(
    asked: str, family: dict[str, Customer], acting: NamedActors
) -> None:
    group = group_of(acting.li_na, family[asked].key, [])
    assert shown(group) == [("TOP", 0), ("EAST", 1), ("EAST-1", 2), ("EAST-2", 2), ("SOUTH", 1)]
    assert group.complete
    assert [member.path for member in group.members] == sorted(m.path for m in group.members)


def test_figures_add_up_from_below(
    family: dict[str, Customer], acting: NamedActors, revenue: ListColumn
) -> None:
    group = group_of(acting.li_na, family["TOP"].key, [revenue])
    totals = {member.customer.code: member.totals["revenue"] for member in group.members}
    assert totals == {
        "TOP": Decimal("127.5"),
        "EAST": Decimal("27.5"),
        "EAST-1": 3,
        "EAST-2": 4,
        "SOUTH": None,
    }
    assert group.members[0].values == {"revenue": 100}


def test_a_person_is_told_of_those_within_reach_alone(
    family: dict[str, Customer], acting: NamedActors, revenue: ListColumn
) -> None:
    group = group_of(acting.tom_becker, family["EAST-1"].key, [revenue])
    assert shown(group) == [("EAST", 0), ("EAST-1", 1)]
    assert group.members[0].totals == {"revenue": Decimal("23.5")}
    with pytest.raises(CustomerNotFound):
        group_of(acting.tom_becker, family["TOP"].key, [])


def test_a_circle_ends(family: dict[str, Customer], acting: NamedActors) -> None:
    rows = Customer.objects.system("no service makes a circle, an old file may have")
    rows.filter(code="TOP").update(parent_id=family["EAST-1"].key)
    group = group_of(acting.li_na, family["EAST"].key, [])
    assert sorted(code for code, _depth in shown(group)) == [
        "EAST",
        "EAST-1",
        "EAST-2",
        "SOUTH",
        "TOP",
    ]
    assert group.top.code == "EAST"


def test_of_a_very_large_group_the_first_are_shown(
    family: dict[str, Customer], acting: NamedActors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(groups, "MOST", 4)
    group = group_of(acting.li_na, family["TOP"].key, [])
    assert shown(group) == [("TOP", 0), ("EAST", 1), ("EAST-1", 2), ("SOUTH", 1)]
    assert not group.complete


def text(response: Any) -> str:
    """What the page says."""
    assert response.status_code == 200, response
    return unescape(response.content.decode())


@pytest.mark.usefixtures("revenue")
def test_the_page_shows_the_tree_with_its_sums(
    family: dict[str, Customer],
    people: NamedPeople,
    signed_in: SignedIn,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    li = signed_in(people.li_na)
    address = f"/customers/{family['EAST'].key}/group/"
    assert address in text(li.get(f"/customers/{family['EAST'].key}/"))
    page = text(li.get(address))
    assert "Revenue, with all below" in page
    assert page.index("Hengda Group") < page.index("Hengda EAST-1") < page.index("Hengda SOUTH")
    with django_assert_num_queries(14):
        li.get(address)


@pytest.mark.usefixtures("revenue")
def test_the_group_is_a_file_too(
    family: dict[str, Customer], people: NamedPeople, signed_in: SignedIn
) -> None:
    answer: Any = signed_in(people.li_na).get(f"/customers/{family['EAST'].key}/group/?format=csv")
    heading, first, *_rest = answer.getvalue().decode("utf-8-sig").splitlines()
    assert heading == 'Name,Code,Status,Owner,Revenue,"Revenue, with all below"'
    assert first == "Hengda Group,TOP,Prospect,Ana Silva,100,127.5"
    assert last_entry().action == "customers.group.exported"


def test_who_stands_alone_is_told_so(
    family: dict[str, Customer], people: NamedPeople, signed_in: SignedIn
) -> None:
    alone = Customer.objects.system("test").get(code="ALONE").key
    tom = signed_in(people.tom_becker)
    assert "It stands alone" in text(tom.get(f"/customers/{alone}/group/"))
    assert f"/customers/{alone}/group/" not in text(tom.get(f"/customers/{alone}/"))


@pytest.mark.usefixtures("revenue")
def test_programs_get_the_group(
    family: dict[str, Customer], people: NamedPeople, signed_in: SignedIn
) -> None:
    li = signed_in(people.li_na)
    said = li.get(f"/api/customers/{family['EAST-1'].key}/group").json()
    assert [(each["code"], each["depth"]) for each in said["items"]] == [
        ("TOP", 0),
        ("EAST", 1),
        ("EAST-1", 2),
        ("EAST-2", 2),
        ("SOUTH", 1),
    ]
    assert said["items"][1]["parent_id"] == family["TOP"].key
    assert Decimal(said["items"][1]["totals"]["revenue"]) == Decimal("27.5")


def test_a_group_out_of_reach_is_not_there(
    family: dict[str, Customer], people: NamedPeople, signed_in: SignedIn, client: Client
) -> None:
    tom = signed_in(people.tom_becker)
    nobody = signed_in(people.nobody_ning)
    for address in (
        f"/customers/{family['TOP'].key}/group/",
        f"/api/customers/{family['TOP'].key}/group",
    ):
        assert tom.get(address).status_code == 404
        assert nobody.get(address).status_code == 403
        assert client.get(address).status_code in {302, 401}
