"""What a policy says of one customer, and what it finds among all, never differ."""

from typing import Any

import pytest

from mainstay.apps.customers import queries
from mainstay.apps.customers.models import AccountTeamMember, Contact, Customer, CustomerTag
from mainstay.apps.customers.policies import CONDITIONS, condition, standing_of
from mainstay.apps.customers.queries.account_teams import only_read
from mainstay.apps.customers.rules.reach import HOLDS, Way, ways
from mainstay.apps.customers.tests.generated_company import (
    CHANGE,
    EXPORT,
    RIGHTS,
    VIEW,
    Company,
    generated,
)
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.testing import NamedTeams
from mainstay.foundation.access.policies import policy_of
from mainstay.foundation.access.services import AccessDenied, require

POLICY = policy_of(Customer)


@pytest.fixture(params=range(3))
def company(request: pytest.FixtureRequest, teams: NamedTeams) -> Company:
    return generated(teams, seed=request.param, people=25, customers=25)


def test_every_way_stands_as_a_decision_and_as_a_condition() -> None:
    assert set(HOLDS) == set(CONDITIONS) == set(Way)


def test_what_is_allowed_on_one_customer_is_what_is_visible_among_all(company: Company) -> None:
    reached: set[tuple[str, bool]] = set()
    for person in company.people:
        actor = governance.actor_of(person)
        seen = set(queries.visible(actor).values_list("key", flat=True))
        for customer in company.customers:
            allowed = {right for right in RIGHTS if POLICY.allows(actor, right, customer)}
            case = (person.full_name, customer.name)
            assert (VIEW in allowed) == (customer.key in seen), case
            assert allowed <= actor.permissions, case
            assert not allowed or VIEW in allowed, case
            assert (EXPORT in allowed) == (VIEW in allowed and actor.may(EXPORT)), case
            reached |= {(right, right in allowed) for right in RIGHTS}
    assert reached == {(right, yes) for right in RIGHTS for yes in (True, False)}


def test_what_belongs_to_a_customer_is_seen_and_written_with_it(company: Company) -> None:
    contacts = {each.customer_id: each for each in Contact.objects.system("test")}
    members = list(AccountTeamMember.objects.system("test"))
    for person in company.people:
        actor = governance.actor_of(person)
        seen = set(queries.visible(actor).values_list("key", flat=True))
        shown = Contact.objects.visible_to(actor).values_list("customer", flat=True)
        assert set(shown) == seen
        teams = AccountTeamMember.objects.visible_to(actor).values_list("pk", flat=True)
        assert set(teams) == {each.pk for each in members if each.customer_id in seen}
        for customer in company.customers:
            for right in (VIEW, CHANGE):
                said = policy_of(Contact).allows(actor, right, contacts[customer.key])
                assert said == POLICY.allows(actor, right, customer)


def test_each_way_finds_those_for_which_it_holds(company: Company) -> None:
    """The explanation names ways, so each of them is compared, not their sum alone."""
    everything = Customer.objects.system("test")
    teams: dict[int, dict[int, bool]] = {}
    for row in AccountTeamMember.objects.system("test"):
        teams.setdefault(row.customer_id, {})[row.person_id] = row.right == "works"
    met: set[Way] = set()
    for person in company.people:
        actor = governance.actor_of(person)
        held = {
            each.key: ways(actor, standing_of(each, teams.get(each.key, {})))
            for each in company.customers
        }
        for way in Way:
            reached = condition(actor, way)
            found = (
                set()
                if reached is None
                else set(everything.filter(reached).values_list("key", flat=True))
            )
            assert found == {key for key, names in held.items() if way in names}, (actor.name, way)
            met |= {way} if found else set()
    assert met == set(Way)


def test_what_is_only_read_is_what_cannot_be_changed(company: Company) -> None:
    for person in company.people:
        actor = governance.actor_of(person)
        seen = {each.key: each for each in queries.visible(actor)}
        if actor.may(CHANGE):
            read = {key for key, each in seen.items() if not POLICY.allows(actor, CHANGE, each)}
            assert only_read(actor, seen.keys()) == read


def test_a_refusal_tells_what_is_not_there_from_what_is_not_allowed(company: Company) -> None:
    for person in company.people:
        actor = governance.actor_of(person)
        seen = set(queries.visible(actor).values_list("key", flat=True))
        for customer in company.customers:
            try:
                require(actor, CHANGE, customer)
            except AccessDenied as denied:
                hidden = type(denied).__name__ == "OutOfReach"
                assert hidden == (actor.may(CHANGE) and customer.key not in seen)
            else:
                assert customer.key in seen


def test_who_sees_everything_asks_the_database_no_more_than_that(
    company: Company, acting: Any
) -> None:
    for rows in (Customer.objects, CustomerTag.objects):
        sql = str(rows.visible_to(acting.chen_wei).order_by().values("pk").query)
        assert "accountteam" not in sql
        assert "governance" not in sql


def test_others_are_asked_for_by_conditions_that_indexes_answer(acting: Any) -> None:
    sql = str(Customer.objects.visible_to(acting.mei_lin).order_by().values("pk").query)
    assert "JOIN" not in sql
