import bz2
import gzip
import io
import zipfile
from pathlib import Path

import pyarrow as pa
import pytest
from xlsxwriter import Workbook

from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.limits import Limits
from mainstay.apps.ledger.reading.rows import read_rows
from mainstay.apps.ledger.reading.sniffing import sniff
from mainstay.apps.ledger.reading.tests.conftest import Written

CONTENT = b"a,b\n1,2\n"


def _zstd(content: bytes) -> bytes:
    return bytes(pa.compress(content, "zstd", asbytes=True))


def _zip(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def _workbook() -> bytes:
    buffer = io.BytesIO()
    with Workbook(buffer) as book:
        book.add_worksheet().write_row(0, 0, ["a", "b"])
    return buffer.getvalue()


PACKED = [
    gzip.compress(CONTENT),
    gzip.compress(b"a,b\n") + gzip.compress(b"1,2\n"),
    bz2.compress(CONTENT),
    _zstd(CONTENT),
    _zstd(b"a,b\n") + _zstd(b"1,2\n"),
    _zip(("orders.csv", CONTENT)),
    _zip(("folder/", b""), ("folder/orders.csv", CONTENT), ("__MACOSX/._orders.csv", b"x")),
]


@pytest.mark.parametrize("packed", PACKED)
def test_a_packed_file_is_unpacked(written: Written, packed: bytes) -> None:
    path = written(packed)
    sniffed = sniff(path)
    assert (sniffed.format, sniffed.size, sniffed.lines) == ("csv", 8, 2)
    assert [chunk.columns[1].to_pylist() for chunk in read_records(path, sniffed)] == [["2"]]
    assert [row.cells for row in read_rows(path, sniffed, [1])] == [("1", "2")]


def test_a_packed_file_may_be_in_another_encoding_or_a_workbook(written: Written) -> None:
    path = written(gzip.compress("客户,b\n一,2\n".encode("utf-16")))
    assert sniff(path).headers == ("客户", "b")
    path = written(_zip(("orders.xlsx", _workbook())))
    path = path.rename(path.with_name("other"))
    assert (sniff(path).format, sniff(path).headers) == ("xlsx", ("a", "b"))


@pytest.mark.parametrize(
    ("whole", "kind"),
    [
        (gzip.compress(CONTENT * 1000), "gzip"),
        (bz2.compress(CONTENT * 1000), "bzip2"),
        (_zstd(CONTENT * 1000), "zstd"),
        (_zip(("orders.csv", CONTENT * 1000)), "zip"),
    ],
)
def test_packed_data_that_breaks_off_is_refused(written: Written, whole: bytes, kind: str) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(whole[:-10]))
    assert (refused.value.code, refused.value.figures) == ("damaged_file", {"format": kind})


def test_packed_data_with_a_flipped_bit_is_refused(written: Written) -> None:
    whole = bytearray(_zip(("orders.csv", bytes(range(32, 127)) * 10)))
    whole[60] ^= 1
    with pytest.raises(FileRefused, match="damaged_file"):
        sniff(written(bytes(whole)))


@pytest.mark.parametrize(
    "packed",
    [
        gzip.compress(b"a,b\n" + b"1,2\n" * 1000),
        bz2.compress(b"a,b\n" + b"1,2\n" * 1000),
        _zstd(b"a,b\n" + b"1,2\n" * 1000),
        _zip(("orders.csv", b"a,b\n" + b"1,2\n" * 1000)),
    ],
)
def test_what_unpacks_to_more_than_the_limit_is_refused(written: Written, packed: bytes) -> None:
    path = written(packed)
    with pytest.raises(FileRefused) as refused:
        sniff(path, limits=Limits(unpacked_bytes=4000))
    assert (refused.value.code, refused.value.figures) == ("unpacked_too_large", {"limit": 4000})
    assert [each.name for each in path.parent.iterdir()] == ["file.csv"]
    assert sniff(path, limits=Limits(unpacked_bytes=4004)).lines == 1001


def test_an_archive_that_lies_about_its_size_stays_below_the_limit(written: Written) -> None:
    whole = bytearray(_zip(("orders.csv", b"a,b\n" + b"1,2\n" * 1_000_000)))
    directory = whole.rindex(b"PK\x01\x02")
    whole[directory + 24 : directory + 28] = (100).to_bytes(4, "little")
    with pytest.raises(FileRefused, match="damaged_file"):
        sniff(written(bytes(whole)), limits=Limits(unpacked_bytes=1000))


def test_several_files_in_an_archive_are_refused_by_name(written: Written) -> None:
    with pytest.raises(FileRefused) as refused:
        sniff(written(_zip(("订单.csv", CONTENT), ("b.csv", CONTENT))))
    assert refused.value.code == "several_files"
    assert refused.value.figures == {"count": 2, "names": ["订单.csv", "b.csv"]}


def test_the_names_of_a_chinese_windows_archive_are_readable(written: Written) -> None:
    name = "订单.csv".encode("gbk")
    whole = _zip(("x" * len(name), CONTENT), ("b.csv", CONTENT)).replace(b"x" * len(name), name)
    with pytest.raises(FileRefused) as refused:
        sniff(written(whole))
    assert refused.value.figures["names"] == ["订单.csv", "b.csv"]


def test_an_empty_archive_and_one_in_an_archive_are_refused(written: Written) -> None:
    with pytest.raises(FileRefused, match="empty_file"):
        sniff(written(_zip(("folder/", b""))))
    inner: Path = written(gzip.compress(gzip.compress(CONTENT)))
    inner = inner.rename(inner.with_name("other"))
    with pytest.raises(FileRefused, match="binary_file"):
        sniff(inner)


def test_an_encrypted_archive_is_refused(written: Written) -> None:
    whole = bytearray(_zip(("orders.csv", CONTENT)))
    whole[6] |= 1
    whole[whole.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(FileRefused) as refused:
        sniff(written(bytes(whole)))
    assert (refused.value.code, refused.value.figures) == ("encrypted_file", {"format": "zip"})
