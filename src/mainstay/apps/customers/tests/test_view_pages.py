"""The pages of views, conditions and columns: what people see, and who is turned away."""

import csv
import io
from collections.abc import Callable
from html import unescape
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.models import CustomerView
from mainstay.apps.customers.queries import views
from mainstay.apps.customers.rules.views import state_of
from mainstay.apps.customers.services import views as services
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.audit.models import AuditEntry

SignedIn = Callable[[Person], Client]
LIST = "/customers/"
READ = ["count/", "condition/", "columns/", "views/"]
KEPT = ["views/new/", "views/1/", "views/1/delete/"]
SENT = ["views/1/keep/", "views/1/duplicate/", "views/1/pin/"]


def text(response: Any) -> str:
    """What the page says."""
    assert response.status_code == 200, response
    return unescape(response.content.decode())


@pytest.fixture
def east(acting: NamedActors) -> CustomerView:
    """Mei's view of the East, shared with everybody."""
    state = state_of("region:is:East", ["name", "region"], "-name")
    return services.create_view(acting.mei_lin, name="The East", sharing="everybody", state=state)


@pytest.mark.parametrize("path", [*READ, *KEPT, *SENT])
def test_strangers_are_sent_to_the_sign_in(path: str, client: Client, db: None) -> None:
    for response in (client.get(LIST + path), client.post(LIST + path)):
        assert response.status_code == 302
        assert response["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", [*READ, *KEPT])
def test_who_has_no_role_is_refused(path: str, people: NamedPeople, signed_in: SignedIn) -> None:
    assert signed_in(people.nobody_ning).get(LIST + path).status_code == 403


@pytest.mark.parametrize("path", [*KEPT, *SENT])
def test_who_keeps_no_views_changes_none(
    path: str, east: CustomerView, people: NamedPeople, signed_in: SignedIn
) -> None:
    address = LIST + path.replace("/1/", f"/{east.pk}/")
    sent = {"name": "x", "do": "pin", "version": "1"}
    assert signed_in(people.grace_liu).post(address, sent).status_code == 403
    assert CustomerView.objects.system("test").get().version == 1


@pytest.mark.usefixtures("market")
def test_a_view_shows_its_customers_columns_and_order(tom: Client, east: CustomerView) -> None:
    page = text(tom.get(f"{LIST}?view={east.pk}"))
    assert "<h1>The East" in page
    assert "changes not saved" not in page
    assert page.index("Zhiyuan") < page.index("Anji")
    assert 'data-label="Region"' in page
    assert 'data-label="Status"' not in page
    assert "Hengda" not in page


@pytest.mark.usefixtures("market")
def test_a_reader_of_a_view_sees_no_more_customers_than_before(
    east: CustomerView, people: NamedPeople, signed_in: SignedIn
) -> None:
    page = text(signed_in(people.ana_silva).get(f"{LIST}?view={east.pk}"))
    assert "The East" in page
    assert "Anji" not in page


@pytest.mark.usefixtures("market")
def test_a_view_that_was_changed_says_so_and_can_take_it_over_or_not(
    mei: Client, tom: Client, east: CustomerView
) -> None:
    changed = f"{LIST}?view={east.pk}&where=region:is:South&columns=name,region&sort=-name"
    page = text(mei.get(changed))
    for words in ("changes not saved", "Save changes", "Discard", "Save as another view"):
        assert words in page
    assert "Save changes" not in text(tom.get(changed))
    same = f"{LIST}?view={east.pk}&region=East&columns=name,region&sort=-name"
    assert "changes not saved" not in text(mei.get(same))


def test_a_list_is_saved_with_its_quick_filters_as_conditions(
    mei: Client, people: NamedPeople
) -> None:
    customer_named("Anji", region="East", owner=people.mei_lin.pk)
    behind = urlencode({"region": "East", "status": "prospect", "sort": "-name"})
    words = text(mei.get(f"{LIST}views/new/", {"list": behind}))
    assert "Status is Prospect; and region is East" in words
    response = mei.post(
        f"{LIST}views/new/?{urlencode({'list': behind})}", {"name": "East", "sharing": "nobody"}
    )
    view = CustomerView.objects.system("test").get()
    assert response["Location"] == f"{LIST}?view={view.pk}"
    assert (view.where, view.sort) == ("status:is:prospect;region:is:East", "-name")
    page = text(mei.get(f"{LIST}?view={view.pk}"))
    assert "Status is Prospect" in page
    assert 'aria-current="page"><bdi>East' in page


def test_a_view_that_cannot_be_saved_says_why(mei: Client, east: CustomerView) -> None:
    page = text(mei.post(f"{LIST}views/new/?list=", {"name": "The East", "sharing": "nobody"}))
    assert "You have another view of this name." in page
    page = text(mei.post(f"{LIST}views/new/?list=", {"name": "", "sharing": "team"}))
    assert "This field is required." in page


def test_a_view_takes_over_what_is_shown_unless_somebody_was_faster(
    mei: Client, east: CustomerView, acting: NamedActors
) -> None:
    behind = urlencode({"list": urlencode({"view": east.pk, "where": "code:is:A", "sort": "code"})})
    keep = f"{LIST}views/{east.pk}/keep/?{behind}"
    page = text(mei.post(keep, {"version": "7"}, follow=True))
    assert "Somebody else has changed this view" in page
    page = text(mei.post(keep, {"version": "1"}, follow=True))
    assert "Code is A" in page
    assert views.view(acting.mei_lin, east.pk).version == 2


def test_a_view_is_renamed_and_shared(mei: Client, east: CustomerView) -> None:
    address = f"{LIST}views/{east.pk}/"
    assert 'value="The East"' in text(mei.get(address))
    stale = text(mei.post(address, {"name": "New", "sharing": "nobody", "version": "9"}))
    assert "Somebody else has changed this view" in stale
    mei.post(address, {"name": "New", "sharing": "nobody", "version": "1"})
    view = CustomerView.objects.system("test").get()
    assert (view.name, view.sharing, view.where) == ("New", "nobody", "region:is:East")


def test_a_view_of_another_is_changed_by_nobody_else(tom: Client, east: CustomerView) -> None:
    sent = {"name": "Mine", "version": "1", "do": "pin"}
    for path in ("", "keep/", "delete/"):
        assert tom.post(f"{LIST}views/{east.pk}/{path}", sent).status_code == 403
    assert tom.get(f"{LIST}?view=999").status_code == 404
    assert tom.get(f"{LIST}?view=x").status_code == 404
    assert CustomerView.objects.system("test").get().name == "The East"


def test_a_view_is_deleted_after_a_question(mei: Client, east: CustomerView) -> None:
    address = f"{LIST}views/{east.pk}/delete/"
    assert "Delete this view?" in text(mei.get(address))
    assert CustomerView.objects.system("test").exists()
    assert "has been deleted" in text(mei.post(address, follow=True))
    assert not CustomerView.objects.system("test").exists()


def test_the_page_of_views_says_what_each_is(tom: Client, east: CustomerView) -> None:
    page = text(tom.get(f"{LIST}views/"))
    for words in ("The East", "Region is East", "Mei Lin", "for everybody", "Pin", "Duplicate"):
        assert words in page
    assert "Delete The East" not in page


def test_without_views_the_page_says_how_to_make_one(tom: Client) -> None:
    assert "No views yet" in text(tom.get(f"{LIST}views/"))


def test_views_are_pinned_ordered_and_opened_first(
    tom: Client, east: CustomerView, acting: NamedActors
) -> None:
    other = services.create_view(acting.tom_becker, name="All of mine")
    for key in (east.pk, other.pk):
        tom.post(f"{LIST}views/{key}/pin/", {"do": "pin", "next": LIST})
    tom.post(f"{LIST}views/{other.pk}/pin/", {"do": "up"})
    page = text(tom.get(f"{LIST}views/"))
    assert page.index("All of mine") < page.index("The East")
    tom.post(f"{LIST}views/{east.pk}/pin/", {"do": "first"})
    assert "<h1>The East" in text(tom.get(LIST))
    assert "<h1>Customers" in text(tom.get(f"{LIST}?sort=code"))
    tom.post(f"{LIST}views/{east.pk}/pin/", {"do": "not_first"})
    assert "<h1>Customers" in text(tom.get(LIST))
    assert tom.post(f"{LIST}views/{east.pk}/pin/", {"do": "nothing"}).status_code == 404
    away = tom.post(f"{LIST}views/{east.pk}/pin/", {"do": "unpin", "next": "https://evil.example"})
    assert away["Location"] == f"{LIST}views/"


def test_a_view_is_copied_under_a_name_of_its_own(tom: Client, east: CustomerView) -> None:
    page = text(tom.post(f"{LIST}views/{east.pk}/duplicate/", follow=True))
    assert "<h1>The East (2)" in page
    tom.post(f"{LIST}views/{east.pk}/duplicate/")
    names = CustomerView.objects.system("test").values_list("name", flat=True)
    assert sorted(names) == ["The East", "The East (2)", "The East (3)"]


@pytest.mark.usefixtures("hidden_column", "market")
def test_a_view_that_filters_by_what_one_may_not_see_tells_nothing_of_it(
    people: NamedPeople, acting: NamedActors, signed_in: SignedIn, mei: Client
) -> None:
    state = state_of("grade:is:1", ["name", "grade"], "-grade")
    view = services.create_view(acting.mei_lin, name="Best", sharing="everybody", state=state)
    assert "Secret grade" in text(mei.get(f"{LIST}?view={view.pk}"))
    agent = signed_in(people.zhang_min)
    page = text(agent.get(f"{LIST}?view={view.pk}"))
    assert "This view is not for you" in page
    for words in ("Secret grade", "grade:is", "Anji", "Add condition"):
        assert words not in page
    listed = text(agent.get(f"{LIST}views/"))
    assert "you may not see" in listed
    assert "Secret grade" not in listed
    refused = text(agent.post(f"{LIST}views/{view.pk}/duplicate/", follow=True))
    assert "Only a view whose conditions you may see" in refused
    assert "Secret grade" not in text(agent.get(f"{LIST}condition/"))
    assert "Secret grade" not in text(agent.get(f"{LIST}columns/"))


@pytest.mark.usefixtures("hidden_column", "market")
def test_columns_that_one_may_not_see_are_left_out(
    people: NamedPeople, acting: NamedActors, signed_in: SignedIn
) -> None:
    state = state_of("", ["name", "grade", "region"], "-grade")
    view = services.create_view(acting.mei_lin, name="X", sharing="everybody", state=state)
    page = text(signed_in(people.zhang_min).get(f"{LIST}?view={view.pk}"))
    assert "they are left out" in page
    assert "Anji" in page
    assert 'data-label="Region"' in page


@pytest.mark.usefixtures("market")
def test_a_view_costs_the_same_however_many_are_pinned(
    mei: Client,
    acting: NamedActors,
    east: CustomerView,
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    for name in "ABCDE":
        made = services.create_view(acting.mei_lin, name=name)
        services.pin_view(acting.mei_lin, made.pk)
    mei.get(f"{LIST}?view={east.pk}")
    with django_assert_num_queries(15):
        mei.get(f"{LIST}?view={east.pk}")
    with django_assert_num_queries(10):
        mei.get(f"{LIST}views/")


def exported(response: Any) -> list[dict[str, str]]:
    content = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(content)))


@pytest.mark.usefixtures("market")
def test_the_shown_columns_are_exported_in_their_order(mei: Client, east: CustomerView) -> None:
    page = text(mei.get(f"{LIST}?view={east.pk}"))
    said = {"where": "region:is:East", "columns": "name,region", "sort": "-name", "format": "csv"}
    assert f"{LIST}export/?{urlencode(said)}" in page
    rows = exported(mei.get(f"{LIST}export/", said))
    assert rows == [
        {"name": "Zhiyuan", "region": "East"},
        {"name": "Anji", "region": "East"},
    ]
    entry = AuditEntry.objects.system("test").get(action="customers.list.exported")
    assert entry.details["filter"] == {"where": "region:is:East", "shown": ["name", "region"]}


@pytest.mark.usefixtures("market")
def test_all_fields_are_exported_for_an_import(mei: Client, east: CustomerView) -> None:
    rows = exported(mei.get(f"{LIST}export/", {"where": "region:is:East", "format": "csv"}))
    assert [row["name"] for row in rows] == ["Anji", "Zhiyuan"]
    assert "business_scope" in rows[0]
    whole = exported(mei.get(f"{LIST}export/", {"view": str(east.pk)}))
    assert list(whole[0]) == ["name", "region"]


@pytest.mark.usefixtures("market")
def test_what_means_nothing_is_not_exported(mei: Client) -> None:
    assert mei.get(f"{LIST}export/?where=x").status_code == 302
    assert not AuditEntry.objects.system("test").filter(action="customers.list.exported").exists()


def test_the_palette_finds_views(tom: Client, mei: Client, east: CustomerView) -> None:
    assert "The East" in text(tom.get("/palette/", {"q": "east"}))
    assert "The East" not in text(tom.get("/palette/", {"q": "west"}))
