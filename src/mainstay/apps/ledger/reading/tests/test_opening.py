import gzip
import io
import zipfile
from pathlib import Path

import pytest

from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.sniffing import sniff
from mainstay.apps.ledger.reading.tests.conftest import Written

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


def _zip(*names: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in names:
            archive.writestr(name, "content")
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (_zip("[Content_Types].xml", "xl/workbook.bin"), "xlsb"),
        (_zip("[Content_Types].xml", "word/document.xml"), "docx"),
        (_zip("mimetype", "content.xml"), "ods"),
        (b"%PDF-1.7\n%", "pdf"),
        (_OLE + "WordDocument".encode("utf-16-le"), "doc"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "html"),
        ("\ufeff\r\n<TABLE border=1>".encode(), "html"),
        ("\ufeff<html>".encode("utf-16-le"), "html"),
        (b'<?xml version="1.0"?><Workbook/>', "xml"),
        (b"MIME-Version: 1.0\r\n", "mhtml"),
        (b"7z\xbc\xaf\x27\x1c", "7z"),
        (b"\x89PNG\r\n\x1a\n", "png"),
        (b"SQLite format 3\x00", "sqlite"),
        (b"ORC\x00\x00", "orc"),
    ],
)
def test_a_file_of_another_kind_is_named(written: Written, content: bytes, kind: str) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(content))
    assert (refused.value.code, refused.value.figures) == ("binary_file", {"format": kind})


@pytest.mark.parametrize(
    ("content", "code", "kind"),
    [
        (b"PK\x03\x04 torn", "damaged_file", "zip"),
        (_zip("[Content_Types].xml", "xl/workbook.xml")[:60], "damaged_file", "xlsx"),
        (_zip("[Content_Types].xml", "xl/workbook.xml"), "damaged_file", "xlsx"),
        (_OLE + b" workbook", "damaged_file", "xls"),
        (_OLE + "Workbook".encode("utf-16-le"), "damaged_file", "xls"),
        (_OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted_file", "xlsx"),
    ],
)
def test_a_workbook_that_cannot_be_read_is_refused(
    written: Written, content: bytes, code: str, kind: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(content))
    assert (refused.value.code, refused.value.figures) == (code, {"format": kind})


def test_a_text_may_begin_with_the_letters_of_a_format(written: Written) -> None:
    assert sniff(written(b"ORC no,b\n1,2\n")).headers == ("ORC no", "b")


def test_an_empty_file_is_refused(written: Written) -> None:
    for content in (b"", b"\n\n", b"\xef\xbb\xbf", b" , \n", gzip.compress(b"")):
        with pytest.raises(FileRefused, match="empty_file"):
            sniff(written(content))


def test_a_damaged_parquet_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "orders.parquet"
    path.write_bytes(b"PAR1 and nothing more")
    with pytest.raises(FileRefused) as refused:
        sniff(path)
    assert (refused.value.code, refused.value.figures) == ("damaged_file", {"format": "parquet"})
