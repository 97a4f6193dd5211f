"""Conditions on custom fields: each type, each comparison, the same on every database."""

from datetime import date, timedelta
from typing import Any

import pytest

from mainstay.apps.customers.queries import CustomerFilter, UnknownSort, customers
from mainstay.apps.customers.rules.conditions import InvalidFilter, parse
from mainstay.apps.customers.rules.views import ListState
from mainstay.apps.customers.services.custom_fields import archive_field
from mainstay.apps.customers.services.export import export_customers
from mainstay.apps.customers.services.views import create_view
from mainstay.apps.customers.testing import SETTING_UP, customer_named, field_defined
from mainstay.apps.governance.testing import NamedActors

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("market_of_types")]
TERMS: list[Any] = [{"code": code, "names": {"en": code}} for code in ("net30", "cash")]


@pytest.fixture
def market_of_types(db: None) -> None:
    """Four customers: A and B have values of every type, C of some, D of none."""
    field_defined("note")
    field_defined("staff", "whole")
    field_defined("volume", "decimal")
    field_defined("ends_on", "date")
    field_defined("listed", "yes_no")
    field_defined("terms", "choice", choices=TERMS)
    yesterday = date.today() - timedelta(days=1)  # noqa: DTZ011 - a day off does no harm here
    customer_named(
        "A",
        custom={
            "note": "Alpha one",
            "staff": 5,
            "volume": "0.1",
            "ends_on": date(2026, 1, 31),
            "listed": True,
            "terms": "net30",
        },
    )
    customer_named(
        "B",
        custom={
            "note": "beta",
            "staff": 10,
            "volume": "99999999999.9999",
            "ends_on": date(2027, 1, 31),
            "listed": False,
            "terms": "cash",
        },
    )
    customer_named("C", custom={"staff": -3, "ends_on": yesterday, "note": "a,b"})
    customer_named("D")


def found(where: str, actor: Any = SETTING_UP) -> str:
    rows = customers(actor, CustomerFilter(groups=parse(where)), "code")
    return "".join(row.code for row in rows)


@pytest.mark.parametrize(
    ("where", "codes"),
    [
        ("custom.note:is:beta", "B"),
        ("custom.note:is:beta,a\\,b", "BC"),
        ("custom.note:not:beta", "ACD"),
        ("custom.note:contains:ALPHA", "A"),
        ("custom.note:lacks:alpha", "BCD"),
        ("custom.note:starts:be", "B"),
        ("custom.note:empty", "D"),
        ("custom.note:filled", "ABC"),
        ("custom.staff:least:5", "AB"),
        ("custom.staff:most:5", "AC"),
        ("custom.staff:between:-5,9", "AC"),
        ("custom.staff:is:5,10", "AB"),
        ("custom.staff:not:5", "BCD"),
        ("custom.staff:empty", "D"),
        ("custom.volume:is:0.1", "A"),
        ("custom.volume:least:99999999999.9999", "B"),
        ("custom.volume:most:99999999999.9998", "A"),
        ("custom.volume:empty", "CD"),
        ("custom.ends_on:is:2026-01-31", "A"),
        ("custom.ends_on:between:2026-02-01,2027-01-31", "BC"),
        ("custom.ends_on:least:2027-01-01", "B"),
        ("custom.ends_on:last:3", "C"),
        ("custom.ends_on:empty", "D"),
        ("custom.listed:is:yes", "A"),
        ("custom.listed:not:yes", "BCD"),
        ("custom.listed:filled", "AB"),
        ("custom.terms:is:net30,cash", "AB"),
        ("custom.terms:not:cash", "ACD"),
        ("custom.terms:is:cash|custom.staff:most:0", "BC"),
        ("custom.terms:is:cash;custom.staff:most:0", ""),
        ("custom.staff:least:0;code:is:A,D", "A"),
    ],
)
def test_a_condition_finds_the_customers_it_says(where: str, codes: str) -> None:
    assert found(where) == codes


@pytest.mark.parametrize(
    ("where", "code"),
    [
        ("custom.colour:is:red", "unknown_field"),
        ("note:is:beta", "unknown_field"),
        ("custom.staff:contains:5", "unknown_operator"),
        ("custom.staff:is:five", "not_a_number"),
        ("custom.ends_on:is:31.1.2026", "not_a_day"),
        ("custom.terms:is:net60", "not_a_choice"),
        ("custom.listed:is:true", "not_a_choice"),
    ],
)
def test_what_means_nothing_is_refused(where: str, code: str) -> None:
    with pytest.raises(InvalidFilter) as refused:
        found(where)
    assert [fault.code for fault in refused.value.faults] == [code]


def test_an_archived_field_is_no_condition_and_its_views_show_nothing(
    acting: NamedActors,
) -> None:
    row = field_defined("colour")
    state = ListState(parse("custom.colour:filled"), ("name", "custom.colour"), "code")
    create_view(acting.mei_lin, name="Coloured", state=state)
    archive_field(SETTING_UP, row.pk)
    with pytest.raises(InvalidFilter):
        found("custom.colour:filled")


def test_a_list_is_not_sorted_by_a_custom_field() -> None:
    with pytest.raises(UnknownSort):
        customers(SETTING_UP, None, "custom.staff")


def test_a_condition_shows_nobody_more_than_they_reach(acting: NamedActors) -> None:
    assert found("custom.staff:filled", acting.tom_becker) == ""


def test_an_export_has_all_custom_fields_or_those_that_are_chosen() -> None:
    exported = export_customers(SETTING_UP)
    whole = [dict(zip(exported.headings, row, strict=True)) for row in exported.rows]
    assert whole[0]["custom.listed"] == "yes"
    assert whole[0]["custom.terms"] == "net30"
    assert str(whole[1]["custom.volume"]) == "99999999999.9999"
    assert whole[3]["custom.staff"] == ""
    chosen = export_customers(SETTING_UP, None, "code", ("name", "custom.ends_on"))
    assert next(iter(chosen.rows)) == ["A", date(2026, 1, 31)]
