"""Account teams on pages and for programs: what is seen, what is done, who is turned away."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.customers.models import AccountTeamMember, Customer
from mainstay.apps.customers.services.account_teams import add_member
from mainstay.apps.customers.services.contacts import create_contact
from mainstay.apps.customers.services.records import change_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople

SignedIn = Callable[[Person], Client]
Queries = Any
JSON = "application/json"


def text(response: Any) -> str:
    """What the page says."""
    assert response.status_code == 200, response
    return str(response.content.decode())


def members() -> list[tuple[str, str, str]]:
    rows = AccountTeamMember.objects.system("test").select_related("person")
    return [(each.person.full_name, each.function, each.right) for each in rows]


@pytest.fixture
def ana(hengda: Customer, people: NamedPeople) -> AccountTeamMember:
    """Ana Silva supports Hengda and sees it."""
    return add_member(
        SETTING_UP, hengda.key, person=people.ana_silva.pk, function="Technical support"
    )


@pytest.fixture
def paths(hengda: Customer, ana: AccountTeamMember) -> list[str]:
    """Every address of the account team's pages."""
    team = f"/customers/{hengda.key}/account-team/"
    return [f"{team}new/", f"{team}{ana.pk}/", f"{team}{ana.pk}/remove/"]


def test_strangers_are_sent_to_the_sign_in(paths: list[str], client: Client) -> None:
    for path in paths:
        for send in (client.get, client.post):
            assert send(path)["Location"].startswith("/sign-in/")


def test_who_may_not_decide_is_refused(
    paths: list[str], people: NamedPeople, signed_in: SignedIn
) -> None:
    for person in (people.nobody_ning, people.grace_liu, people.ana_silva):
        browser = signed_in(person)
        for path in paths:
            assert browser.get(path).status_code == 403, (person, path)
            assert browser.post(path, {}).status_code == 403, (person, path)
    assert len(members()) == 1


def test_the_team_of_a_customer_out_of_reach_is_not_there(
    paths: list[str], people: NamedPeople, signed_in: SignedIn
) -> None:
    wu = signed_in(people.wu_jing)
    assert {wu.get(path).status_code for path in paths} == {404}
    assert {wu.post(path, {}).status_code for path in paths} == {404}


def test_the_owner_adds_changes_and_removes_a_member(
    hengda: Customer, people: NamedPeople, tom: Client
) -> None:
    page = f"/customers/{hengda.key}/"
    assert "No account team yet" in text(tom.get(page))
    form = tom.get(f"{page}account-team/new/")
    assert "Technical support" in text(form)
    facts = {"person": people.wu_jing.pk, "function": "Quality", "right": "reads"}
    assert tom.post(f"{page}account-team/new/", facts)["Location"] == page
    assert members() == [("Wu Jing", "Quality", "reads")]
    shown = text(tom.get(page))
    assert "Wu Jing" in shown
    assert "Sees it" in shown
    one = f"{page}account-team/{AccountTeamMember.objects.system('test').get().pk}/"
    assert "Quality" in text(tom.get(one))
    tom.post(one, {"function": "Service", "right": "works"})
    assert members() == [("Wu Jing", "Service", "works")]
    assert "Take Wu Jing from the account team?" in text(tom.get(f"{one}remove/"))
    assert tom.post(f"{one}remove/").status_code == 302
    assert members() == []


def test_what_is_refused_stands_beside_its_field(
    hengda: Customer, ana: AccountTeamMember, tom: Client
) -> None:
    form = tom.post(f"/customers/{hengda.key}/account-team/new/", {"right": "reads"})
    assert list(form.context["form"].errors) == ["person"]
    offered = [value for value, _name in form.context["form"].fields["person"].choices]
    assert ana.person_id not in offered


def test_who_reads_gets_no_buttons_and_no_forms(
    hengda: Customer, ana: AccountTeamMember, people: NamedPeople, signed_in: SignedIn
) -> None:
    wang = create_contact(SETTING_UP, hengda.key, name="Wang")
    browser = signed_in(people.ana_silva)
    page = text(browser.get(f"/customers/{hengda.key}/"))
    contact = f"/customers/contacts/{wang.pk}/"
    for address in (f"/customers/{hengda.key}/edit/", contact, "account-team/new/", "archive/"):
        assert address not in page
    assert contact not in text(browser.get("/customers/contacts/"))
    forms = (f"/customers/{hengda.key}/edit/", contact, f"/customers/{hengda.key}/contacts/new/")
    assert {browser.get(path).status_code for path in forms} == {403}


def test_who_works_on_it_edits_all_but_owner_and_region(
    hengda: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    add_member(SETTING_UP, hengda.key, person=people.ana_silva.pk, right="works")
    browser = signed_in(people.ana_silva)
    edit = f"/customers/{hengda.key}/edit/"
    form = browser.get(edit).context["form"]
    assert [name for name in form.fields if form.fields[name].disabled] == ["owner", "region"]
    facts = {"version": 1, "code": "C-1", "name": "Hengda", "kind": "organisation"}
    facts |= {"status": "prospect", "region": "East", "owner": people.ana_silva.pk}
    assert browser.post(edit, facts).status_code == 302
    kept = Customer.objects.system("test").get(key=hengda.key)
    assert (kept.name, kept.region, kept.owner_id) == ("Hengda", "South", people.tom_becker.pk)


def test_a_new_member_finds_a_message(
    hengda: Customer, people: NamedPeople, tom: Client, signed_in: SignedIn
) -> None:
    facts = {"person": people.ana_silva.pk, "function": "Quality", "right": "reads"}
    tom.post(f"/customers/{hengda.key}/account-team/new/", facts)
    page = text(signed_in(people.ana_silva).get(reverse("notifications:list")))
    assert "You belong to the account team of Hengda Lifts" in page
    assert "Added by Tom Becker. Function: Quality." in page


def test_the_list_and_its_export_show_teams_when_asked(
    hengda: Customer, ana: AccountTeamMember, tom: Client, django_assert_num_queries: Queries
) -> None:
    asked = "/customers/?columns=name,account_team&where=account_team:filled"
    assert "Ana Silva (Technical support)" in text(tom.get(asked))
    exported = tom.get("/customers/export/?columns=name,account_team")
    assert b"ana.silva@mainstay.example" in b"".join(exported)
    assert b"account_team" not in b"".join(tom.get("/customers/export/"))
    for name in ("Zhiyuan", "Anji"):
        added = customer_named(name, owner=hengda.owner_id)
        add_member(SETTING_UP, added.key, person=ana.person_id)
    with django_assert_num_queries(14):
        tom.get(asked)


def test_programs_keep_a_team(
    hengda: Customer, people: NamedPeople, tom: Client, signed_in: SignedIn, client: Client
) -> None:
    address = f"/api/customers/{hengda.key}/account-team"
    assert tom.get(address).json() == []
    body = {"person": people.ana_silva.pk, "function": "Quality"}
    made = tom.post(address, body, content_type=JSON)
    assert made.status_code == 201
    assert made.json()["person"] == {
        "id": people.ana_silva.pk,
        "full_name": "Ana Silva",
        "is_active": True,
    }
    one = f"{address}/{made.json()['id']}"
    changed = tom.patch(one, {"right": "works"}, content_type=JSON).json()
    assert (changed["function"], changed["right"]) == ("Quality", "works")
    again = tom.post(address, body, content_type=JSON)
    assert (again.status_code, "person" in again.content.decode()) == (422, True)
    ana = signed_in(people.ana_silva)
    assert len(ana.get(address).json()) == 1
    assert ana.patch(one, {"right": "reads"}, content_type=JSON).status_code == 403
    assert ana.delete(one).status_code == 403
    assert ana.post(address, body, content_type=JSON).status_code == 403
    wu = signed_in(people.wu_jing)
    assert {wu.get(address).status_code, wu.delete(one).status_code} == {404}
    assert tom.delete(one).status_code == 204
    assert tom.delete(one).json()["code"] == "member_not_found"
    ning = signed_in(people.nobody_ning)
    for browser, status in ((client, 401), (ning, 403)):
        assert browser.get(address).status_code == status
        assert browser.post(address, body, content_type=JSON).status_code == status
        assert browser.patch(one, {}, content_type=JSON).status_code == status
        assert browser.delete(one).status_code == status


def test_a_disabled_member_stays_in_the_team_and_is_marked(
    hengda: Customer, ana: AccountTeamMember, tom: Client
) -> None:
    Person.objects.system("test").filter(pk=ana.person_id).update(is_active=False)
    page = text(tom.get(f"/customers/{hengda.key}/"))
    assert "Ana Silva" in page
    assert "Disabled" in page


def test_a_member_by_whom_a_region_was_changed_before_sees_what_stays(
    hengda: Customer, ana: AccountTeamMember, people: NamedPeople, signed_in: SignedIn
) -> None:
    change_customer(SETTING_UP, hengda.key, 1, owner=people.wu_jing.pk, region="")
    assert "Hengda" in text(signed_in(people.ana_silva).get(f"/customers/{hengda.key}/"))
