"""The pages of conditions, columns and counts: what people see, and what is refused."""

from html import unescape
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from django.db import connection
from django.db.models import Value
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.customers.contracts import columns
from mainstay.apps.customers.contracts.columns import ListColumn
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.queries import counting
from mainstay.foundation.access.field_rights import OPEN
from mainstay.shell.web.tables import Kind

LIST = "/customers/"


def text(response: Any) -> str:
    """What the page says."""
    assert response.status_code == 200, response
    return unescape(response.content.decode())


def where(conditions: str, **more: str) -> str:
    return f"{LIST}?{urlencode({'where': conditions, **more})}"


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
    assert 'name="values" type="checkbox" value="South"' in page
    assert "The value is missing" in text(mei.get(f"{LIST}condition/", {**said, "set": "1"}))


def test_a_condition_of_several_figures_keeps_them(mei: Client) -> None:
    behind = urlencode({"where": "registered_capital:is:1000,2000"})
    place = {"list": behind, "group": "0", "place": "0"}
    assert ">\n1000\n2000</textarea>" in text(mei.get(f"{LIST}condition/", place))
    said = {**place, "field": "registered_capital", "operator": "is", "set": "1"}
    response = mei.get(f"{LIST}condition/", {**said, "lines": "1,000\n3000"})
    assert urlencode({"where": "registered_capital:is:1000,3000"}) in response["Location"]


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
            lambda _codes, _keys: {},
            Kind.PERCENT,
            expression=lambda: Value(1),
            ranged=True,
            field_right=OPEN,
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
    with django_assert_num_queries(14):
        assert "Anji" in text(mei.get(address))


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
    if connection.vendor == "postgresql":
        pytest.skip("it counts three rows before the clock has moved")
    monkeypatch.setattr(counting, "SECONDS", -1.0)
    monkeypatch.setattr("mainstay.foundation.bounded._STEPS", 1)
    assert "takes too long" in text(mei.get(f"{LIST}count/", headers={"HX-Request": "true"}))


@pytest.mark.usefixtures("market")
def test_a_search_is_counted_less_far(mei: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mainstay.apps.customers.queries.counting.OF_A_SEARCH", 1)
    assert "rows or more" not in text(mei.get(where("region:is:East")))
    assert "row or more" in text(mei.get(LIST, {"q": "a"}))


@pytest.mark.usefixtures("market")
def test_a_count_that_stopped_offers_to_go_on(mei: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mainstay.apps.customers.queries.counting.COUNT_CAP", 1)
    page = text(mei.get(where("region:is:East")))
    assert "row or more" in page
    assert f"{LIST}count/?{urlencode({'where': 'region:is:East', 'sort': 'code'})}" in page
