"""Lines in any order and any number of pieces add up to the same orders and categories."""

import random
from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import Any

import pyarrow as pa
import pytest

from mainstay.engine.category_counts import count_categories
from mainstay.engine.customer_streams import portions_of_customers
from mainstay.engine.order_parts import LINE_COLUMNS, OrderParts, add_up_lines, put_orders_together
from mainstay.engine.schemas import ORDER_LINE_SCHEMA

_SCHEMA = pa.schema([ORDER_LINE_SCHEMA.field(name) for name in LINE_COLUMNS])

Row = dict[str, Any]


def _line(customer: int, order_no: str, day: int, **given: Any) -> Row:
    return {
        "customer": customer,
        "source": "erp",
        "order_no": order_no,
        "currency": "CNY",
        "ordered_on": date(2024, 1, day),
        "category": "guides",
        "quantity": None,
        "amount": 1,
        "cost": None,
        "kind": "sale",
    } | given


def _parts(lines: Sequence[Row]) -> OrderParts:
    return add_up_lines(pa.Table.from_pylist(list(lines), _SCHEMA))


def _orders(parts: OrderParts) -> list[tuple[Any, ...]]:
    texts = (parts.source, parts.order_no, parts.currency)
    figures = (parts.customer, parts.ordered_on, parts.lines, parts.sale_lines, parts.amount)
    return list(
        zip(
            *(text.to_pylist() for text in texts),
            *(figure.tolist() for figure in figures),
            strict=True,
        )
    )


def test_neighbours_of_an_order_make_one_part() -> None:
    parts = _parts([_line(1, "A", 1), _line(1, "A", 1, kind="return"), _line(1, "B", 1)])
    assert (parts.lines.tolist(), parts.sale_lines.tolist()) == ([2, 1], [1, 1])


def test_no_lines_make_no_parts() -> None:
    assert len(put_orders_together(_parts([]))) == 0
    assert count_categories(_parts([])).num_rows == 0


def test_an_order_over_two_days_has_the_first_and_counts_its_categories_there() -> None:
    lines = [_line(1, "A", 2), _line(1, "B", 2), _line(1, "A", 1)]
    lines += [_line(1, "A", 1, ordered_on=date(2023, 12, 31), currency="USD")]
    whole = put_orders_together(_parts(lines))
    days = {(row[1], row[2]): row[4] for row in _orders(whole)}
    last_day = (date(2023, 12, 31) - date(1970, 1, 1)).days
    assert days == {("A", "CNY"): last_day, ("A", "USD"): last_day, ("B", "CNY"): last_day + 2}
    counts = count_categories(whole).to_pylist()
    assert [(row["month"], row["sale_lines"]) for row in counts] == [
        (date(2023, 12, 1), 3),
        (date(2024, 1, 1), 1),
    ]


def test_one_order_number_of_two_customers_and_sources_stays_apart() -> None:
    lines = [_line(1, "A", 1), _line(2, "A", 1), _line(2, "A", 1, source="shop")]
    assert len(put_orders_together(_parts(lines))) == 3


@pytest.mark.parametrize("seed", range(20))
def test_pieces_in_any_order_add_up_to_the_same(seed: int) -> None:
    chance = random.Random(seed)
    lines = [
        _line(
            chance.randrange(6),
            chance.choice("ABCDE"),
            chance.randrange(1, 4),
            currency=chance.choice(("CNY", "CNY", "USD")),
            category=chance.choice((None, "guides", "ropes")),
            kind=chance.choice(("sale", "return")),
            amount=chance.randrange(-(10**13), 10**13),
        )
        for _ in range(60)
    ]
    expected = put_orders_together(_parts(lines))
    streams = []
    for _ in range(chance.randrange(1, 4)):
        mine, lines = lines[:25], lines[25:]
        mine.sort(key=lambda line: line["customer"])
        cut = chance.randrange(len(mine) + 1)
        streams.append(iter([_parts(mine[:cut]), _parts(mine[cut:])]))
    streams.append(iter([_parts(sorted(lines, key=lambda line: line["customer"]))]))
    portions = [put_orders_together(part) for part in portions_of_customers(streams, 5)]
    found = [row for portion in portions for row in _orders(portion)]
    assert sorted(found) == sorted(_orders(expected))
    counted = [row for part in portions for row in count_categories(part).to_pylist()]
    assert sorted(map(str, counted)) == sorted(map(str, count_categories(expected).to_pylist()))
    customers = [set(portion.customer.tolist()) for portion in portions]
    assert sum(map(len, customers)) == len(set().union(*customers))


def test_lines_that_go_and_come_alike_change_no_category() -> None:
    lines = pa.Table.from_pylist([_line(1, "A", 1), _line(1, "A", 1)], _SCHEMA)
    signed = lines.append_column("sign", pa.array([-1, 1], pa.int64()))
    whole = put_orders_together(add_up_lines(signed))
    assert count_categories(whole).num_rows == 0
    assert _orders(whole.coming()) == _orders(put_orders_together(_parts([_line(1, "A", 1)])))


@pytest.mark.parametrize(("lines", "years"), [(600, 1), (40, 30)], ids=["dense", "sparse"])
def test_sale_lines_are_counted_as_a_dictionary_counts_them(lines: int, years: int) -> None:
    chance = random.Random(lines)
    rows = [
        _line(
            chance.randrange(4),
            f"SO-{number}",
            1,
            ordered_on=date(2024 - chance.randrange(years), chance.randrange(1, 13), 28),
            category=chance.choice((None, "guides", "ropes", "cars")),
        )
        for number in range(lines)
    ]
    signs = [chance.choice((-1, 1, 1)) for _ in rows]
    table = pa.Table.from_pylist(rows, _SCHEMA).append_column("sign", pa.array(signs, pa.int64()))
    expected: Counter[tuple[int, str, date]] = Counter()
    for row, sign in zip(rows, signs, strict=True):
        if row["category"]:
            month = row["ordered_on"].replace(day=1)
            expected[row["customer"], row["category"], month] += sign
    found = count_categories(put_orders_together(add_up_lines(table))).to_pylist()
    counted = {(row["customer"], row["category"], row["month"]): row["sale_lines"] for row in found}
    assert counted == {cell: count for cell, count in expected.items() if count}
    assert [row["customer"] for row in found] == sorted(row["customer"] for row in found)


def test_what_many_files_complete_at_once_comes_in_portions_of_like_size() -> None:
    files = [[_parts([_line(n, f"{file}-{n}", 1) for n in range(100)])] for file in range(4)]
    portions = list(portions_of_customers(map(iter, files), parts_at_once=50))
    customers = [sorted(set(each.customer.tolist())) for each in portions]
    assert [n for each in customers for n in each] == list(range(100))
    assert max(map(len, portions)) <= 56


def test_nothing_is_handed_on_before_enough_of_it_is_complete() -> None:
    files = [[_parts([_line(n, f"{file}-{n}", 1)]) for n in range(10)] for file in range(4)]
    portions = list(portions_of_customers(map(iter, files), parts_at_once=20))
    assert [len(each) for each in portions] == [20, 20]
