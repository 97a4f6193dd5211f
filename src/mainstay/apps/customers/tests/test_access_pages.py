"""The pages and operations that say who sees a customer, and what one person reaches."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.utils.timezone import now

from mainstay.apps.customers.access_wording import obstacle_words, reason_words
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.queries.access import Missing, Obstacle, Reason
from mainstay.apps.customers.rules.reach import Way
from mainstay.apps.customers.services.account_teams import add_member
from mainstay.apps.customers.testing import SETTING_UP, customer_named
from mainstay.apps.governance import services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople
from mainstay.foundation.testing.trail import last_entry

SignedIn = Callable[[Person], Client]
Queries = Any


def text(response: Any) -> str:
    """What the page says."""
    assert response.status_code == 200, response
    return str(response.content.decode())


@pytest.fixture
def wang(people: NamedPeople, signed_in: SignedIn) -> Client:
    """The browser of an administrator."""
    return signed_in(people.admin_wang)


@pytest.fixture
def page(hengda: Customer) -> str:
    return f"/customers/{hengda.key}/access/"


def test_only_who_may_know_is_told(
    page: str, hengda: Customer, people: NamedPeople, signed_in: SignedIn, client: Client
) -> None:
    ana = people.ana_silva.pk
    pages = (page, f"/customers/access/{ana}/")
    operations = (
        f"/api/customers/{hengda.key}/access",
        f"/api/customers/{hengda.key}/access/{ana}",
        f"/api/customers/access/{ana}",
    )
    for address in pages:
        assert client.get(address)["Location"].startswith("/sign-in/")
    assert {client.get(address).status_code for address in operations} == {401}
    for person in (people.tom_becker, people.chen_wei, people.nobody_ning):
        browser = signed_in(person)
        assert {browser.get(each).status_code for each in (*pages, *operations)} == {403}
    assert "Who sees this" not in text(
        signed_in(people.tom_becker).get(f"/customers/{hengda.key}/")
    )


def test_the_page_lists_who_sees_the_customer_and_why(
    page: str, hengda: Customer, people: NamedPeople, mei: Client
) -> None:
    add_member(SETTING_UP, hengda.key, person=people.ana_silva.pk, function="Quality")
    assert page in text(mei.get(f"/customers/{hengda.key}/"))
    shown = text(mei.get(page))
    for words in (
        "Tom Becker",
        "Owner",
        "Account team: Quality",
        "Team South China, with the role Sales director",
        "The role Executive sees everything",
        "see, export, change, decide on the account team",
    ):
        assert words in shown
    rows = mei.get(page).context["table"].page.items
    assert "Wu Jing" not in [each.full_name for each in rows]


def test_who_sees_the_customer_is_a_file_too(page: str, mei: Client) -> None:
    answer: Any = mei.get(f"{page}?format=csv")
    heading, *rows = answer.getvalue().decode("utf-8-sig").splitlines()
    assert heading == "Person,Why,Rights,Sensitive fields"
    assert any(row.startswith("Tom Becker,Owner,") for row in rows)
    assert not any("<" in row for row in rows)
    assert last_entry().action == "customers.access.exported"


def test_one_person_can_be_asked_about_also_one_who_does_not_see_it(
    page: str, people: NamedPeople, wang: Client
) -> None:
    shown = text(wang.get(page, {"person": people.wu_jing.pk}))
    assert "Wu Jing does not see it" in shown
    assert "The owner is somebody else: Tom Becker." in shown
    assert "The person does not belong to the account team." in shown
    assert "Tom Becker sees it" in text(wang.get(page, {"person": people.tom_becker.pk}))
    services.disable_person(SETTING_UP, people.tom_becker)
    shown = text(wang.get(page, {"person": people.tom_becker.pk}))
    assert "Tom Becker (disabled)" in shown
    assert "The person is disabled." in shown
    assert text(wang.get(page, {"person": "nobody"}))


def test_a_withdrawn_customer_is_explained_to_who_sees_everything(
    page: str, hengda: Customer, wang: Client, mei: Client, people: NamedPeople
) -> None:
    Customer.objects.system("test").filter(key=hengda.key).update(withdrawn_at=now())
    shown = text(wang.get(page, {"person": people.tom_becker.pk}))
    assert "Nobody sees this customer" in shown
    assert "The customer was withdrawn: its import has been undone." in shown
    assert mei.get(page).status_code == 404


def test_a_customer_out_of_reach_is_not_there(people: NamedPeople, mei: Client) -> None:
    other = customer_named("Other", owner=people.ana_silva.pk)
    assert mei.get(f"/customers/{other.key}/access/").status_code == 404
    assert mei.get("/api/customers/4711/access").status_code == 404


def test_the_page_of_a_person_counts_by_reason_and_leads_to_the_list(
    hengda: Customer, people: NamedPeople, wang: Client, mei: Client
) -> None:
    other = customer_named("Other", owner=people.ana_silva.pk)
    add_member(SETTING_UP, other.key, person=people.tom_becker.pk)
    address = f"/customers/access/{people.tom_becker.pk}/"
    assert address in text(wang.get(f"/administration/people/{people.tom_becker.pk}/"))
    answer = wang.get(address)
    reach = answer.context["reach"]
    assert (reach.total, dict(reach.counts)) == (2, {Way.OWNER: 1, Way.MEMBER: 1})
    for row in answer.context["table"].rows:
        listed = wang.get(row[0].url).context["table"].page.items
        assert len(listed) == 1
    assert "Only customers that you see are counted." in text(mei.get(address))
    assert mei.get(address).context["reach"].total == 1
    assert wang.get("/customers/access/4711/").status_code == 404


def test_lists_of_team_regions_and_everything_are_led_to(
    hengda: Customer, people: NamedPeople, wang: Client
) -> None:
    for person, count in ((people.mei_lin, 1), (people.chen_wei, 1)):
        answer = wang.get(f"/customers/access/{person.pk}/")
        [row] = [each for each in answer.context["table"].rows if each[1].value]
        assert len(wang.get(row[0].url).context["table"].page.items) == count


def test_who_may_not_see_customers_reaches_nothing(people: NamedPeople, wang: Client) -> None:
    shown = text(wang.get(f"/customers/access/{people.nobody_ning.pk}/"))
    assert "This person sees no customers" in shown


def test_programs_are_told_the_same(
    hengda: Customer, people: NamedPeople, wang: Client, mei: Client
) -> None:
    address = f"/api/customers/{hengda.key}/access"
    listed = mei.get(address, {"limit": 2}).json()
    assert (len(listed["items"]), bool(listed["next"])) == (2, True)
    one = mei.get(f"{address}/{people.wu_jing.pk}").json()
    assert (one["sees"], one["reasons"], one["rights"]) == (False, [], [])
    assert one["obstacles"][0] == {
        "code": "not_owner",
        "words": "The owner is somebody else: Tom Becker.",
    }
    assert mei.get(f"{address}/4711").status_code == 404
    reach = wang.get(f"/api/customers/access/{people.tom_becker.pk}").json()
    assert (reach["total"], reach["counts"]) == (1, {"owner": 1, "member": 0})
    assert wang.get("/api/customers/access/4711").status_code == 404


def test_every_reason_and_every_obstacle_has_words() -> None:
    for way in Way:
        for above in ("", "China"):
            for works in (True, False):
                reason = Reason(way, ("Boss",), "South", above, "Quality" if above else "", works)
                assert reason_words(reason)
    said = {obstacle_words(Obstacle(each, about)) for each in Missing for about in ("", "X")}
    assert len(said) == len(Missing) + 3


def test_the_page_costs_the_same_however_many_people(
    page: str, hengda: Customer, mei: Client, django_assert_num_queries: Queries
) -> None:
    mei.get(page)
    with django_assert_num_queries(13):
        mei.get(page)


def test_numbers_that_nobody_has_are_not_found_however_large(
    page: str, hengda: Customer, people: NamedPeople, wang: Client
) -> None:
    large = 10**30
    json = "application/json"
    team = f"/api/customers/{hengda.key}/account-team"
    for address in (
        f"/customers/access/{large}/",
        f"/customers/{large}/access/",
        f"/customers/{hengda.key}/account-team/{large}/",
        f"/api/customers/{hengda.key}/access/{large}",
        f"/api/customers/access/{large}",
        f"/api/customers/{large}/account-team",
    ):
        assert wang.get(address).status_code == 404, address
    assert wang.get(page, {"person": large}).status_code == 200
    assert wang.post(team, {"person": large}, content_type=json).status_code == 422
    assert wang.patch(f"{team}/{large}", {"right": "works"}, content_type=json).status_code == 404
    person = f"/api/people/{people.li_na.pk}"
    assert wang.patch(person, {"region_ids": [large]}, content_type=json).status_code == 422
