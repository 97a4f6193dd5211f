"""The pages of exchange rates: what people see, what they can do, and who is turned away."""

from typing import Any

import pytest
from django.test import Client

from mainstay.apps.governance.testing import NamedPeople
from mainstay.apps.reference.models import ExchangeRate
from mainstay.apps.reference.testing import rate_on
from mainstay.apps.reference.tests.conftest import SignedIn

LIST = "/reference/rates/"
PATHS = ["", "export/", "new/", "1/", "1/remove/"]
FORM = {"currency": "usd", "on": "2024-03-01", "rate": "7.0968", "source": "PBOC"}


def text(response: Any) -> str:
    """What the page says."""
    assert response.status_code == 200, response
    return str(response.content.decode())


def kept() -> list[ExchangeRate]:
    return list(ExchangeRate.objects.system("test"))


@pytest.mark.parametrize("path", PATHS)
def test_strangers_are_sent_to_the_sign_in(path: str, client: Client, db: None) -> None:
    response = client.get(LIST + path)
    assert response.status_code == 302
    assert response["Location"].startswith("/sign-in/")


@pytest.mark.parametrize("path", PATHS)
def test_who_has_no_role_is_refused(
    path: str, company: None, people: NamedPeople, signed_in: SignedIn
) -> None:
    assert signed_in(people.nobody_ning).get(LIST + path).status_code == 403


def test_who_only_reads_finds_no_way_to_change(tom: Client) -> None:
    row = rate_on("2024-03-01", "USD", "7.0968")
    page = text(tom.get(LIST))
    assert "7.0968" in page
    assert "/reference/rates/new/" not in page
    assert f"/reference/rates/{row.pk}/" not in page
    for path in ("new/", f"{row.pk}/", f"{row.pk}/remove/"):
        assert tom.post(LIST + path, FORM).status_code == 403
    assert [each.rate for each in kept()] == [row.rate]


def test_a_rate_is_set_changed_and_removed(li: Client) -> None:
    assert li.post(LIST + "new/", FORM)["Location"] == LIST
    [row] = kept()
    assert (row.currency, str(row.rate)) == ("USD", "7.0968000000")
    form = text(li.get(f"{LIST}{row.pk}/"))
    assert 'value="7.0968"' in form
    assert 'value="2024-03-01"' in form
    li.post(f"{LIST}{row.pk}/", {**FORM, "rate": "7.1"})
    assert [str(each.rate) for each in kept()] == ["7.1000000000"]
    assert "keep their amounts" in text(li.get(f"{LIST}{row.pk}/remove/"))
    assert kept()
    li.post(f"{LIST}{row.pk}/remove/")
    assert kept() == []


def test_a_refusal_stands_beside_its_field(li: Client) -> None:
    page = text(li.post(LIST + "new/", {**FORM, "currency": "CNY"}))
    assert "it needs no rate" in page
    assert 'value="7.0968"' in page
    assert kept() == []


def test_the_list_says_what_can_be_done_when_it_is_empty(li: Client) -> None:
    assert "No exchange rates yet" in text(li.get(LIST))
    rate_on("2024-03-01", "USD", "7.0968")
    page = text(li.get(LIST, {"currency": "USD", "since": "2024-03-02"}))
    assert "No exchange rate found" in page


def test_the_list_has_pages(li: Client) -> None:
    for day in range(1, 32):
        rate_on(f"2024-03-{day:02}", "USD", "7")
        rate_on(f"2024-03-{day:02}", "EUR", "8")
    first = li.get(LIST, {"sort": "on"})
    following = first.context["table"].page.next
    assert "2024-03-31" not in text(first)
    assert li.get(LIST, {"sort": "on", "cursor": following}).context["table"].page.items


def test_the_filtered_list_is_handed_out_as_a_file(li: Client) -> None:
    rate_on("2024-03-01", "USD", "7.0968", "=PBOC")
    rate_on("2024-03-01", "EUR", "7.8")
    response = li.get(LIST + "export/", {"currency": "USD"})
    lines = response.getvalue().decode().removeprefix("\ufeff").split()
    assert lines == ["date,currency,rate,source", "2024-03-01,USD,7.0968,'=PBOC"]
    assert li.get(LIST + "export/", {"format": "xlsx"}).getvalue().startswith(b"PK")
