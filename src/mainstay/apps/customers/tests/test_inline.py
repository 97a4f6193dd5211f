"""Facts changed where they stand: in the list and on a customer's page."""

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.models import Customer, MemberRight
from mainstay.apps.customers.services.account_teams import add_member
from mainstay.apps.customers.services.records import archive_customer, change_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named, field_defined
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedPeople

SignedIn = Callable[[Person], Client]
PART = {"HX-Request": "true"}


def text(response: Any, status: int = 200) -> str:
    """What the answer says, without the breaks between its lines."""
    assert response.status_code == status, response
    return str(response.content.decode()).replace("\n", "")


def url(customer: Customer, field: str, within: str = "list") -> str:
    return f"/customers/{customer.pk}/facts/{field}/?in={within}"


def form_of(client: Client, customer: Customer, field: str, within: str = "list") -> Any:
    """What the form in the place of a fact sends when nothing is touched."""
    response = client.get(url(customer, field, within), headers=PART)
    form = response.context["form"]
    return {
        "version": form["version"].value(),
        f"initial-{field}": form.fact.value() or "",
        field: form.fact.value() or "",
    }


def save(client: Client, customer: Customer, field: str, value: Any, within: str = "list") -> Any:
    sent = {**form_of(client, customer, field, within), field: value}
    return client.post(url(customer, field, within), sent, headers=PART)


def reread(customer: Customer) -> Customer:
    return Customer.objects.system("test").select_related("owner").get(pk=customer.pk)


@pytest.fixture
def paths(hengda: Customer) -> list[str]:
    """Every address of facts that are changed in their place."""
    fact = f"/customers/{hengda.pk}/facts/region/"
    return [fact, f"{fact}shown/"]


def test_strangers_are_sent_to_the_sign_in(paths: list[str], client: Client) -> None:
    for path in paths:
        for send in (client.get, client.post):
            assert send(path)["Location"].startswith("/sign-in/")


def test_who_has_no_role_is_refused(
    paths: list[str], people: NamedPeople, signed_in: SignedIn
) -> None:
    ning = signed_in(people.nobody_ning)
    assert {ning.get(path, headers=PART).status_code for path in paths} == {403}
    assert ning.post(paths[0], {"region": "X"}, headers=PART).status_code == 403


def test_a_customer_out_of_reach_is_not_found(
    paths: list[str], hengda: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    ana = signed_in(people.ana_silva)
    assert {ana.get(path, headers=PART).status_code for path in paths} == {404}
    sent = {"version": 1, "region": "X"}
    assert ana.post(paths[0], sent, headers=PART).status_code == 404
    assert reread(hengda).region == "South"


def test_who_only_reads_has_no_pencil_and_changes_nothing(
    paths: list[str], hengda: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    grace = signed_in(people.grace_liu)
    for page in ("/customers/", f"/customers/{hengda.pk}/"):
        assert 'class="pencil"' not in text(grace.get(page))
    assert "South" in text(grace.get(paths[1], headers=PART))
    assert grace.get(paths[0], headers=PART).status_code == 403
    assert grace.post(paths[0], {"version": 1, "region": "X"}, headers=PART).status_code == 403
    assert reread(hengda).version == 1


def test_facts_have_pencils_in_the_list_and_on_the_page(hengda: Customer, tom: Client) -> None:
    in_list = text(tom.get("/customers/"))
    for field in ("name", "status", "owner", "region", "industry"):
        assert f'hx-get="/customers/{hengda.pk}/facts/{field}/?in=list"' in in_list
    assert "/facts/code/" not in in_list
    assert 'aria-label="Change: Region of Hengda Lifts"' in in_list
    page = text(tom.get(f"/customers/{hengda.pk}/"))
    for field in ("name", "parent", "tags", "founded_on", "business_scope"):
        assert f'hx-get="/customers/{hengda.pk}/facts/{field}/?in=page"' in page


def test_without_script_a_pencil_leads_to_the_edit_form(hengda: Customer, tom: Client) -> None:
    there = f"/customers/{hengda.pk}/edit/#id_region"
    assert f'href="{there}"' in text(tom.get("/customers/"))
    assert tom.get(url(hengda, "region"))["Location"] == there
    back = tom.get(f"/customers/{hengda.pk}/facts/region/shown/")
    assert back["Location"] == f"/customers/{hengda.pk}/"


def test_a_fact_is_changed_and_shown_as_before_with_a_way_back(
    hengda: Customer, tom: Client
) -> None:
    page = text(save(tom, hengda, "region", " North "))
    assert reread(hengda).region == "North"
    assert ">North<a" in page
    assert "autofocus" in page
    assert "Region of Hengda Lifts has been changed." in page
    assert 'name="region" value="South"' in page


def test_the_way_back_is_a_change_of_its_own(hengda: Customer, tom: Client) -> None:
    answer = save(tom, hengda, "region", "North")
    undo = answer.context["toast"].undo
    sent = {"version": 2, "region": "South", "initial-region": "North", "undo": "1"}
    for name, value in sent.items():
        assert f'name="{name}" value="{value}"' in undo.fields
    page = text(tom.post(undo.url, sent, headers=PART))
    assert "Region of Hengda Lifts is as it was." in page
    assert ">Undo<" not in page
    assert (reread(hengda).region, reread(hengda).version) == ("South", 3)


def test_there_is_no_way_back_to_a_colleague_who_left(
    hengda: Customer, mei: Client, people: NamedPeople
) -> None:
    Person.objects.system("test").filter(pk=people.tom_becker.pk).update(is_active=False)
    answer = save(mei, hengda, "owner", people.mei_lin.pk)
    assert reread(hengda).owner == people.mei_lin
    assert answer.context["toast"].undo is None


def test_a_second_change_in_the_same_row_works(hengda: Customer, tom: Client) -> None:
    save(tom, hengda, "region", "North")
    save(tom, hengda, "industry", "Lifts")
    assert (reread(hengda).region, reread(hengda).industry) == ("North", "Lifts")


def test_an_untouched_value_writes_nothing(hengda: Customer, tom: Client) -> None:
    answer = save(tom, hengda, "region", "South")
    assert answer.context["toast"] is None
    assert reread(hengda).version == 1


def test_what_is_refused_stands_at_the_field(hengda: Customer, tom: Client) -> None:
    assert "This field is required." in text(save(tom, hengda, "name", ""))
    page = text(save(tom, hengda, "parent", "C-1", "page"))
    assert "A customer cannot stand above itself." in page
    assert 'value="C-1"' in page
    assert "There is no such parent." in text(save(tom, hengda, "parent", "NOWHERE", "page"))
    assert reread(hengda).version == 1


@pytest.mark.parametrize(
    ("field", "value", "shown"),
    [
        ("name", "Hengda Group", "Hengda Group</a>"),
        ("short_name", "HD", ">HD<"),
        ("kind", "person", "Person"),
        ("status", "active", "badge-good"),
        ("scale", "large", "large"),
        ("registered_capital", "1000.5", "1,000.50"),
        ("founded_on", "2001-02-03", "3 Feb 2001"),
        ("source", "fair", "fair"),
        ("tags", "b、a", "a, b"),
        ("to_be_completed", "on", "badge-caution"),
    ],
)
def test_every_fact_is_shown_as_the_list_shows_it(
    field: str, value: str, shown: str, hengda: Customer, tom: Client
) -> None:
    assert shown in text(save(tom, hengda, field, value))


def test_tags_and_several_lines_are_shown_as_the_page_shows_them(
    hengda: Customer, tom: Client
) -> None:
    assert "No tags" in text(tom.get(f"/customers/{hengda.pk}/"))
    tags = text(save(tom, hengda, "tags", "<b>, a", "page"))
    assert 'badge-plain">a</span>' in tags
    assert "<b>" not in tags
    scope = text(save(tom, hengda, "business_scope", "one\r\n<i>two", "page"))
    assert "one<br>&lt;i&gt;two" in scope


def test_the_head_of_the_page_follows_the_name(hengda: Customer, tom: Client) -> None:
    assert save(tom, hengda, "name", "New", "page")["HX-Trigger"] == '{"customer-changed": {}}'
    assert "HX-Trigger" not in save(tom, hengda, "region", "East", "page")
    assert "HX-Trigger" not in save(tom, hengda, "name", "Newer", "list")


def test_custom_fields_are_changed_where_they_stand(hengda: Customer, tom: Client) -> None:
    field_defined("visits", "whole", most="9")
    assert "/facts/custom.visits/" in text(tom.get(f"/customers/{hengda.pk}/"))
    assert "/facts/custom.visits/" in text(tom.get("/customers/?columns=name,custom.visits"))
    assert ">7<" in text(save(tom, hengda, "custom.visits", "7"))
    refused = text(save(tom, hengda, "custom.visits", "10"))
    assert "This is more or later than the field takes." in refused


def test_there_is_no_such_fact(hengda: Customer, tom: Client) -> None:
    for field in ("code", "version", "custom.nothing", "account_team", "created_at"):
        assert tom.get(url(hengda, field), headers=PART).status_code == 404


def test_members_of_the_account_team_have_no_pencil_where_the_owner_decides(
    hengda: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    add_member(SETTING_UP, hengda.pk, person=people.ana_silva.pk, right=MemberRight.WORKS)
    ana = signed_in(people.ana_silva)
    for within, page in (("list", "/customers/"), ("page", f"/customers/{hengda.pk}/")):
        shown = text(ana.get(page))
        assert url(hengda, "industry", within) in shown
        for field in ("owner", "region"):
            assert url(hengda, field, within) not in shown
    sent = {"version": 1, "region": "X"}
    page = text(ana.post(url(hengda, "region"), sent, headers=PART))
    assert "cannot be changed by you now" in page
    assert 'class="pencil"' not in page
    assert reread(hengda).version == 1


def test_who_reads_as_a_member_has_no_pencil(
    hengda: Customer, people: NamedPeople, signed_in: SignedIn
) -> None:
    add_member(SETTING_UP, hengda.pk, person=people.ana_silva.pk)
    ana = signed_in(people.ana_silva)
    for page in ("/customers/", f"/customers/{hengda.pk}/"):
        assert 'class="pencil"' not in text(ana.get(page))


def test_an_archived_customer_has_no_pencil(hengda: Customer, mei: Client) -> None:
    form = form_of(mei, hengda, "region")
    archive_customer(SETTING_UP, hengda.pk)
    for page in ("/customers/?status=archived", f"/customers/{hengda.pk}/"):
        assert 'class="pencil"' not in text(mei.get(page))
    page = text(mei.post(url(hengda, "region"), {**form, "region": "X"}, headers=PART))
    assert "cannot be changed by you now" in page


def test_the_row_goes_when_the_customer_is_handed_out_of_sight(
    hengda: Customer, tom: Client, people: NamedPeople
) -> None:
    answer = save(tom, hengda, "owner", people.ana_silva.pk)
    assert answer["HX-Reswap"] == "delete"
    assert answer["HX-Retarget"] == f"tr:has(#fact-{hengda.pk}-owner)"
    assert "Hengda Lifts has been changed and is no longer within your reach." in text(answer)


def test_the_page_is_left_when_the_customer_is_handed_out_of_sight(
    hengda: Customer, tom: Client, people: NamedPeople
) -> None:
    answer = save(tom, hengda, "owner", people.ana_silva.pk, "page")
    assert answer["HX-Redirect"] == "/customers/"
    assert "Hengda Lifts has been changed and is no longer within your reach." in text(
        tom.get("/customers/")
    )


def test_others_changes_of_other_facts_are_no_conflict(hengda: Customer, tom: Client) -> None:
    form = form_of(tom, hengda, "region")
    change_customer(SETTING_UP, hengda.pk, 1, industry="Lifts")
    answer = tom.post(url(hengda, "region"), {**form, "region": "East"}, headers=PART)
    assert "has been changed" in text(answer)
    assert (reread(hengda).region, reread(hengda).industry) == ("East", "Lifts")


def test_the_slower_of_two_sees_both_versions(hengda: Customer, tom: Client) -> None:
    form = form_of(tom, hengda, "region")
    change_customer(SETTING_UP, hengda.pk, 1, region="North")
    answer = tom.post(url(hengda, "region"), {**form, "region": "East"}, headers=PART)
    page = text(answer, 409)
    [line] = answer.context["both"].lines
    assert (line.label, line.now, line.yours) == ("Region", "North", "East")
    assert "Save mine over it" in page
    assert "Keep theirs" in page
    assert reread(hengda).region == "North"
    over = {"version": 2, "initial-region": "North", "region": "East"}
    for name, value in over.items():
        assert f'name="{name}" value="{value}"' in page
    assert "has been changed" in text(tom.post(url(hengda, "region"), over, headers=PART))
    assert reread(hengda).region == "East"


def test_two_who_want_the_same_are_no_conflict(hengda: Customer, tom: Client) -> None:
    form = form_of(tom, hengda, "region")
    change_customer(SETTING_UP, hengda.pk, 1, region="North")
    answer = tom.post(url(hengda, "region"), {**form, "region": "North"}, headers=PART)
    assert ">North<a" in text(answer)


def test_without_script_the_page_says_what_became_of_it(hengda: Customer, tom: Client) -> None:
    sent = {"version": 1, "region": "East"}
    page = text(tom.post(url(hengda, "region"), sent, follow=True))
    assert "Region of Hengda Lifts has been changed." in page
    late = text(tom.post(url(hengda, "region"), {**sent, "region": "West"}, follow=True))
    assert "Somebody else has changed this customer" in late
    refused = text(tom.post(url(hengda, "name"), {"version": 2, "name": ""}, follow=True))
    assert "This field is required." in refused


def test_pencils_cost_no_query_more_for_more_rows(
    people: NamedPeople, tom: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    columns = "?columns=name,status,owner,region,industry,kind,scale,source"
    customer_named("Customer", owner=people.tom_becker.pk)
    tom.get(f"/customers/{columns}")
    with django_assert_num_queries(13) as one:
        tom.get(f"/customers/{columns}")
    for number in range(49):
        customer_named(f"Customer {number}", owner=people.tom_becker.pk)
    with django_assert_num_queries(len(one.captured_queries)):
        page = text(tom.get(f"/customers/{columns}"))
    assert page.count('class="pencil"') == 400


def test_a_change_in_its_place_costs_a_fixed_number_of_queries(
    hengda: Customer, tom: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    form = form_of(tom, hengda, "industry")
    with django_assert_num_queries(11):
        tom.get(url(hengda, "industry"), headers=PART)
    with django_assert_num_queries(19):
        tom.post(url(hengda, "industry"), {**form, "industry": "Lifts"}, headers=PART)
