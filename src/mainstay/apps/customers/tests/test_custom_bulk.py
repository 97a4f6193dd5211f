"""A custom field set for many customers at once, and put back."""

from html import unescape
from threading import Event
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.customers import queries
from mainstay.apps.customers.models import BulkChange, Customer
from mainstay.apps.customers.queries.custom_fields import custom_fields, custom_of
from mainstay.apps.customers.services.bulk import request_bulk, request_undo
from mainstay.apps.customers.services.custom_fields import change_field, delete_field
from mainstay.apps.customers.services.records import change_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named, field_defined
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.jobs import leases
from mainstay.foundation.jobs.running import run_claimed

pytestmark = pytest.mark.django_db

TERMS: list[Any] = [
    {"code": code, "names": {"en": name}} for code, name in (("net30", "Net 30"), ("cash", "Cash"))
]


@pytest.fixture
def three() -> list[Customer]:
    """One with terms, one with others, one without."""
    field_defined("terms", "choice", choices=TERMS)
    field_defined("staff", "whole", most="1000")
    return [
        customer_named("Anji", custom={"terms": "cash", "staff": 5}),
        customer_named("Boda", custom={"terms": "net30"}),
        customer_named("Chang"),
    ]


def work() -> None:
    while (claimed := leases.claim()) is not None:
        run_claimed(*claimed, Event())


def had(rows: list[Customer], code: str) -> list[Any]:
    return [custom_of(queries.customer(SETTING_UP, row.pk)).get(code) for row in rows]


def reread(bulk: BulkChange) -> BulkChange:
    return BulkChange.objects.system("test").get(pk=bulk.pk)


def test_a_choice_is_set_and_every_customer_gets_its_own_back(
    three: list[Customer], acting: NamedActors
) -> None:
    bulk = request_bulk(acting.li_na, "custom", "terms=net30")
    work()
    assert had(three, "terms") == ["net30", "net30", "net30"]
    assert (reread(bulk).changed, reread(bulk).unchanged) == (2, 1)
    assert queries.customer(SETTING_UP, three[0].pk).version == 2
    change_customer(SETTING_UP, three[2].pk, 2, custom={"terms": "cash"})
    request_undo(acting.li_na, bulk.pk)
    work()
    assert had(three, "terms") == ["cash", "net30", "cash"]
    assert (reread(bulk).restored, reread(bulk).left) == (1, 1)


def test_a_field_is_emptied_and_filled_again_even_when_it_takes_less_by_now(
    three: list[Customer], acting: NamedActors
) -> None:
    bulk = request_bulk(acting.li_na, "custom", "staff=900")
    work()
    [staff] = [field for field in custom_fields() if field.code == "staff"]
    change_field(SETTING_UP, staff.key, 1, most="100")
    emptied = request_bulk(acting.li_na, "custom", "staff=")
    work()
    assert had(three, "staff") == [None, None, None]
    request_undo(acting.li_na, emptied.pk)
    work()
    assert had(three, "staff") == [900, 900, 900]
    request_undo(acting.li_na, bulk.pk)
    work()
    assert had(three, "staff") == [5, None, None]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("", "required"),
        ("terms=net60", "unknown_choice"),
        ("staff=1001", "too_great"),
        ("staff=many", "not_a_number"),
        ("colour=red", "unknown_custom_field"),
        ("must=", "missing"),
    ],
)
def test_a_value_that_no_customer_could_be_given_is_refused(
    value: str, code: str, three: list[Customer], acting: NamedActors
) -> None:
    field_defined("must", is_required=True)
    with pytest.raises(ValidationError) as error:
        request_bulk(acting.li_na, "custom", value)
    assert [each.code for each in error.value.error_dict["value"]] == [code]
    assert not BulkChange.objects.system("test").exists()


def test_the_longest_text_is_set_for_all(three: list[Customer], acting: NamedActors) -> None:
    field_defined("c" * 24, longest=500)
    request_bulk(acting.li_na, "custom", f"{'c' * 24}={'长' * 500}")
    work()
    assert had(three, "c" * 24) == ["长" * 500] * 3


def test_a_field_that_an_undo_may_fill_again_is_not_deleted(
    three: list[Customer], acting: NamedActors
) -> None:
    row = field_defined("note")
    change_customer(SETTING_UP, three[0].pk, 1, custom={"note": "x"})
    bulk = request_bulk(acting.li_na, "custom", "note=")
    work()
    with pytest.raises(ValidationError):
        delete_field(SETTING_UP, row.pk)
    request_undo(acting.li_na, bulk.pk)
    work()
    change_customer(SETTING_UP, three[0].pk, 4, custom={"note": None})
    delete_field(SETTING_UP, row.pk)


def text(response: Any) -> str:
    assert response.status_code == 200, response
    return unescape(response.content.decode())


def test_the_pages_offer_the_field_ask_with_its_words_and_tell_what_was(
    three: list[Customer], people: NamedPeople, signed_in: Any
) -> None:
    li: Client = signed_in(people.li_na)
    new = f"/customers/bulk/new/?keys={three[0].pk}"
    page = text(li.get(new))
    assert '<option value="custom.terms">Set Terms</option>' in page
    assert "data-with-values='[\"custom.staff\"]'" in page or '["custom.staff"]' in page
    refused = text(li.post(new, {"deed": "custom.staff", "custom.staff": "1001"}))
    assert "This is more or later than the field takes." in refused
    question = text(li.post(new, {"deed": "custom.terms", "custom.terms": "net30"}))
    assert "Set Terms: Net 30" in question
    path = "/customers/bulk/confirm/"
    address = path + question.partition(f'action="{path}')[2].partition('"')[0]
    assert li.post(address).status_code == 302
    work()
    assert had(three, "terms") == ["net30", "net30", None]
    told = text(li.get("/customers/bulk/"))
    assert "Set Terms: Net 30" in told
    bulk = BulkChange.objects.system("test").get()
    assert "Cash" in text(li.get(f"/customers/bulk/{bulk.pk}/"))
