"""Packed files, whole and broken, and files that are something else."""

import bz2
import gzip
import io
import lzma
import zipfile

import pyarrow as pa

from tests.import_corpus.making import HEAD, SOUND, TWO, Files, lines, zipped

PLAIN = lines(*SOUND)
GZIP = gzip.compress(PLAIN, mtime=0)
MANY = lines(*(f"A,{number},1,2024-03-01,1.00" for number in range(5_000)))
NESTED = zipped({"inner.zip": zipped({"orders.csv": PLAIN})})


def streamed_zstd(content: bytes) -> bytes:
    sink = pa.BufferOutputStream()
    stream = pa.CompressedOutputStream(sink, "zstd")
    stream.write(content)
    stream.close()
    return bytes(sink.getvalue())


def encrypted_zip() -> bytes:
    """An archive whose member says that it is encrypted."""
    packed = bytearray(zipped({"orders.csv": PLAIN}))
    packed[6] |= 1
    central = packed.index(b"PK\x01\x02")
    packed[central + 8] |= 1
    return bytes(packed)


def member_before_the_file(*names: str) -> bytes:
    """An archive that has lost some bytes, so that its directory points before the file."""
    packed = zipped(dict.fromkeys(names, PLAIN))
    return packed[:40] + packed[50:]


def wrong_checksum() -> bytes:
    packed = bytearray(GZIP)
    packed[-6] ^= 0xFF
    return bytes(packed)


def office(*members: str) -> bytes:
    return zipped(dict.fromkeys(members, "<x/>"))


def open_document() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        kind = "application/vnd.oasis.opendocument.spreadsheet"
        archive.writestr(zipfile.ZipInfo("mimetype"), kind)
        archive.writestr(zipfile.ZipInfo("content.xml"), "<x/>")
    return out.getvalue()


FILES: Files = {
    "orders.csv.gz": GZIP,
    "orders_of_two_members.csv.gz": gzip.compress(PLAIN.splitlines(keepends=True)[0], mtime=0)
    + gzip.compress(b"".join(PLAIN.splitlines(keepends=True)[1:]), mtime=0),
    "orders_named_otherwise.csv": GZIP,
    "truncated.csv.gz": gzip.compress(MANY, mtime=0)[:-400],
    "wrong_checksum.csv.gz": wrong_checksum(),
    "empty.csv.gz": gzip.compress(b"", mtime=0),
    "twice_packed.csv.gz.gz": gzip.compress(GZIP, mtime=0),
    "utf16.csv.gz": gzip.compress(b"\xff\xfe" + PLAIN.decode().encode("utf-16-le"), mtime=0),
    "orders.csv.bz2": bz2.compress(PLAIN),
    "truncated.csv.bz2": bz2.compress(MANY)[:-40],
    "orders.csv.zst": streamed_zstd(PLAIN),
    "truncated.csv.zst": streamed_zstd(MANY)[:-40],
    "orders.csv.xz": lzma.compress(PLAIN),
    "orders.csv.zip": zipped({"orders.csv": PLAIN}),
    "orders_in_a_folder.zip": zipped({"march/": "", "march/orders.csv": PLAIN}),
    "orders_from_a_mac.zip": zipped({"orders.csv": PLAIN, "__MACOSX/._orders.csv": b"\0\5\x16\7"}),
    "orders_outside.zip": zipped({"../../orders.csv": PLAIN}),
    "two_files.zip": zipped({"a.csv": PLAIN, "b.csv": lines(TWO)}),
    "no_file.zip": zipped({}),
    "zip_in_a_zip.zip": NESTED,
    "encrypted.zip": encrypted_zip,
    "truncated.zip": zipped({"orders.csv": MANY})[:-60],
    "member_before_the_file.zip": member_before_the_file("orders.csv"),
    "member_before_the_file.xlsx": member_before_the_file("xl/workbook.xml", "[Content_Types].xml"),
    "letter.pdf": b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n",
    "picture.png": b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR",
    "letter.docx": office("[Content_Types].xml", "word/document.xml"),
    "table.ods": open_document,
    "archive.rar": b"Rar!\x1a\x07\x01\x00abc",
    "archive.7z": b"7z\xbc\xaf\x27\x1c\x00\x04abc",
    "database.sqlite": b"SQLite format 3\x00" + b"\x10\x00\x01\x01\x00\x40\x20\x20" * 8,
    "program.exe": b"MZ\x90\x00\x03\x00\x00\x00\x04\x00\x00\x00\xff\xff\x00\x00",
    "records.json": b'[\n  {"customer": "A", "order_no": "1001", "amount": 10.0}\n]\n',
    "page.csv": f"<html><table><tr><td>{HEAD}</td></tr></table></html>\n".encode(),
}
