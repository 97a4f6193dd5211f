import pytest

from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.encoding import (
    LINE_LIMIT,
    STATED_ENCODINGS,
    canonical_encoding,
)
from mainstay.apps.ledger.reading.errors import EncodingUnknown, FileRefused
from mainstay.apps.ledger.reading.opening import BLOCK_BYTES
from mainstay.apps.ledger.reading.sniffing import list_readings, sniff
from mainstay.apps.ledger.reading.tests.conftest import Written
from mainstay.apps.ledger.reading.wide_text import WIDE_ENCODINGS

TEXT = "客户名称,金额\n北京电梯有限公司,12.50\n"


@pytest.mark.parametrize(
    ("content", "encoding"),
    [
        (TEXT.encode(), "utf-8"),
        (TEXT.encode("utf-8-sig"), "utf-8"),
        (TEXT.encode("gb18030"), "gb18030"),
        (b"\x84\x31\x95\x33" + TEXT.encode("gb18030"), "gb18030"),
        (b"a,b\n1,2\n", "utf-8"),
    ],
)
def test_an_encoding_is_proved(written: Written, content: bytes, encoding: str) -> None:
    path = written(content)
    sniffed = sniff(path)
    assert sniffed.encoding == encoding
    if "客" in content.decode(encoding):
        (chunk,) = read_records(path, sniffed)
        assert sniffed.headers == ("客户名称", "金额")
        assert chunk.columns[0].to_pylist() == ["北京电梯有限公司"]


def test_characters_outside_the_old_gbk_are_read(written: Written) -> None:
    path = written("姓名,备注\n㐀䶮,€\U00020bb7\n".encode("gb18030"))
    (chunk,) = read_records(path, sniff(path))
    assert [column.to_pylist() for column in chunk.columns] == [["㐀䶮"], ["€\U00020bb7"]]


def test_one_wrong_byte_far_behind_the_beginning_decides(written: Written) -> None:
    lines = "客户,金额\n".encode() + "北京,1\n".encode() * 500_000
    assert len(lines) > BLOCK_BYTES
    assert sniff(written(lines)).encoding == "utf-8"
    with pytest.raises(EncodingUnknown) as unknown:
        sniff(written(lines + b"\xff,1\n"))
    assert unknown.value.figures == {"line": 500_002}


def test_the_line_is_right_where_a_block_ends_inside_a_line_break(written: Written) -> None:
    head = b"a,b\r\n"
    lines = (BLOCK_BYTES - len(head) - 1) // 2
    content = head + b"1\n" * lines + b"\r\n"
    assert len(content) == BLOCK_BYTES + 1
    with pytest.raises(EncodingUnknown) as unknown:
        sniff(written(content + b"\xff\n"))
    assert unknown.value.figures == {"line": 1 + lines + 1 + 1}


def test_the_line_is_right_where_a_block_ends_inside_a_character(written: Written) -> None:
    head = "客户\n".encode()
    lines = (BLOCK_BYTES - len(head) - 2) // 2
    content = head + b"1\n" * lines + b"x" * ((BLOCK_BYTES - len(head)) % 2)
    assert len(content) == BLOCK_BYTES - 2
    with pytest.raises(EncodingUnknown) as unknown:
        sniff(written(content + "京".encode() + b"\xff\n"), encoding="utf-8")
    assert unknown.value.figures["line"] == 1 + lines + 1


def test_an_encoding_that_cannot_be_proved_is_asked_for(written: Written) -> None:
    path = written("Name,Betrag\nMüller GmbH,1\nGroß\xff,2\n".encode("latin-1"))
    with pytest.raises(EncodingUnknown):
        sniff(path)
    sniffed = sniff(path, encoding="iso-8859-1")
    (chunk,) = read_records(path, sniffed)
    assert chunk.columns[0].to_pylist() == ["Müller GmbH", "Großÿ"]


def test_a_stated_encoding_must_fit(written: Written) -> None:
    with pytest.raises(EncodingUnknown) as unknown:
        sniff(written(b"a,b\n1,2\n\xff,3\n"), encoding="utf-8")
    assert unknown.value.figures == {"line": 3, "encoding": "utf-8"}


@pytest.mark.parametrize("stated", sorted(set(STATED_ENCODINGS) - set(WIDE_ENCODINGS)))
def test_ascii_is_the_same_text_in_every_encoding_that_can_be_stated(
    written: Written, stated: str
) -> None:
    ascii_bytes = bytes(range(1, 128))
    assert ascii_bytes.decode(stated) == ascii_bytes.decode("ascii")
    assert sniff(written(b"a,b\n1,2\n"), encoding=stated).encoding == stated


def test_an_encoding_that_is_not_supported_is_named(written: Written) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(TEXT.encode()), encoding="klingon")
    assert refused.value.code == "encoding_unsupported"
    assert refused.value.figures == {"encoding": "klingon"}


def test_nul_bytes_are_refused_with_their_line(written: Written) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(b"a,b\r\n1,2\r\n3,\x004\r\n"))
    assert (refused.value.code, refused.value.figures) == ("nul_bytes", {"line": 3})


def test_a_line_without_end_is_refused(written: Written) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(b"a,b\n1,2\n" + b"x" * (3 * LINE_LIMIT)))
    assert refused.value.code == "record_too_long"
    assert refused.value.figures == {"line": 3, "limit": LINE_LIMIT}


WIDE = '客户名称,金额\r\n北京电梯有限公司,12.50\r\n"上海,\n一",3\r\n'


@pytest.mark.parametrize("encoding", WIDE_ENCODINGS)
def test_a_wide_text_with_its_mark_is_read_line_by_line(written: Written, encoding: str) -> None:
    path = written(("\ufeff" + WIDE).encode(encoding))
    sniffed = sniff(path)
    (chunk,) = read_records(path, sniffed)
    assert sniffed.file_encoding == encoding
    assert sniffed.headers == ("客户名称", "金额")
    assert chunk.columns[0].to_pylist() == ["北京电梯有限公司", "上海,\n一"]
    assert chunk.lines.to_pylist() == [2, 3]


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_read_where_all_of_it_is_text(
    written: Written, encoding: str
) -> None:
    sniffed = sniff(written(WIDE.encode(encoding)))
    assert (sniffed.file_encoding, sniffed.headers) == (encoding, ("客户名称", "金额"))


def test_a_wide_text_that_breaks_off_is_named_by_its_line(written: Written) -> None:
    with pytest.raises(EncodingUnknown) as unknown:
        sniff(written(("\ufeff" + WIDE).encode("utf-16-le")[:-3]))
    assert unknown.value.figures == {"line": 4, "encoding": "utf-16-le"}


def test_a_wide_text_with_nul_characters_is_no_text(written: Written) -> None:
    with pytest.raises(FileRefused, match="nul_bytes"):
        sniff(written("a,b\n1,\x00\n".encode("utf-16-le")))


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("GBK", "gb18030"),
        ("gb2312", "gb18030"),
        ("cp1252", "windows-1252"),
        ("Latin-1", "iso-8859-1"),
        ("latin1", "iso-8859-1"),
        ("UTF8", "utf-8"),
        ("utf-8-sig", "utf-8"),
        ("Big5", "big5"),
        ("cp950", "big5"),
        ("UTF-16", "utf-16-le"),
        ("utf_16_be", "utf-16-be"),
        ("sjis", "shift_jis"),
        ("klingon", "klingon"),
    ],
)
def test_an_encoding_may_be_called_by_its_other_names(name: str, meant: str) -> None:
    assert canonical_encoding(name) == meant


def test_the_readings_of_a_text_show_a_person_which_one_is_right(written: Written) -> None:
    content = "客戶,金額\n臺北電梯,1\n許蓋功,2\n".encode("big5")
    path = written(content)
    found = {reading.encoding: reading for reading in list_readings(path)}
    assert found["big5"].fits
    assert found["big5"].lines == ("客戶,金額", "臺北電梯,1", "許蓋功,2")
    assert not found["utf-8"].fits
    assert found["iso-8859-1"].fits
    assert found["iso-8859-1"].lines != found["big5"].lines
    (chunk,) = read_records(path, sniff(path, encoding="big5"))
    assert chunk.columns[0].to_pylist() == ["臺北電梯", "許蓋功"]
