from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from mainstay.apps.ledger.reading.rows import Row, read_rows
from mainstay.apps.ledger.reading.sniffing import sniff
from mainstay.apps.ledger.reading.tests.conftest import Written

CONTENT = 'a,b\n 1 ,"x\ny"\n2\n\n3,"Bolt 3" long"\n4,z,w\n'.encode("gb18030")


def test_rows_come_in_the_words_of_the_file(written: Written) -> None:
    path = written(CONTENT)
    assert list(read_rows(path, sniff(path), {1, 2, 3, 4, 5})) == [
        Row(1, 2, (" 1 ", "x\ny")),
        Row(2, 4, ("2",)),
        Row(3, 5, ()),
        Row(4, 6, ("3", '"Bolt 3" long"')),
        Row(5, 7, ("4", "z", "w")),
    ]


def test_only_the_chosen_rows_are_given(written: Written) -> None:
    path = written(b"a,b\n" + b"".join(b"%d,x\n" % number for number in range(1, 300_001)))
    rows = list(read_rows(path, sniff(path), {3, 299_999, 150_000}))
    assert rows == [
        Row(3, 4, ("3", "x")),
        Row(150_000, 150_001, ("150000", "x")),
        Row(299_999, 300_000, ("299999", "x")),
    ]
    assert list(read_rows(path, sniff(path), set())) == []


def test_rows_of_a_parquet_file_are_written_as_text(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    pq.write_table(pa.table({"a": ["x", None, "z"], "n": [1, None, 3]}), path)
    assert list(read_rows(path, sniff(path), {1, 2, 3})) == [
        Row(1, None, ("x", "1")),
        Row(2, None, ("", "")),
        Row(3, None, ("z", "3")),
    ]
