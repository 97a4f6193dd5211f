import pytest

from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.encoding import LINE_LIMIT, STATED_ENCODINGS
from mainstay.apps.ledger.reading.errors import EncodingUnknown, FileRefused
from mainstay.apps.ledger.reading.opening import BLOCK_BYTES
from mainstay.apps.ledger.reading.sniffing import sniff
from mainstay.apps.ledger.reading.tests.conftest import Written

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


@pytest.mark.parametrize("stated", STATED_ENCODINGS)
def test_ascii_is_the_same_text_in_every_encoding_that_can_be_stated(
    written: Written, stated: str
) -> None:
    ascii_bytes = bytes(range(1, 128))
    assert ascii_bytes.decode(stated) == ascii_bytes.decode("ascii")
    assert sniff(written(b"a,b\n1,2\n"), encoding=stated).encoding == stated


@pytest.mark.parametrize(
    ("content", "stated", "named"),
    [
        (TEXT.encode("utf-16"), None, "utf-16"),
        (TEXT.encode("utf-32"), None, "utf-32"),
        (TEXT.encode(), "utf-16-le", "utf-16-le"),
        (TEXT.encode(), "klingon", "klingon"),
    ],
)
def test_an_encoding_that_is_not_supported_is_named(
    written: Written, content: bytes, stated: str | None, named: str
) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(content), encoding=stated)
    assert refused.value.code == "encoding_unsupported"
    assert refused.value.figures == {"encoding": named}


def test_nul_bytes_are_refused_with_their_line(written: Written) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(b"a,b\r\n1,2\r\n3,\x004\r\n"))
    assert (refused.value.code, refused.value.figures) == ("nul_bytes", {"line": 3})


def test_a_line_without_end_is_refused(written: Written) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(b"a,b\n1,2\n" + b"x" * (3 * LINE_LIMIT)))
    assert refused.value.code == "record_too_long"
    assert refused.value.figures == {"line": 3, "limit": LINE_LIMIT}
