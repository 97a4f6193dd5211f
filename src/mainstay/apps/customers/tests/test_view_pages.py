"""The pages of views, conditions and columns: what people see, and who is turned away."""

import csv
import io
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db.models import Value
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.contracts import columns
from mainstay.apps.customers.contracts.columns import ListColumn
from mainstay.apps.customers.models import Customer, CustomerView
from mainstay.apps.customers.queries import counting, views
from mainstay.apps.customers.rules.views import state_of
from mainstay.apps.customers.services import views as services
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.audit.models import AuditEntry
from mainstay.shell.web.tables import Kind

SignedIn = Callable[[Person], Client]
LIST = "/customers/"
READ = ["count/", "condition/", "columns/", "views/"]
KEPT = ["views/new/", "views/1/", "views/1/delete/"]
SENT = ["views/1/keep/", "views/1/duplicate/", "views/1/pin/"]


def text(response: Any) -> str:
    """What the page says."""
    assert response.status_code == 200, response
    return unescape(response.content.decode())


def where(conditions: str, **more: str) -> str:
    return f"{LIST}?{urlencode({'where': conditions, **more})}"


@pytest.fixture
def east(acting: NamedActors) -> CustomerView:
    """Mei's view of the East, shared with everybody."""
    state = state_of("region:is:East", ["name", "region"], "-name")
    return services.create_view(acting.mei_lin, name="The East", sharing="everybody", state=state)


@pytest.fixture
def market(people: NamedPeople) -> None:
    for name, region in (("Hengda Lifts", "South"), ("Zhiyuan", "East"), ("Anji", "East")):
        customer_named(name, region=region, owner=people.tom_becker.pk)


@pytest.fixture
def hidden_column() -> Iterator[None]:
    """A grade that service agents may not see."""
    columns.register(
        ListColumn(
            "grade",
            "Secret grade",
            "customers.customer.archive",
            lambda _keys: {},
            expression=lambda: Value(1),
            choices=lambda: [("1", "A")],
        )
    )
    yield
    columns.unregister("grade")


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
def test_the_list_is_filtered_by_conditions_that_it_says_in_words(mei: Client) -> None:
    page = text(mei.get(where("region:is:East|region:is:North;name:contains:an")))
    assert "Region is East" in page
    assert "Name contains “an”" in page
    assert "Anji" in page
    assert "Hengda" not in page


@pytest.mark.usefixtures("market")
def test_a_condition_is_taken_away_and_the_rest_of_the_address_stays(mei: Client) -> None:
    page = text(mei.get(where("region:is:East;name:contains:an", status="prospect")))
    rest = urlencode({"where": "region:is:East", "status": "prospect", "sort": "code"})
    assert f"{LIST}?{rest}" in page


@pytest.mark.parametrize(
    "hostile",
    [
        "customer__owner__password:is:x",
        "owner__password:is:x",
        "name:is:a\x01b",
        "name:regex:(((",
        "name:is:" + "x" * 3_000,
        ";".join(["name:is:x"] * 30),
        '{"a":' * 400,
        "<script>alert(1)</script>:is:x",
        "name",
        "updated_at:last:999999999999",
        "owner:is:99999999999999999999999",
    ],
)
@pytest.mark.usefixtures("market")
def test_conditions_that_mean_nothing_show_nobody_and_say_why(mei: Client, hostile: str) -> None:
    response = mei.get(f"{LIST}?where={quote(hostile)}")
    page = response.content.decode()
    assert response.status_code == 200
    assert "The conditions mean nothing" in page
    assert "Anji" not in page
    assert "<script>alert" not in page


@pytest.mark.parametrize(
    "value", ["'\\; DROP TABLE x\\; --", "\u202eabc", "שלום", '"><b>', "%", "_"]
)
@pytest.mark.usefixtures("market")
def test_any_text_may_be_looked_for(mei: Client, value: str) -> None:
    response = mei.get(f"{LIST}?where=name:contains:{quote(value)}")
    assert response.status_code == 200
    assert "No customer found" in response.content.decode()
    assert "<b>" not in response.content.decode()


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


def test_a_condition_is_made_in_a_form(mei: Client, hengda: Customer) -> None:
    address = f"{LIST}condition/"
    page = text(mei.get(address, {"list": "sort=-name", "field": "region", "operator": "is"}))
    assert 'value="South"' in page
    made = {
        "list": "sort=-name",
        "group": "end",
        "place": "end",
        "field": "region",
        "operator": "is",
        "values": ["South", "North"],
        "set": "1",
    }
    response = mei.get(address, made)
    assert response["Location"] == f"{LIST}?sort=-name&where=region%3Ais%3ASouth%2CNorth"
    part = mei.get(address, made, headers={"HX-Request": "true"})
    assert part["HX-Redirect"] == response["Location"]


def test_another_field_begins_anew(mei: Client, hengda: Customer) -> None:
    said = {"list": "", "asked": "text", "field": "region", "operator": "contains", "value": "x"}
    page = text(mei.get(f"{LIST}condition/", said))
    assert 'type="checkbox" name="values" value="South"' in page
    assert "The value is missing" in text(mei.get(f"{LIST}condition/", {**said, "set": "1"}))


@pytest.mark.parametrize(
    ("place", "made"),
    [
        ({"group": "0", "place": "end"}, "region:is:East|code:is:A;name:is:B"),
        ({"group": "0", "place": "0"}, "code:is:A;name:is:B"),
        ({"group": "end", "place": "end"}, "region:is:East;name:is:B;code:is:A"),
        ({"group": "²", "place": "-1"}, "region:is:East;name:is:B;code:is:A"),
    ],
)
def test_a_condition_goes_where_it_belongs(mei: Client, place: dict[str, str], made: str) -> None:
    behind = urlencode({"where": "region:is:East;name:is:B"})
    values = {"field": "code", "operator": "is", "lines": "A\n", "set": "1"}
    response = mei.get(f"{LIST}condition/", {"list": behind, **place, **values})
    assert response["Location"] == f"{LIST}?{urlencode({'where': made, 'sort': 'code'})}"


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"field": "registered_capital", "operator": "least", "value": "much"}, "not a number"),
        ({"field": "registered_capital", "operator": "least"}, "The value is missing"),
        (
            {"field": "founded_on", "operator": "between", "value": "2026-02-01", "value_to": ""},
            "The value is missing",
        ),
        ({"field": "region", "operator": "is"}, "The value is missing"),
        ({"field": "updated_at", "operator": "last", "value": "0"}, "number of days"),
        ({"field": "name", "operator": "contains", "value": "a\x01"}, "cannot be seen"),
    ],
)
def test_a_condition_that_means_nothing_is_refused_in_its_form(
    mei: Client, said: dict[str, str], words: str
) -> None:
    assert words in text(mei.get(f"{LIST}condition/", {"list": "", "set": "1", **said}))


def test_people_write_thousands_apart_and_shares_in_per_cent(mei: Client) -> None:
    columns.register(
        ListColumn(
            "growth",
            "Growth",
            "customers.customer.view",
            lambda _keys: {},
            Kind.PERCENT,
            expression=lambda: Value(1),
            ranged=True,
        )
    )
    for field, value, kept in (
        ("growth", "12.5 %", "growth:least:0.125"),
        ("registered_capital", "1,000,000", "registered_capital:least:1000000"),
    ):
        said = {"list": "", "set": "1", "field": field, "operator": "least", "value": value}
        response = mei.get(f"{LIST}condition/", said)
        assert urlencode({"where": kept}) in response["Location"]
    behind = urlencode({"where": "growth:least:0.125"})
    page = text(mei.get(f"{LIST}condition/", {"list": behind, "group": "0", "place": "0"}))
    assert 'value="12.5"' in page


def test_columns_are_chosen_and_put_in_order(mei: Client, hengda: Customer) -> None:
    address = f"{LIST}columns/"
    page = text(mei.get(address, {"list": "", "shown": ["name", "tags"], "move": "up:tags"}))
    assert page.index('value="tags"') < page.index('value="name"')
    response = mei.get(address, {"list": "", "shown": ["tags", "name", "bogus"], "set": "1"})
    assert response["Location"] == f"{LIST}?sort=code&columns=tags%2Cname"
    shown = text(mei.get(response["Location"]))
    assert shown.index('data-label="Tags"') < shown.index('data-label="Name"')
    assert 'data-label="Code"' not in shown


def test_a_list_never_loses_the_name(mei: Client, hengda: Customer) -> None:
    assert "Hengda Lifts" in text(mei.get(f"{LIST}?columns=region"))
    assert "Hengda Lifts" in text(mei.get(f"{LIST}?columns=owner__password,,x"))


@pytest.mark.usefixtures("market")
def test_every_column_can_be_shown_at_no_more_questions(
    mei: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    address = f"{LIST}?columns=name,tags,parent,kind,scale,source,created_at&where=region:is:East"
    mei.get(address)
    with django_assert_num_queries(15):
        assert "Anji" in text(mei.get(address))


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
    with django_assert_num_queries(16):
        mei.get(f"{LIST}?view={east.pk}")
    with django_assert_num_queries(10):
        mei.get(f"{LIST}views/")


@pytest.mark.usefixtures("market")
def test_the_exact_number_is_counted_on_request(
    mei: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mainstay.shell.paging.COUNT_CAP", 1)
    address = f"{LIST}count/?where=region:is:East"
    assert mei.get(address, headers={"HX-Request": "true"}).content == b"2 rows"
    assert "2 rows" in text(mei.get(address, follow=True))


@pytest.mark.usefixtures("market")
def test_counting_that_takes_too_long_says_so(mei: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from django.db import connection

    if connection.vendor == "postgresql":
        pytest.skip("it counts three rows before the clock has moved")
    monkeypatch.setattr(counting, "SECONDS", -1.0)
    monkeypatch.setattr("mainstay.foundation.bounded._STEPS", 1)
    assert "takes too long" in text(mei.get(f"{LIST}count/", headers={"HX-Request": "true"}))


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
