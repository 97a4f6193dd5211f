import gzip
import io
import zipfile
from pathlib import Path

import pytest

from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.sniffing import sniff
from mainstay.apps.ledger.reading.tests.conftest import Written


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "xlsx"),
        (_zip("[Content_Types].xml", "word/document.xml"), "docx"),
        (_zip("mimetype", "content.xml"), "ods"),
        (_zip("orders.csv"), "zip"),
        (b"PK\x03\x04 torn", "zip"),
        (b"%PDF-1.7\n%", "pdf"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 workbook", "xls"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"SQLite format 3\x00", "sqlite"),
        (b"ORC\x00\x00", "orc"),
    ],
)
def test_a_file_of_another_kind_is_named(written: Written, content: bytes, kind: str) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(content))
    assert (refused.value.code, refused.value.figures) == ("binary_file", {"format": kind})


def test_a_text_may_begin_with_the_letters_of_a_format(written: Written) -> None:
    assert sniff(written(b"ORC no,b\n1,2\n")).headers == ("ORC no", "b")


def test_an_empty_file_is_refused(written: Written) -> None:
    for content in (b"", b"\n\n", b"\xef\xbb\xbf", b" , \n", gzip.compress(b"")):
        with pytest.raises(FileRefused, match="empty_file"):
            sniff(written(content))


def test_a_file_packed_with_gzip_is_unpacked(written: Written) -> None:
    path = written(gzip.compress(b"a,b\n1,2\n"))
    sniffed = sniff(path)
    assert (sniffed.size, sniffed.lines) == (8, 2)
    assert [chunk.columns[1].to_pylist() for chunk in read_records(path, sniffed)] == [["2"]]


def test_packed_data_that_breaks_off_is_refused(written: Written) -> None:
    whole = gzip.compress(b"a,b\n1,2\n" * 1000)
    with pytest.raises(FileRefused) as refused:
        sniff(written(whole[:-10]))
    assert (refused.value.code, refused.value.figures) == ("damaged_file", {"format": "gzip"})


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    path.write_bytes(b"PAR1 and nothing more")
    with pytest.raises(FileRefused) as refused:
        sniff(path)
    assert (refused.value.code, refused.value.figures) == ("damaged_file", {"format": "parquet"})
