"""Why somebody sees a customer or does not: the explanation and the policy never differ."""

from typing import Any

import pytest

from mainstay.apps.customers import queries
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.policies import VIEW
from mainstay.apps.customers.queries.access import (
    RIGHTS,
    AccessOf,
    Missing,
    Obstacle,
    Reason,
    reach_of,
)
from mainstay.apps.customers.rules.reach import Way
from mainstay.apps.customers.services.account_teams import add_member
from mainstay.apps.customers.testing import SETTING_UP, customer_named
from mainstay.apps.customers.tests.generated_company import Company, generated
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance import services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople, NamedTeams
from mainstay.apps.reference.queries.branches import REGIONS
from mainstay.apps.reference.testing import branch
from mainstay.foundation.access.actor import ActorKind
from mainstay.foundation.access.policies import policy_of
from mainstay.foundation.access.services import AccessDenied

Queries = Any
POLICY = policy_of(Customer)


@pytest.fixture
def company(teams: NamedTeams) -> Company:
    return generated(teams, seed=1, people=30, customers=20)


def test_the_explanation_says_of_every_pair_what_the_policy_does(company: Company) -> None:
    told: set[Way | Missing] = set()
    for customer in company.customers:
        explained = AccessOf(SETTING_UP, customer.key)
        listed = {each.person_id for each in explained.everybody()}
        for person in company.people:
            access = explained.of(person.pk)
            assert access is not None
            actor = governance.actor_of(person)
            case = (customer.name, person.full_name)
            may = {right for right in RIGHTS if POLICY.allows(actor, right, customer)}
            assert set(access.rights) == (may if person.is_active else set()), case
            assert access.sees == (person.pk in listed), case
            assert access.sees == (VIEW in access.rights), case
            assert bool(access.reasons) == access.sees, case
            assert bool(access.obstacles) != access.sees, case
            told |= {each.way for each in access.reasons}
            told |= {each.code for each in access.obstacles}
    assert told == {*Way, *Missing} - {Missing.SEPARATED}


def test_actors_of_everybody_at_once_are_those_of_each(company: Company) -> None:
    everybody = governance.everybody_acting()
    assert len(everybody) == len(company.people)
    people = {each.pk: each for each in Person.objects.system("test")}
    for each in everybody:
        assert each.actor == governance.actor_of(people[each.person_id])


def test_what_a_person_reaches_is_counted_by_reason(company: Company) -> None:
    for person in company.people:
        reach = reach_of(SETTING_UP, person.pk)
        assert reach is not None
        actor = governance.actor_of(person)
        seen = queries.visible(actor).count() if person.is_active else 0
        assert reach.total == seen
        assert sum(reach.counts.values()) >= seen
        assert not seen or max(reach.counts.values()) > 0


def test_the_reasons_name_roles_teams_regions_and_functions(
    people: NamedPeople, teams: NamedTeams, acting: NamedActors
) -> None:
    south = branch(REGIONS, "S", "South")
    branch(REGIONS, "GD", "Guangdong", above=south)
    role = services.create_role(
        SETTING_UP, name="Regional", scope="region", permissions=["customers.customer.view"]
    )
    services.change_person(SETTING_UP, people.nobody_ning, roles=[role.code], region_ids=[south.pk])
    hengda = customer_named("Hengda", region="Guangdong", owner=people.wu_jing.pk)
    add_member(SETTING_UP, hengda.key, person=people.ana_silva.pk, function="Quality")
    told = {each.full_name: each for each in AccessOf(acting.grace_liu, hengda.key).everybody()}
    assert told["Wu Jing"].reasons == (Reason(Way.OWNER),)
    assert told["Mei Lin"].reasons == (
        Reason(Way.TEAM, ("Sales director",), "Guangzhou", "South China"),
    )
    assert told["Nobody Ning"].reasons == (Reason(Way.REGION, ("Regional",), "Guangdong", "South"),)
    assert told["Ana Silva"].reasons == (Reason(Way.MEMBER, function="Quality"),)
    assert told["Chen Wei"].reasons == (Reason(Way.ALL, ("Executive",)),)
    assert "Tom Becker" not in told


def test_the_obstacles_say_what_is_missing(
    hengda: Customer, people: NamedPeople, acting: NamedActors
) -> None:
    def missing(person: Person) -> tuple[Obstacle, ...]:
        access = AccessOf(acting.admin_wang, hengda.key).of(person.pk)
        assert access is not None
        return access.obstacles

    not_owner = Obstacle(Missing.NOT_OWNER, "Tom Becker")
    member = Obstacle(Missing.NO_MEMBER)
    assert missing(people.ana_silva) == (not_owner, member)
    assert missing(people.nobody_ning) == (Obstacle(Missing.NO_RIGHT), not_owner, member)
    services.disable_person(SETTING_UP, people.mei_lin)
    assert missing(people.mei_lin) == (Obstacle(Missing.DISABLED),)


def test_nobody_is_told_of_customers_out_of_reach(
    hengda: Customer, acting: NamedActors, people: NamedPeople
) -> None:
    of_others = customer_named("Of others", owner=people.ana_silva.pk)
    with pytest.raises(queries.CustomerNotFound):
        AccessOf(acting.mei_lin, of_others.key)
    with pytest.raises(queries.CustomerNotFound):
        AccessOf(acting.admin_wang, 4711)
    for actor in (acting.tom_becker, acting.chen_wei, acting.nobody_ning):
        with pytest.raises(AccessDenied):
            AccessOf(actor, hengda.key)
        with pytest.raises(AccessDenied):
            reach_of(actor, people.ana_silva.pk)
    reach = reach_of(acting.mei_lin, people.ana_silva.pk)
    assert reach is not None
    assert (reach.total, reach.counts[Way.OWNER]) == (0, 0)


def test_the_explanation_costs_the_same_however_large_the_company(
    company: Company, django_assert_num_queries: Queries
) -> None:
    key = company.customers[0].key
    assert SETTING_UP.kind is ActorKind.SYSTEM
    with django_assert_num_queries(11):
        AccessOf(SETTING_UP, key).everybody()
