"""Tables: columns, sorting, pages."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.template import Context, Template
from django.test import RequestFactory

from mainstay.shell.paging import CappedCount, SequenceRows, paginate
from mainstay.shell.web.tables import (
    Badge,
    Cell,
    Column,
    GradeBadge,
    Kind,
    Table,
    Tone,
    sort_from,
)


@dataclass(frozen=True)
class Customer:
    pk: int
    name: str
    revenue: Decimal | None


COLUMNS = [
    Column[Customer](
        "name", "Customer", lambda c: c.name, link=lambda c: f"/customers/{c.pk}/", sortable=True
    ),
    Column[Customer]("revenue", "Revenue", lambda c: c.revenue, Kind.MONEY, sortable=True),
    Column[Customer](
        "state",
        "State",
        lambda c: Badge("late", Tone.BAD),
        wide=True,
        tone=lambda c: Tone.BAD if c.revenue is None else Tone.PLAIN,
    ),
]
CUSTOMERS = [
    Customer(1, "Tongli", Decimal("1200.50")),
    Customer(2, "<i>Nord</i>", None),
    Customer(3, "Heng Da", Decimal(5)),
]


def table_page(address: str, *, size: int = 2, customers: list[Customer] | None = None) -> str:
    request = RequestFactory().get(address)
    sort = sort_from(request, COLUMNS, "-revenue")
    rows = SequenceRows(CUSTOMERS if customers is None else customers)
    page = paginate(rows, [sort, "pk"], cursor=request.GET.get("cursor"), size=size)
    table = Table("Customers", COLUMNS, page, sort, "CNY", CappedCount(3, capped=True))
    text = "{% load components %}{% data_table table %}Nothing here{% enddata_table %}"
    return Template(text).render(Context({"request": request, "table": table}))


def test_a_table_is_named_for_those_who_do_not_see_it() -> None:
    assert "<caption>Customers</caption>" in table_page("/c/")


def test_cells_are_text_never_markup() -> None:
    html = table_page("/c/", size=3)
    assert "&lt;i&gt;Nord&lt;/i&gt;" in html
    assert "<i>Nord" not in html


def test_cells_lead_to_their_rows() -> None:
    assert '<a href="/customers/1/">Tongli</a>' in table_page("/c/")


def test_amounts_carry_the_currency_of_the_table() -> None:
    assert 'title="¥1,200.50"' in table_page("/c/")


def test_a_cell_that_wants_attention_is_coloured() -> None:
    assert 'class="cell-wide cell-bad"' in table_page("/c/", size=3)


def test_the_sorted_column_says_its_direction_and_turns_it() -> None:
    html = table_page("/c/?sort=-revenue&q=x")
    assert 'aria-sort="descending"' in html
    assert 'href="?sort=revenue&amp;q=x"' in html


def test_figures_are_first_sorted_from_the_largest_words_from_the_first() -> None:
    assert 'href="?sort=-revenue"' in table_page("/c/?sort=name")
    assert 'href="?sort=name"' in table_page("/c/")


@pytest.mark.parametrize("asked", ["state", "-pk", "password", ""])
def test_sorting_by_anything_else_falls_back(asked: str) -> None:
    request = RequestFactory().get("/c/", {"sort": asked})
    assert sort_from(request, COLUMNS, "-revenue") == "-revenue"


def test_the_pager_keeps_filters_and_sorting() -> None:
    html = table_page("/c/?q=a&sort=name")
    assert 'href="?q=a&amp;sort=name&amp;cursor=' in html
    assert 'rel="prev"' not in html


def test_a_capped_count_says_that_there_are_more() -> None:
    html = table_page("/c/")
    assert "or more" in html


def test_without_rows_the_content_stands_instead() -> None:
    html = table_page("/c/", customers=[])
    assert "Nothing here" in html
    assert "<table" not in html


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "none"),
        ("", "none"),
        (0, "money"),
        (date(2024, 1, 1), "day"),
        (GradeBadge("A", 1), "grade"),
        (Badge("late"), "badge"),
    ],
)
def test_a_value_says_how_it_is_written(value: Any, kind: str) -> None:
    assert Cell(COLUMNS[1], value, None, Tone.PLAIN).kind == kind
