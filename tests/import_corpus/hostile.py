"""Small files that would fill a machine, and files that would keep it busy."""

import gzip
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from tests.import_corpus.making import HEAD, ONE, SOUND, lines, zipped
from tests.import_corpus.odd_workbooks import MAIN, ROWS, XML, book, cell, parts, row, sheet

MEGABYTE = 1 << 20
GIGABYTE = 1 << 30
LARGEST = 0xFFFFFFFF
"""What the size of a member can say without a field of its own."""
RECORDS = (f"{ONE}\n" * (MEGABYTE // (len(ONE) + 1))).encode()


def deflated(begin: bytes, middle: bytes, times: int, end: bytes) -> Iterator[bytes]:
    """The deflate stream of `begin`, so many times `middle`, and `end`, in pieces."""
    packer = zlib.compressobj(9, wbits=-15)
    yield packer.compress(begin) + packer.flush(zlib.Z_FULL_FLUSH)
    packed = packer.compress(middle) + packer.flush(zlib.Z_FULL_FLUSH)
    for _ in range(times):
        yield packed
    yield packer.compress(end) + packer.flush()


def archive(members: dict[str, tuple[bytes, int, int]]) -> bytes:
    """A zip archive of deflate streams: name → stream, size unpacked as told, checksum."""
    body, central = b"", b""
    for name, (stream, size, total) in members.items():
        long = struct.pack("<HHQ", 1, 8, size) if size >= LARGEST else b""
        facts = struct.pack("<HHHIII", 8, 0, 0x21, total, len(stream), min(size, LARGEST))
        named = struct.pack("<HH", len(name), len(long))
        central += struct.pack("<IHHH", 0x02014B50, 45, 45, 0) + facts + named
        central += struct.pack("<HHHII", 0, 0, 0, 0, len(body)) + name.encode() + long
        body += struct.pack("<IHH", 0x04034B50, 45, 0) + facts + named + name.encode() + long
        body += stream
    end = struct.pack(
        "<IHHHHIIH", 0x06054B50, 0, 0, len(members), len(members), len(central), len(body), 0
    )
    return body + central + end


def bomb(megabytes: int, told: int | None = None) -> bytes:
    """A zip archive with a CSV file of so many megabytes, or as many bytes as it tells."""
    head = f"{HEAD}\n".encode()
    stream = b"".join(deflated(head, RECORDS, megabytes, b""))
    size = len(head) + megabytes * len(RECORDS) if told is None else told
    return archive({"orders.csv": (stream, size, 0)})


def overlapping(copies: int) -> bytes:
    """An archive whose directory names the same megabytes over and over."""
    one = bomb(100)
    start, length = one.index(b"PK\x01\x02"), one.index(b"PK\x05\x06")
    central = b"".join(
        one[start:length].replace(b"orders.csv", f"{number:06d}.csv".encode())
        for number in range(copies)
    )
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, copies, copies, len(central), start, 0)
    return one[:start] + central + end


def nested(levels: int) -> bytes:
    content = bomb(100)
    for _ in range(levels):
        content = zipped({"inner.zip": content})
    return content


def gzip_bomb(megabytes: int) -> bytes:
    """As many packed megabytes one behind the other."""
    return (
        gzip.compress(f"{HEAD}\n".encode(), mtime=0) + gzip.compress(RECORDS, mtime=0) * megabytes
    )


def sheet_bomb(megabytes: int) -> bytes:
    """A workbook whose sheet is so large unpacked."""
    whole = sheet(ROWS)
    place = whole.index("</sheetData>")
    begin, end = whole[:place].encode(), whole[place:].encode()
    one = row(SOUND[0]).encode()
    middle = one * (MEGABYTE // len(one))
    return with_part("xl/worksheets/sheet1.xml", begin, middle, megabytes, end)


def cell_bomb(rows: int) -> bytes:
    """A workbook with so many rows of a thousand cells."""
    whole = sheet(ROWS)
    place = whole.index("</sheetData>")
    one = b"<row>" + b"<c><v>1</v></c>" * 1000 + b"</row>"
    begin, end = whole[:place].encode(), whole[place:].encode()
    return with_part("xl/worksheets/sheet1.xml", begin, one, rows, end)


def shared_bomb(megabytes: int) -> bytes:
    """A workbook whose shared texts are so large unpacked."""
    begin = f'{XML}<sst xmlns="{MAIN}">'.encode()
    one = b"<si><t>" + b"x" * 1000 + b"</t></si>"
    return with_part("xl/sharedStrings.xml", begin, one * 1000, megabytes, b"</sst>")


def with_part(name: str, begin: bytes, middle: bytes, times: int, end: bytes) -> bytes:
    """A workbook of which one part is made of repetitions."""
    members = parts(sheet(ROWS))
    if name not in members:
        members["xl/_rels/workbook.xml.rels"] = members["xl/_rels/workbook.xml.rels"].replace(
            "</Relationships>",
            '<Relationship Id="rId2" Target="sharedStrings.xml" Type="http://schemas.'
            'openxmlformats.org/officeDocument/2006/relationships/sharedStrings"/>'
            "</Relationships>",
        )
    streams = {
        each: (
            b"".join(deflated(text.encode(), b"", 0, b"")),
            len(text.encode()),
            zlib.crc32(text.encode()),
        )
        for each, text in members.items()
        if each != name
    }
    size = len(begin) + times * len(middle) + len(end)
    # Nobody comes as far as the checksum.
    streams[name] = b"".join(deflated(begin, middle, times, end)), size, 0
    return archive(streams)


def wide_sheet(columns: int) -> bytes:
    """Headings and two records over so many columns."""
    surplus = "".join(cell(f"column {number}") for number in range(columns - 5))
    rest = "".join(cell("x") for _ in range(columns - 5))
    rows = row(HEAD).replace("</row>", surplus + "</row>")
    rows += "".join(row(each).replace("</row>", rest + "</row>") for each in SOUND)
    return book(sheet(rows))


def wide_csv(columns: int) -> bytes:
    surplus = "".join(f",column {number}" for number in range(columns - 5))
    return lines(*(each + ",x" * (columns - 5) for each in SOUND), head=HEAD + surplus)


def large_cell(letters: int) -> bytes:
    """A workbook with a product of so many letters."""
    rows = row(f"{HEAD},product_name")
    rows += row(f"{SOUND[0]},{'x' * letters}") + row(f"{SOUND[1]},y")
    return book(sheet(rows))


HOSTILE: dict[str, tuple[Callable[[], bytes], str]] = {
    "bomb_that_says_so.zip": (lambda: bomb(5_000), "unpacked_too_large"),
    "bomb_that_says_little.zip": (lambda: bomb(5_000, told=100), "damaged_file"),
    "small_that_says_much.zip": (lambda: bomb(1, told=5 * GIGABYTE), "unpacked_too_large"),
    "overlapping.zip": (lambda: overlapping(5_000), "several_files"),
    "nested.zip": (lambda: nested(5), "binary_file"),
    "bomb.gz": (lambda: gzip_bomb(5_000), "unpacked_too_large"),
    "sheet_bomb.xlsx": (lambda: sheet_bomb(5_000), "unpacked_too_large"),
    "shared_bomb.xlsx": (lambda: shared_bomb(5_000), "unpacked_too_large"),
    "many_cells.xlsx": (lambda: cell_bomb(60_000), "too_many_cells"),
    "wide.xlsx": (lambda: wide_sheet(16_384), ""),
    "large_cell.xlsx": (lambda: large_cell(MEGABYTE), ""),
    "claimed.xlsx": (lambda: book(sheet(ROWS, dimension="A1:XFD1048576")), ""),
    "wide.csv": (lambda: wide_csv(10_000), ""),
    "one_line.csv": (lambda: b"x" * (50 * MEGABYTE), "record_too_long"),
    "one_line_of_cells.csv": (lambda: b"x," * (25 * MEGABYTE), "record_too_long"),
    "quote_never_closed.csv": (
        lambda: lines(ONE, 'A,1002,"') + RECORDS * 50,
        "unclosed_quote",
    ),
    "quotes_alone.csv": (lambda: f"{HEAD}\n".encode() + b'"' * (50 * MEGABYTE), "record_too_long"),
}
"""Name → maker and the code with which it is refused; empty where it is imported."""
LONG = ("bomb.gz",)
"""Those of which gigabytes are unpacked before the limit is reached."""


def write(name: str, folder: Path) -> Path:
    """Write one of them into a folder."""
    make, _refused = HOSTILE[name]
    path = folder / name
    path.write_bytes(make())
    return path
