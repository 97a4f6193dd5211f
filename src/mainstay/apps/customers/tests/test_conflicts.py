"""Two people change the same customer or contact: the slower one sees both versions."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client

from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.services.contacts import change_contact, create_contact
from mainstay.apps.customers.services.records import change_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named, field_defined
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople

SignedIn = Callable[[Person], Client]
Lines = list[tuple[str, str, str | None]]


@pytest.fixture
def wang(hengda: Customer) -> Contact:
    return create_contact(SETTING_UP, hengda.key, name="Wang", position="Buyer", mobile="138")


@pytest.fixture
def admin(people: NamedPeople, signed_in: SignedIn) -> Client:
    """The browser of an administrator, who reads the audit trail."""
    return signed_in(people.admin_wang)


def opened(client: Client, url: str) -> dict[str, Any]:
    """What a form sends when nothing is touched, with what was read."""
    form = client.get(url).context["form"]
    sent = {}
    for bound in form:
        value = bound.value()
        said = "" if value in (None, False) else value
        if said != "" or not hasattr(bound.field.widget, "check_test"):
            sent[bound.name] = said
        sent[bound.html_initial_name] = "" if value is None else str(value)
    return sent


def lines(response: Any) -> Lines:
    assert response.status_code == 409, response
    return [(each.label, each.now, each.yours) for each in response.context["both"].lines]


def reread(customer: Customer) -> Customer:
    return Customer.objects.system("test").get(pk=customer.pk)


def edit_of(customer: Customer) -> str:
    return f"/customers/{customer.pk}/edit/"


def test_the_form_carries_what_was_read(hengda: Customer, tom: Client) -> None:
    page = tom.get(edit_of(hengda)).content.decode()
    assert 'name="initial-region" value="South"' in page
    assert 'name="initial-to_be_completed" value="False"' in page
    assert 'name="initial-' not in tom.get("/customers/new/").content.decode()


def test_the_slower_editor_sees_what_differs(
    hengda: Customer, tom: Client, people: NamedPeople
) -> None:
    sent = opened(tom, edit_of(hengda))
    change_customer(SETTING_UP, hengda.pk, 1, region="North", name="Hengda", scale="large")
    mine = {**sent, "name": "Typed", "owner": people.tom_becker.pk, "scale": "large"}
    response = tom.post(edit_of(hengda), mine)
    assert lines(response) == [("Name", "Hengda", "Typed"), ("Region", "North", None)]
    page = response.content.decode()
    assert "Save mine over it" in page
    assert f'<a class="btn btn-sm" href="/customers/{hengda.pk}/">Keep theirs</a>' in page
    assert "left as it was" in page
    assert reread(hengda).name == "Hengda"


def test_saving_ones_own_writes_what_was_touched_and_nothing_else(
    hengda: Customer, tom: Client
) -> None:
    sent = opened(tom, edit_of(hengda))
    change_customer(SETTING_UP, hengda.pk, 1, region="North", name="Hengda", to_be_completed=True)
    response = tom.post(edit_of(hengda), {**sent, "name": "Typed"})
    form = response.context["form"]
    over = {bound.name: bound.value() for bound in form if bound.value() not in (None, False)}
    assert tom.post(edit_of(hengda), over).status_code == 302
    found = reread(hengda)
    assert (found.name, found.region, found.to_be_completed) == ("Typed", "North", True)


def test_both_who_want_the_same_are_told_so(hengda: Customer, tom: Client) -> None:
    sent = opened(tom, edit_of(hengda))
    change_customer(SETTING_UP, hengda.pk, 1, name="Same")
    response = tom.post(edit_of(hengda), {**sent, "name": "Same"})
    assert lines(response) == []
    assert "What you want is there already." in response.content.decode()


def test_who_sends_nothing_of_what_was_read_stands_for_every_fact(
    hengda: Customer, tom: Client
) -> None:
    sent = opened(tom, edit_of(hengda))
    change_customer(SETTING_UP, hengda.pk, 1, region="North")
    bare = {name: value for name, value in sent.items() if not name.startswith("initial-")}
    response = tom.post(edit_of(hengda), {**bare, "name": "Typed"})
    assert lines(response) == [("Name", "Hengda Lifts", "Typed"), ("Region", "North", "South")]


def test_values_stand_in_the_readers_words(
    hengda: Customer, mei: Client, people: NamedPeople
) -> None:
    names = [{"code": "n", "names": {"en": "North line"}}]
    field_defined("line", "choice", choices=names)
    field_defined("share", "decimal")
    sent = opened(mei, edit_of(hengda))
    changes = {
        "kind": "person",
        "founded_on": "2001-02-03",
        "registered_capital": "1500.5",
        "owner": people.mei_lin.pk,
        "tags": "x",
        "custom.line": "n",
        "custom.share": "1234.5",
        "to_be_completed": "on",
    }
    change_customer(SETTING_UP, hengda.pk, 1, scale="large")
    told = {
        label: (now, yours)
        for label, now, yours in lines(mei.post(edit_of(hengda), {**sent, **changes}))
    }
    assert told == {
        "Kind": ("Organisation", "Person"),
        "Owner": ("Tom Becker", "Mei Lin"),
        "Scale": ("large", None),
        "Registered capital": ("", "1,500.5"),
        "Founded on": ("", "3 Feb 2001"),
        "Tags": ("", "x"),
        "To be completed": ("No", "Yes"),
        "Line": ("", "North line"),
        "Share": ("", "1,234.5"),
    }


def test_who_reads_the_trail_learns_who_was_faster(
    hengda: Customer, admin: Client, tom: Client, acting: NamedActors
) -> None:
    for client, by in ((admin, "Tom Becker"), (tom, "")):
        sent = opened(client, edit_of(hengda))
        found = reread(hengda)
        change_customer(acting.tom_becker, hengda.pk, found.version, region=f"R{found.version}")
        response = client.post(edit_of(hengda), {**sent, "region": "Mine"})
        both = response.context["both"]
        assert (both.by, both.lines[0].by) == (by, by)
        assert ("Tom Becker has changed this" in response.content.decode()) is bool(by)


def test_a_customer_handed_out_of_sight_meanwhile_is_not_found(
    hengda: Customer, tom: Client, people: NamedPeople
) -> None:
    sent = opened(tom, edit_of(hengda))
    change_customer(SETTING_UP, hengda.pk, 1, owner=people.ana_silva.pk)
    assert tom.post(edit_of(hengda), {**sent, "name": "X"}).status_code == 404


def test_the_slower_editor_of_a_contact_sees_both_versions(wang: Contact, admin: Client) -> None:
    url = f"/customers/contacts/{wang.pk}/"
    sent = opened(admin, url)
    change_contact(SETTING_UP, wang.pk, 1, position="Director", department="Sales", is_main=True)
    response = admin.post(url, {**sent, "position": "Clerk"})
    assert lines(response) == [
        ("Main contact", "Yes", None),
        ("Position", "Director", "Clerk"),
        ("Department", "Sales", None),
    ]
    assert response.context["both"].lines[0].by
    page = response.content.decode()
    assert f'<a class="btn btn-sm" href="{url}">Keep theirs</a>' in page
    form = response.context["form"]
    over = {bound.name: bound.value() for bound in form if bound.value() not in (None, False)}
    assert admin.post(url, over).status_code == 302
    found = Contact.objects.system("test").get()
    assert (found.position, found.department, found.is_main) == ("Clerk", "Sales", True)


def patch(client: Client, path: str, body: Any) -> Any:
    return client.patch(f"/api{path}", body, content_type="application/json")


def test_a_program_that_is_slower_is_told_both_versions(
    hengda: Customer, admin: Client, acting: NamedActors
) -> None:
    field_defined("share", "decimal")
    parent = customer_named("Group", "G")
    change_customer(acting.tom_becker, hengda.pk, 1, region="North", scale="large", tags=["a"])
    body = {
        "version": 1,
        "region": "East",
        "scale": "large",
        "parent": parent.key,
        "tags": ["b", "a"],
        "registered_capital": "12.50",
        "founded_on": "2001-02-03",
        "custom": {"share": "0.5"},
    }
    response = patch(admin, f"/customers/{hengda.pk}", body)
    assert response.status_code == 409
    assert response["Content-Type"] == "application/problem+json"
    problem = response.json()
    assert (problem["code"], problem["version"]) == ("version_conflict", 2)
    assert problem["changed_by"] == "Tom Becker"
    told = {each["field"]: (each["now"], each["yours"]) for each in problem["differences"]}
    assert told == {
        "region": ("North", "East"),
        "parent": (None, parent.key),
        "tags": (["a"], ["a", "b"]),
        "registered_capital": (None, "12.50"),
        "founded_on": (None, "2001-02-03"),
        "custom.share": (None, "0.5000"),
    }
    again = patch(admin, f"/customers/{hengda.pk}", {**body, "version": problem["version"]})
    assert (again.status_code, again.json()["region"]) == (200, "East")


def test_a_program_without_the_trail_learns_when_and_not_who(hengda: Customer, tom: Client) -> None:
    change_customer(SETTING_UP, hengda.pk, 1, region="North")
    problem = patch(tom, f"/customers/{hengda.pk}", {"version": 1, "region": "East"}).json()
    [difference] = problem["differences"]
    assert (problem["changed_by"], difference["changed_by"]) == ("", "")
    assert difference["changed_at"] == problem["changed_at"]


def test_a_program_learns_nothing_of_a_customer_out_of_reach(
    hengda: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    ana = signed_in(people.ana_silva)
    response = patch(ana, f"/customers/{hengda.pk}", {"version": 9, "region": "East"})
    assert (response.status_code, "differences" in response.json()) == (404, False)


def test_a_program_that_is_slower_at_a_contact_is_told_both_versions(
    wang: Contact, tom: Client
) -> None:
    change_contact(SETTING_UP, wang.pk, 1, position="Director")
    body = {"version": 1, "position": "Clerk", "mobile": "138"}
    response = patch(tom, f"/contacts/{wang.pk}", body)
    problem = response.json()
    assert (response.status_code, problem["code"]) == (409, "contact_version_conflict")
    assert problem["version"] == 2
    told = [(each["field"], each["now"], each["yours"]) for each in problem["differences"]]
    assert told == [("position", "Director", "Clerk")]


def test_the_description_says_what_a_conflict_tells(tom: Client) -> None:
    paths = tom.get("/api/openapi.json").json()["paths"]
    for path in ("/api/customers/{key}", "/api/contacts/{contact_id}"):
        answer = paths[path]["patch"]["responses"]["409"]
        _problem, told = answer["content"]["application/problem+json"]["schema"]["allOf"]
        assert set(told["required"]) == {"version", "changed_by", "changed_at", "differences"}
