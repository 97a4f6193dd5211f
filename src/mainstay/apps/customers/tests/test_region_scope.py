"""A role that sees regions opens those of its holder, with all that lies below them."""

from dataclasses import replace

import pytest

from mainstay.apps.customers import queries
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.services.importing import plan_customer_import
from mainstay.apps.customers.services.records import change_customer
from mainstay.apps.customers.testing import SETTING_UP, cleaned, customer_named
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance import services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople, NamedTeams, person_named
from mainstay.apps.reference.models import Branch
from mainstay.apps.reference.queries.branches import REGIONS
from mainstay.apps.reference.services.branches import (
    archive_branch,
    change_branch,
    restore_branch,
)
from mainstay.apps.reference.testing import branch
from mainstay.foundation.access.actor import Actor, RowScope
from mainstay.foundation.access.services import OutOfReach

RIGHTS = [
    "customers.customer.view",
    "customers.customer.change",
    "customers.customer.import",
]


@pytest.fixture
def south(db: None) -> Branch:
    return branch(REGIONS, "S", "South")


@pytest.fixture
def guangdong(south: Branch) -> Branch:
    return branch(REGIONS, "GD", "Guangdong", above=south)


@pytest.fixture
def shenzhen(guangdong: Branch) -> Branch:
    return branch(REGIONS, "SZ", "Shenzhen", above=guangdong)


@pytest.fixture
def regional(db: None) -> str:
    """A role that sees regions."""
    return services.create_role(
        SETTING_UP, name="Regional", scope="region", permissions=RIGHTS
    ).code


@pytest.fixture
def lin(regional: str, guangdong: Branch, people: NamedPeople) -> Person:
    """Lin Hao looks after Guangdong."""
    return person_named("Lin Hao", regional, region_ids=[guangdong.pk])


@pytest.fixture
def everywhere(people: NamedPeople, shenzhen: Branch) -> None:
    for name, region in (
        ("Higher", "South"),
        ("Here", "Guangdong"),
        ("Lower", "Shenzhen"),
        ("Spelled", "guangdong"),
        ("Nowhere", ""),
    ):
        customer_named(name, region=region, owner=people.ana_silva.pk)


def seen(person: Person) -> list[str]:
    """What the person sees with the rights of this moment."""
    rows = queries.customers(acting(person), sort="code")
    return [customer.code for customer in rows]


def acting(person: Person) -> Actor:
    return governance.actor_of(Person.objects.system("test").get(pk=person.pk))


@pytest.mark.usefixtures("everywhere")
def test_a_region_opens_its_customers_and_those_below_beside_own_ones(lin: Person) -> None:
    customer_named("Own", region="Hubei", owner=lin.pk)
    assert seen(lin) == ["HERE", "LOWER", "OWN"]


@pytest.mark.usefixtures("everywhere")
def test_a_customer_without_an_owner_is_reached_by_its_region(lin: Person) -> None:
    customer_named("Unowned", region="Shenzhen")
    assert "UNOWNED" in seen(lin)


@pytest.mark.usefixtures("everywhere")
def test_regions_count_for_nobody_without_such_a_role(
    people: NamedPeople, guangdong: Branch
) -> None:
    services.change_person(SETTING_UP, people.tom_becker, region_ids=[guangdong.pk])
    assert acting(people.tom_becker).regions == frozenset()
    assert seen(people.tom_becker) == []


@pytest.mark.usefixtures("everywhere")
def test_team_and_regions_add_up(lin: Person, teams: NamedTeams, people: NamedPeople) -> None:
    customer_named("Of the team", region="Hubei", owner=people.wu_jing.pk)
    services.change_person(SETTING_UP, lin, team_id=teams.guangzhou.pk)
    services.set_roles(SETTING_UP, lin, ["regional", "director"])
    actor = acting(lin)
    assert actor.scope is RowScope.TEAM
    assert actor.regions == {"Guangdong", "Shenzhen"}
    assert seen(lin) == ["HERE", "LOWER", "OF-THE-TEAM"]


@pytest.mark.usefixtures("everywhere")
def test_who_sees_everything_sees_no_less_for_having_regions(lin: Person) -> None:
    services.set_roles(SETTING_UP, lin, ["regional", "executive"])
    assert len(seen(lin)) == 5


@pytest.mark.usefixtures("everywhere")
def test_a_new_name_of_a_region_reaches_none_of_the_customers_of_the_old_one(
    lin: Person, guangdong: Branch
) -> None:
    row = REGIONS.model.objects.system("test").get(pk=guangdong.pk)
    change_branch(SETTING_UP, REGIONS, row.pk, row.version, name="Guangdong Province")
    assert seen(lin) == ["LOWER"]
    here = Customer.objects.system("test").get(code="HERE")
    change_customer(SETTING_UP, here.key, here.version, region="Guangdong Province")
    assert seen(lin) == ["HERE", "LOWER"]


@pytest.mark.usefixtures("everywhere")
def test_an_archived_region_reaches_nothing_until_it_is_restored(
    lin: Person, guangdong: Branch, south: Branch
) -> None:
    archive_branch(SETTING_UP, REGIONS, guangdong.pk)
    assert seen(lin) == []
    Person.objects.system("test").filter(pk=lin.pk).update(region_ids=[south.pk])
    assert seen(lin) == ["HIGHER"]
    restore_branch(SETTING_UP, REGIONS, guangdong.pk)
    assert seen(lin) == ["HERE", "HIGHER", "LOWER"]


@pytest.mark.usefixtures("everywhere")
def test_a_name_that_a_region_out_of_reach_bears_too_reaches_nothing(lin: Person) -> None:
    west = branch(REGIONS, "W", "West")
    branch(REGIONS, "SZ-W", "Shenzhen", above=west)
    assert seen(lin) == ["HERE"]
    ids = [*lin.region_ids, west.pk]
    Person.objects.system("test").filter(pk=lin.pk).update(region_ids=ids)
    assert seen(lin) == ["HERE", "LOWER"]


@pytest.mark.usefixtures("everywhere")
def test_a_region_that_is_gone_reaches_nothing(lin: Person) -> None:
    Person.objects.system("test").filter(pk=lin.pk).update(region_ids=[4711])
    assert seen(lin) == []


@pytest.mark.usefixtures("everywhere")
def test_what_is_reached_by_region_may_be_changed_and_nothing_else(lin: Person) -> None:
    here, higher = (Customer.objects.system("test").get(code=code) for code in ("HERE", "HIGHER"))
    assert change_customer(acting(lin), here.key, here.version, scale="Large").scale == "Large"
    with pytest.raises(OutOfReach):
        change_customer(acting(lin), higher.key, higher.version, scale="Large")


@pytest.mark.usefixtures("everywhere")
def test_an_import_changes_what_is_reached_by_region_and_rejects_the_rest(lin: Person) -> None:
    rows = cleaned({"code": "HERE", "scale": "Large"}, {"code": "HIGHER", "scale": "Large"})
    with plan_customer_import(acting(lin), rows) as plan:
        assert [(each.record, each.code) for each in plan.rejects] == [(2, "not_permitted")]


def test_an_actor_of_the_system_needs_no_regions() -> None:
    assert replace(SETTING_UP).regions == frozenset()
