"""Pages begin after a row, so that they hold still while rows come and go."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.core import signing
from django.db import connection, models
from django.db.models import Q
from django.test.utils import isolate_apps
from hypothesis import given, settings
from hypothesis import strategies as st

from mainstay.shell.paging import (
    CappedCount,
    InvalidCursor,
    KeysetRows,
    QuerySetRows,
    SequenceRows,
    capped_count,
    paginate,
)


@dataclass(frozen=True)
class Line:
    pk: int
    amount: Any


def everything(rows: KeysetRows[Line], order: list[str], size: int) -> list[Line]:
    """All rows, page after page."""
    found: list[Line] = []
    cursor = None
    while True:
        page = paginate(rows, order, cursor=cursor, size=size)
        found += page.items
        if page.next is None:
            return found
        cursor = page.next


unhurried = settings(deadline=None)  # machines that run suites are busy
amounts = st.one_of(st.none(), st.integers(-3, 3))
lines = st.lists(amounts, max_size=12).map(
    lambda values: [Line(number, amount) for number, amount in enumerate(values)]
)
orders = st.sampled_from([["amount", "pk"], ["-amount", "pk"], ["-amount", "-pk"], ["pk"]])
sizes = st.integers(1, 5)


@unhurried
@given(lines=lines, order=orders, size=sizes)
def test_the_pages_together_are_the_whole_list_in_order(
    lines: list[Line], order: list[str], size: int
) -> None:
    whole = paginate(SequenceRows(lines), order, size=100).items
    assert everything(SequenceRows(lines), order, size) == whole
    assert sorted(line.pk for line in whole) == [line.pk for line in lines]


@unhurried
@given(lines=lines, size=sizes)
def test_missing_values_come_last_in_both_directions(lines: list[Line], size: int) -> None:
    for order in (["amount", "pk"], ["-amount", "pk"]):
        known = [line.amount is not None for line in everything(SequenceRows(lines), order, size)]
        assert known == sorted(known, reverse=True)


@unhurried
@given(lines=lines, order=orders, size=sizes)
def test_the_way_back_shows_the_same_pages(lines: list[Line], order: list[str], size: int) -> None:
    rows = SequenceRows(lines)
    first = paginate(rows, order, size=size)
    if first.next is None:
        return
    second = paginate(rows, order, cursor=first.next, size=size)
    assert second.previous is not None
    back = paginate(rows, order, cursor=second.previous, size=size)
    assert back.items == first.items
    assert back.previous is None


@unhurried
@given(lines=lines, newcomer=amounts, order=orders, size=sizes)
def test_a_row_that_comes_in_between_shifts_no_other_row(
    lines: list[Line], newcomer: int | None, order: list[str], size: int
) -> None:
    first = paginate(SequenceRows(lines), order, size=size)
    if first.next is None:
        return
    before = paginate(SequenceRows(lines), order, cursor=first.next, size=100).items
    late = Line(99, newcomer)
    after = paginate(SequenceRows([*lines, late]), order, cursor=first.next, size=100).items
    assert [line for line in after if line != late] == before


@pytest.mark.parametrize(
    "value",
    [
        Decimal("12.3400"),
        date(2024, 2, 29),
        datetime(2024, 2, 29, 14, 5, 1, 23, tzinfo=UTC),
        UUID(int=7),
        "通力",
        0.1,
    ],
)
def test_a_cursor_keeps_every_kind_of_value(value: Any) -> None:
    lines = [Line(1, value), Line(2, value), Line(3, value)]
    assert everything(SequenceRows(lines), ["amount", "pk"], 1) == lines


def test_mappings_are_rows_too() -> None:
    rows = SequenceRows([{"code": "B"}, {"code": "A"}])
    assert paginate(rows, ["code"]).items == [{"code": "A"}, {"code": "B"}]


def test_a_cursor_for_another_ordering_is_refused() -> None:
    rows = SequenceRows([Line(1, 1), Line(2, 2)])
    cursor = paginate(rows, ["pk"], size=1).next
    with pytest.raises(InvalidCursor):
        paginate(rows, ["-pk"], cursor=cursor)


@pytest.mark.parametrize(
    "cursor",
    ["x", "a:b:c", signing.dumps(["pk", False, [1]])],
    ids=["no cursor", "wrong signature", "other salt"],
)
def test_a_cursor_from_elsewhere_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        paginate(SequenceRows([Line(1, 1)]), ["pk"], cursor=cursor)


def test_a_page_whose_rows_have_gone_still_leads_back() -> None:
    lines = [Line(1, 1), Line(2, 2)]
    cursor = paginate(SequenceRows(lines), ["pk"], size=1).next
    page = paginate(SequenceRows(lines[:1]), ["pk"], cursor=cursor, size=1)
    assert page.items == []
    assert paginate(SequenceRows(lines[:1]), ["pk"], cursor=page.previous).items == lines[:1]


def test_counting_stops_at_the_cap() -> None:
    assert capped_count([1, 2, 3], cap=3) == CappedCount(3, capped=False)
    assert capped_count([1, 2, 3, 4], cap=3) == CappedCount(3, capped=True)


@pytest.fixture
def stored(transactional_db: None) -> Iterator[Any]:
    """A table of lines as the database orders them."""
    with isolate_apps("mainstay.shell.web"):

        class StoredLine(models.Model):
            amount = models.DecimalField(max_digits=18, decimal_places=4, null=True)

            class Meta:
                app_label = "web"

            def __str__(self) -> str:
                return str(self.amount)

        with connection.schema_editor() as editor:
            editor.create_model(StoredLine)
        yield StoredLine
        with connection.schema_editor() as editor:
            editor.delete_model(StoredLine)


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def check_database(stored: Any, data: st.DataObject) -> None:
    stored.objects.all().delete()
    chosen = data.draw(lines)
    order, size = data.draw(orders), data.draw(sizes)
    stored.objects.bulk_create(stored(pk=line.pk + 1, amount=line.amount) for line in chosen)
    by_amount = order[0].endswith("amount")
    present = Q(amount__isnull=False) if by_amount and data.draw(st.booleans()) else None
    rows = QuerySetRows(stored.objects.all(), present)
    found = everything(rows, order, size)
    expected = paginate(SequenceRows(list(stored.objects.all())), order, size=100).items
    assert [row.pk for row in found] == [row.pk for row in expected]
    first = paginate(rows, order, size=size)
    if first.next is not None:
        second = paginate(rows, order, cursor=first.next, size=size)
        back = paginate(rows, order, cursor=second.previous, size=size)
        assert back.items == first.items


def test_the_database_pages_like_a_list(stored: Any) -> None:
    check_database(stored)


def test_the_database_counts_up_to_the_cap(stored: Any) -> None:
    stored.objects.bulk_create(stored() for _ in range(4))
    assert capped_count(stored.objects.all(), cap=3) == CappedCount(3, capped=True)
    assert capped_count(stored.objects.all(), cap=4) == CappedCount(4, capped=False)
