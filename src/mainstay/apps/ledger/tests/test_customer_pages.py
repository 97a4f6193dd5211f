"""What the ledger shows on a customer's page: months and lines."""

import html
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from mainstay.apps.customers.queries import CustomerNotFound
from mainstay.apps.customers.testing import customer_named
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.ledger.queries.customer_figures import (
    MONTHS,
    NEWEST_FIRST,
    CustomerLines,
    MonthFigures,
    months_of,
)
from mainstay.apps.ledger.queries.states import current_state, store
from mainstay.apps.ledger.testing import IMPORTING, csv_file, imported
from mainstay.engine.ledger_state import FileKind
from mainstay.foundation.access.services import AccessDenied
from mainstay.project.home import Home
from mainstay.shell.paging import paginate

SignedIn = Callable[[Person], Client]
HEADER = "customer,order_no,line_no,ordered_at,amount,cost,product_name"


@pytest.fixture
def hengda(shop: Home, people: NamedPeople) -> Any:
    """Tom's customer with lines in three months; the ledger goes on until May."""
    customer = customer_named("Hengda Lifts", "H", owner=people.tom_becker.pk)
    records = [f"H,{number},1,2024-03-{number:02},10,6,Rail" for number in range(1, 26)]
    records += ["H,30,1,2024-04-02,-20,,Rail", "H,31,1,2024-02-02,100,,<i>Door</i>"]
    imported(csv_file(*records, "A,40,1,2024-05-02,1,,", header=HEADER))
    return customer


def text(response: Any) -> str:
    assert response.status_code == 200
    return html.unescape(response.content.decode())


def damage(kind: FileKind) -> str:
    """Change one byte of a ledger file; its name."""
    [file] = current_state().files_of(kind)
    path = store().path(file.name)
    content = bytearray(path.read_bytes())
    content[file.ranges[1].offset + 3] ^= 1
    path.write_bytes(content)
    return file.name


def test_months_carry_revenue_and_the_margin_of_lines_with_a_cost(hengda: Any) -> None:
    months = {each.month: each for each in months_of(IMPORTING, hengda.key)}
    assert len(months) == MONTHS
    assert max(months) == date(2024, 5, 1)
    march = months[date(2024, 3, 1)]
    assert march == MonthFigures(date(2024, 3, 1), Decimal(250), pytest.approx(0.4))  # type: ignore[arg-type]
    for month, revenue in ((date(2024, 4, 1), Decimal(-20)), (date(2024, 5, 1), Decimal(0))):
        assert months[month] == MonthFigures(month, revenue, None)


def test_a_customer_without_lines_has_no_months(hengda: Any) -> None:
    assert months_of(IMPORTING, customer_named("Quiet").key) == []


def test_lines_are_paged_forwards_and_backwards(hengda: Any) -> None:
    lines = CustomerLines(IMPORTING, hengda.key)
    first = paginate(lines, NEWEST_FIRST, size=10)
    second = paginate(lines, NEWEST_FIRST, cursor=first.next, size=10)
    third = paginate(lines, NEWEST_FIRST, cursor=second.next, size=10)
    orders = [line["order_no"] for page in (first, second, third) for line in page.items]
    assert orders == ["30", *map(str, range(25, 0, -1)), "31"]
    assert third.next is None
    assert paginate(lines, NEWEST_FIRST, cursor=third.previous, size=10).items == second.items
    assert paginate(lines, NEWEST_FIRST, cursor=second.previous, size=10).items == first.items


def test_who_does_not_see_the_customer_gets_no_figures(hengda: Any, acting: NamedActors) -> None:
    for actor, refusal in (
        (acting.ana_silva, CustomerNotFound),
        (acting.nobody_ning, AccessDenied),
    ):
        with pytest.raises(refusal):
            months_of(actor, hengda.key)
        with pytest.raises(refusal):
            CustomerLines(actor, hengda.key)


def test_the_page_shows_the_months_and_fetches_the_lines(
    hengda: Any, people: NamedPeople, signed_in: SignedIn
) -> None:
    page = text(signed_in(people.tom_becker).get(reverse("customers:customer", args=[hengda.pk])))
    assert "Revenue and margin by month" in page
    assert 'data-chart="months"' in page
    assert f'hx-get="{reverse("ledger:customer_lines", args=[hengda.pk])}"' in page


def test_a_customer_without_lines_has_no_chart(
    hengda: Any, people: NamedPeople, signed_in: SignedIn
) -> None:
    quiet = customer_named("Quiet", owner=people.tom_becker.pk)
    page = text(signed_in(people.tom_becker).get(reverse("customers:customer", args=[quiet.pk])))
    assert "Revenue and margin by month" not in page


def test_the_lines_are_a_part_of_the_page_and_a_page_of_their_own(
    hengda: Any, people: NamedPeople, signed_in: SignedIn, client: Client
) -> None:
    tom, address = signed_in(people.tom_becker), reverse("ledger:customer_lines", args=[hengda.pk])
    part = tom.get(address, headers={"HX-Request": "true"})
    assert "<html" not in text(part)
    assert 'hx-target="#order-lines"' in text(part)
    assert "40.0%" in text(part)
    cursor = part.context["page"].next
    older = tom.get(address, {"cursor": cursor}, headers={"HX-Request": "true"})
    assert b"&lt;i&gt;Door&lt;/i&gt;" in older.content
    whole = text(tom.get(address))
    assert "<html" in whole
    assert "Hengda Lifts" in whole
    assert "/imports/1/" not in whole
    assert signed_in(people.ana_silva).get(address).status_code == 404
    assert signed_in(people.nobody_ning).get(address).status_code == 403
    assert client.get(address).status_code == 302


def test_lines_name_their_import_to_those_who_see_imports(
    hengda: Any, people: NamedPeople, signed_in: SignedIn
) -> None:
    page = text(signed_in(people.li_na).get(reverse("ledger:customer_lines", args=[hengda.pk])))
    assert 'href="/imports/' in page


def test_a_damaged_ledger_is_named_and_no_figure_is_shown(
    hengda: Any, people: NamedPeople, signed_in: SignedIn
) -> None:
    tom, address = signed_in(people.tom_becker), reverse("ledger:customer_lines", args=[hengda.pk])
    name = damage(FileKind.LINES)
    for response in (tom.get(address), tom.get(address, headers={"HX-Request": "true"})):
        assert name in text(response)
        assert "Rail" not in text(response)
    name = damage(FileKind.ORDERS)
    page = text(tom.get(reverse("customers:customer", args=[hengda.pk])))
    assert name in page
    assert 'data-chart="months"' not in page
