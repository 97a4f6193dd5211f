"""Parquet files: their types, and broken ones."""

import io
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from tests.import_corpus.making import Files

DAYS = [date(2024, 3, 1), date(2024, 3, 2)]
AMOUNTS = [Decimal("10.00"), Decimal("20.50")]


def parquet(**columns: Any) -> bytes:
    """The two sound lines, with some columns otherwise."""
    usual: dict[str, Any] = {
        "customer": ["A", "B"],
        "order_no": ["1001", "1002"],
        "line_no": [1, 1],
        "ordered_at": DAYS,
        "amount": AMOUNTS,
    }
    out = io.BytesIO()
    pq.write_table(pa.table(usual | columns), out)
    return out.getvalue()


def nothing() -> bytes:
    out = io.BytesIO()
    names = ("customer", "order_no", "line_no", "ordered_at", "amount")
    pq.write_table(pa.schema([(name, pa.string()) for name in names]).empty_table(), out)
    return out.getvalue()


def twice_headed() -> bytes:
    """Two columns of one name."""
    names = ["customer", "order_no", "line_no", "ordered_at", "amount", "amount"]
    columns = [["A"], ["1001"], [1], [DAYS[0]], [AMOUNTS[0]], [AMOUNTS[1]]]
    out = io.BytesIO()
    pq.write_table(pa.Table.from_arrays([pa.array(each) for each in columns], names), out)
    return out.getvalue()


FILES: Files = {
    "plain.parquet": parquet,
    "of_texts.parquet": lambda: parquet(
        ordered_at=["2024-03-01", "2024/3/2"], amount=["10.00", "20.50"], line_no=["1", "1"]
    ),
    "floats.parquet": lambda: parquet(amount=[10.0, 20.5], line_no=[1.0, 1.0]),
    "not_a_number.parquet": lambda: parquet(amount=[10.0, float("nan")]),
    "very_small.parquet": lambda: parquet(amount=[1e-300, 20.5]),
    "very_large.parquet": lambda: parquet(amount=[1e300, 20.5]),
    "instants.parquet": lambda: parquet(
        ordered_at=pa.array(
            [datetime(2024, 2, 29, 16, 30, tzinfo=UTC), datetime(2024, 3, 2, tzinfo=UTC)],
            pa.timestamp("ns", "UTC"),
        )
    ),
    "dictionaries.parquet": lambda: parquet(customer=pa.array(["A", "B"]).dictionary_encode()),
    "nulls.parquet": lambda: parquet(
        customer=["A", None],
        order_no=["1001", None],
        line_no=[1, None],
        ordered_at=[DAYS[0], None],
        amount=[AMOUNTS[0], None],
    ),
    "some_nulls.parquet": lambda: parquet(amount=[AMOUNTS[0], None]),
    "nested.parquet": lambda: parquet(remarks=[["a"], ["b", "c"]], raw=[b"\0", b"\1"]),
    "codes_as_numbers.parquet": lambda: parquet(order_no=[1001, 1002]),
    "impossible_types.parquet": lambda: parquet(ordered_at=[True, False]),
    "heading_twice.parquet": twice_headed,
    "without_records.parquet": nothing,
    "truncated.parquet": lambda: parquet()[:-20],
    "only_the_mark.parquet": b"PAR1PAR1",
}
