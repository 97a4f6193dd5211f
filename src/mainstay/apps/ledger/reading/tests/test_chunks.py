import csv
import io
from datetime import datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mainstay.apps.ledger.reading.chunks import RaggedRecord, RecordChunk, read_records
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.opening import BLOCK_BYTES
from mainstay.apps.ledger.reading.sniffing import sniff
from mainstay.apps.ledger.reading.tests.conftest import Written


def _read(path: Path) -> list[RecordChunk]:
    return list(read_records(path, sniff(path)))


def _records(chunks: list[RecordChunk]) -> list[tuple[int, int, tuple[str, ...]]]:
    """Record, line and cells of all sound records."""
    found = []
    for chunk in chunks:
        cells = zip(*(column.to_pylist() for column in chunk.columns), strict=True)
        found += list(zip(chunk.records.to_pylist(), chunk.lines.to_pylist(), cells, strict=True))
    return found


def test_records_are_numbered_without_the_header(written: Written) -> None:
    chunks = _read(written(b"a,b\n1,2\n3,4\n"))
    assert _records(chunks) == [(1, 2, ("1", "2")), (2, 3, ("3", "4"))]


@pytest.mark.parametrize("newline", [b"\n", b"\r\n", b"\r"])
def test_lines_are_right_after_quoted_newlines_and_blank_lines(
    written: Written, newline: bytes
) -> None:
    content = newline.join(
        [b"a,b", b'1,"x', b"", b'y"', b"", b"2,z", b" , ", b'"3","w"', b"", b"4,v"]
    )
    chunks = _read(written(content))
    text = newline.decode()
    assert _records(chunks) == [
        (1, 2, ("1", f"x{text}{text}y")),
        (3, 6, ("2", "z")),
        (5, 8, ("3", "w")),
        (7, 10, ("4", "v")),
    ]
    assert [record for chunk in chunks for record in chunk.blank] == [2, 4, 6]
    assert sum(chunk.count for chunk in chunks) == 7


def test_blank_lines_and_lines_of_delimiters_are_blank(written: Written) -> None:
    (chunk,) = _read(written("a,b,c\n\n1,2,3\n,,\n , \t,\u3000\n,\n,,,,\n\n".encode()))
    assert _records([chunk]) == [(2, 3, ("1", "2", "3"))]
    assert chunk.blank == (1, 3, 4, 5, 6, 7)
    assert chunk.ragged == ()


@pytest.mark.parametrize("quote", [b"", b'"'])
def test_records_of_other_widths_keep_their_places(written: Written, quote: bytes) -> None:
    first = quote + b"1" + quote
    content = b"a,b,c\n" + first + b",2,3\n4,5\n6,7,8\n9,10,11,12\n13,14,15,, \n16,17,18\n"
    (chunk,) = _read(written(content))
    assert _records([chunk]) == [
        (1, 2, ("1", "2", "3")),
        (2, 3, ("4", "5", "")),
        (3, 4, ("6", "7", "8")),
        (5, 6, ("13", "14", "15")),
        (6, 7, ("16", "17", "18")),
    ]
    assert chunk.ragged == (RaggedRecord(4, 5, "too_many_fields"),)
    assert chunk.count == 6


def test_malformed_quotes_cost_one_record(written: Written) -> None:
    (chunk,) = _read(written(b'a,b\n1,"x"\n2,"Bolt 3" long"\n3,5" pipe\n4,"""q"""\n'))
    assert _records([chunk]) == [(1, 2, ("1", "x")), (3, 4, ("3", '5" pipe')), (4, 5, ("4", '"q"'))]
    assert chunk.ragged == (RaggedRecord(2, 3, "malformed_quotes"),)


def test_malformed_quotes_behind_a_sound_quoted_newline_cost_one_record(written: Written) -> None:
    (chunk,) = _read(written(b'a,b\n"x\ny","z"w\n3,4\n'))
    assert chunk.ragged == (RaggedRecord(1, 2, "malformed_quotes"),)
    assert _records([chunk]) == [(2, 4, ("3", "4"))]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'a,b\n1,2\n3,"x\n4,5\n6,7\n', 3),
        (b'a,b\n1,"x\ny"\n3,"z\n4,5\n', 4),
        (b'a,b\n1,2\n3,"x\n4,"y",5\n', 3),
        (b'a,b\n"p\nq","x\n4,"y",5\n', 3),
        (b'a,b\n1,2\n3,"x\n' + b"4,5\n" * 60_000, 3),
        (b'a,b\n1,2\n3,"x', 3),
    ],
)
def test_an_unclosed_quote_is_named_by_the_line_where_it_was_opened(
    written: Written, content: bytes, line: int
) -> None:
    with pytest.raises(FileRefused) as refused:
        _read(written(content))
    assert (refused.value.code, refused.value.figures) == ("unclosed_quote", {"line": line})


def test_an_unclosed_quote_is_named_although_whole_blocks_without_quotes_follow(
    written: Written,
) -> None:
    line = b"12345678,abcdefg\n"
    before = BLOCK_BYTES // len(line) - 10
    content = b"a,b\n" + line * before + b'1,"x\n' + line * (3 * BLOCK_BYTES // len(line))
    with pytest.raises(FileRefused) as refused:
        _read(written(content))
    assert refused.value.figures == {"line": before + 2}


def test_a_record_of_many_long_fields_that_does_not_end_is_refused(written: Written) -> None:
    field = b'"' + b"line\n" * 20_000 + b'",'
    content = b"a,b\n" + b"1,2\n" * (BLOCK_BYTES // 4 - 350_000) + field * 14 + b'"x'
    with pytest.raises(FileRefused) as refused:
        _read(written(content))
    assert refused.value.code == "unclosed_quote"


def test_a_record_goes_on_across_the_border_of_blocks(written: Written) -> None:
    line = b"12345678,abcdefg\n"
    before = BLOCK_BYTES // len(line)
    content = b"a,b\n" + line * before + b'1,"' + b"x\n" * 500 + b'"\n' + line * 10
    found = _records(_read(written(content)))
    assert len(found) == before + 11
    assert found[before] == (before + 1, before + 2, ("1", "x\n" * 500))
    assert found[before + 1] == (before + 2, before + 503, ("12345678", "abcdefg"))
    assert found[-1][:2] == (before + 11, before + 512)


def test_a_record_of_spaces_between_too_many_commas_is_blank(written: Written) -> None:
    [chunk] = _read(written(b"a,b,c\n, , ,\n1,2,3\n"))
    assert (chunk.blank, chunk.ragged) == ((1,), ())


cells = st.text(alphabet=st.sampled_from(list(" ab1é客'=;\t")), max_size=4)


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(st.lists(cells, min_size=1, max_size=4), max_size=8),
    newline=st.sampled_from(["\n", "\r\n", "\r"]),
    end=st.booleans(),
    encoding=st.sampled_from(["utf-8", "gb18030"]),
)
def test_plain_lines_give_what_the_csv_module_gives(
    written: Written, rows: list[list[str]], newline: str, end: bool, encoding: str
) -> None:
    """The fast way for blocks without quotes and the csv module never differ."""
    body = newline.join(",".join(row) for row in rows) + (newline if end else "")
    text = f"客户,订单号,c{newline}{body}"
    chunks = _read(written(text.encode(encoding)))
    expected = list(csv.reader(io.StringIO(text, newline=""), strict=True))[1:]
    sound = [
        (number, number + 1, tuple([*row, "", ""][:3]))
        for number, row in enumerate(expected, 1)
        if any(cell.strip() for cell in row) and not any(cell.strip() for cell in row[3:])
    ]
    blank = [n for n, row in enumerate(expected, 1) if not any(cell.strip() for cell in row)]
    assert _records(chunks) == sound
    assert [record for chunk in chunks for record in chunk.blank] == blank
    assert sum(chunk.count for chunk in chunks) == len(expected)


@settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    rows=st.lists(
        st.tuples(*[st.text(alphabet=st.sampled_from(list('a,"\n\r客 ')), max_size=5)] * 2),
        max_size=8,
    )
)
def test_whatever_the_csv_module_writes_is_read_back(
    written: Written, rows: list[tuple[str, str]]
) -> None:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerows([("h,1", "h2"), *rows])
    found = _records(_read(written(buffer.getvalue().encode())))
    kept = [row for row in rows if any(cell.strip() for cell in row)]
    assert [row for _, _, row in found] == kept
    lines = buffer.getvalue().replace("\r\n", "\n").replace("\r", "\n").split("\n")
    for _, line, row in found:
        start = row[0].replace("\r\n", "\n").replace("\r", "\n").split("\n")[0].replace('"', '""')
        assert lines[line - 1].lstrip('"').startswith(start.lstrip('"'))


def test_parquet_columns_keep_their_types(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    table = pa.table(
        {
            " no ": pa.array(["1", None, "3"]).dictionary_encode(),
            "amount": pa.array([Decimal("1.50"), None, Decimal("2.25")], pa.decimal128(10, 2)),
            "nested": pa.array([[1], None, [2]]),
            "at": pa.array([datetime(2024, 2, 29), None, None], pa.timestamp("us")),  # noqa: DTZ001
        }
    )
    pq.write_table(table, path)
    sniffed = sniff(path)
    (chunk,) = read_records(path, sniffed)
    assert (sniffed.format, sniffed.headers) == ("parquet", ("no", "amount", "at"))
    assert [str(column.type) for column in chunk.columns] == [
        "string",
        "decimal128(10, 2)",
        "timestamp[us]",
    ]
    assert chunk.records.to_pylist() == [1, 3]
    assert chunk.lines.to_pylist() == [None, None]
    assert chunk.blank == (2,)


def test_a_flipped_bit_in_a_parquet_page_is_not_read_over(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pq.write_table(
        pa.table({"a": [str(number) for number in range(10_000)]}),
        path,
        write_page_checksum=True,
    )
    data = bytearray(path.read_bytes())
    data[len(data) // 4] ^= 4
    path.write_bytes(bytes(data))
    with pytest.raises(FileRefused, match="damaged_file"):
        _read(path)
