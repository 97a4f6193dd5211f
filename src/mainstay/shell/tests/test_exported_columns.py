"""A list in columns becomes the same file as one in rows."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pyarrow as pa
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mainstay.shell.exported_columns import ExportedColumns
from mainstay.shell.exports import Exported, ExportedList
from mainstay.shell.tests.test_exports import HOSTILE, cells_of

SHANGHAI = ZoneInfo("Asia/Shanghai")


def in_columns(*tables: pa.Table) -> ExportedColumns:
    return ExportedColumns("list", tables[0].schema, tables, SHANGHAI)


def read(exported: Exported) -> list[list[str]]:
    text = b"".join(exported.csv()).decode()
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_every_hostile_text_is_made_safe() -> None:
    texts = [*HOSTILE, "plain", "'quoted", "-12.50", "", None, 'a "b", c\nd']
    table = pa.table({"text": pa.array(texts, pa.string()), "number": range(len(texts))})
    in_rows = ExportedList("list", ["text", "number"], zip(texts, range(len(texts)), strict=True))
    assert read(in_columns(table)) == read(in_rows)


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))))
def test_any_text_is_written_as_in_rows(texts: list[str]) -> None:
    table = pa.table({"text": pa.array(texts, pa.string()), "more": pa.array(texts, pa.string())})
    in_rows = ExportedList("list", ["text", "more"], [[text, text] for text in texts])
    assert read(in_columns(table)) == read(in_rows)


def test_figures_days_and_moments_keep_their_last_digit() -> None:
    moment = datetime(2024, 2, 29, 20, tzinfo=UTC)
    table = pa.table(
        {
            "amount": pa.array([Decimal("-0.0001"), None], pa.decimal128(18, 4)),
            "day": pa.array([date(2024, 2, 29)] * 2),
            "at": pa.array([moment, None], pa.timestamp("us", "UTC")),
        }
    )
    assert read(in_columns(table, table))[1:3] == [
        ["-0.0001", "2024-02-29", "2024-03-01T04:00:00+08:00"],
        ["", "2024-02-29", ""],
    ]
    assert cells_of(in_columns(table))[1] == [
        -0.0001,
        date(2024, 2, 29),
        datetime(2024, 3, 1, 4),  # noqa: DTZ001 - workbooks know no zones
    ]


def test_moments_are_told_in_the_zone_of_the_list_and_not_in_the_reader_s() -> None:
    moment = datetime(2024, 2, 29, 20, 30, tzinfo=UTC)
    table = pa.table({"at": pa.array([moment], pa.timestamp("us", "UTC"))})
    for zone, day, hour in (("Asia/Shanghai", 1, 4), ("UTC", 29, 20)):
        exported = ExportedColumns("list", table.schema, [table], ZoneInfo(zone))
        with timezone.override(ZoneInfo("Europe/Berlin")):
            [_, [cell]] = cells_of(exported)
        assert (cell.day, cell.hour) == (day, hour)
