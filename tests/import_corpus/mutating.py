"""Good files of every kind, and what may happen to them on the way."""

import bz2
import gzip
import io
import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pyarrow as pa
import pyarrow.parquet as pq

from tests.import_corpus import old_workbooks, workbooks
from tests.import_corpus.making import CHINESE_HEAD, text, zipped

RECORDS = 40
HEAD = f"{CHINESE_HEAD},产品名称"


def good_text(delimiter: str = ",") -> str:
    """Order lines with quotes, line breaks and Chinese in them."""
    rows = [HEAD]
    for number in range(RECORDS):
        name = ("缆绳", '"绳, 长"', '"两\n行"', '"5"" 管"', "")[number % 5]
        line = f"{'ABC'[number % 3]},{1000 + number // 2},{number % 2 + 1}"
        rows.append(f"{line},2024-03-{number % 28 + 1:02d},{number}.50,{name}")
    return text(*rows).replace(",", delimiter)


def good_rows() -> list[list[object]]:
    first = workbooks.moment(2024, 3, 1)
    return [
        [
            "ABC"[number % 3],
            1000 + number // 2,
            number % 2 + 1,
            first + timedelta(number),
            number + 0.5,
            "缆绳",
        ]
        for number in range(RECORDS)
    ]


def good_parquet() -> bytes:
    columns = {
        "customer": ["ABC"[number % 3] for number in range(RECORDS)],
        "order_no": [str(1000 + number // 2) for number in range(RECORDS)],
        "line_no": [number % 2 + 1 for number in range(RECORDS)],
        "ordered_at": [date(2024, 3, 1) + timedelta(number) for number in range(RECORDS)],
        "amount": [Decimal(number) for number in range(RECORDS)],
    }
    out = io.BytesIO()
    pq.write_table(pa.table(columns), out)
    return out.getvalue()


GOOD: dict[str, Callable[[], bytes]] = {
    "utf8.csv": lambda: good_text().encode(),
    "gb18030.csv": lambda: good_text().encode("gb18030"),
    "utf16.csv": lambda: good_text("\t").encode("utf-16"),
    "orders.csv.gz": lambda: gzip.compress(good_text().encode(), mtime=0),
    "orders.csv.bz2": lambda: bz2.compress(good_text().encode()),
    "orders.zip": lambda: zipped({"orders.csv": good_text().encode()}),
    "orders.xlsx": workbooks.of(*good_rows(), head=HEAD.split(",")),
    "orders.xls": old_workbooks.of(*good_rows(), head=HEAD.split(",")),
    "orders.parquet": good_parquet,
}


def flip(content: bytearray, chance: random.Random) -> None:
    for _ in range(chance.choice((1, 1, 1, 3, 30))):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)


def cut(content: bytearray, chance: random.Random) -> None:
    del content[chance.randrange(len(content)) :]


def cut_out(content: bytearray, chance: random.Random) -> None:
    begin = chance.randrange(len(content))
    del content[begin : begin + chance.randrange(1, 200)]


def double(content: bytearray, chance: random.Random) -> None:
    """A piece stands twice, mostly a whole line."""
    lines = bytes(content).splitlines(keepends=True)
    place = chance.randrange(len(lines))
    begin = sum(map(len, lines[:place]))
    content[begin:begin] = lines[place]


def swap(content: bytearray, chance: random.Random) -> None:
    """One sign stands for another, everywhere or from somewhere on."""
    old, new = chance.sample((b",", b";", b"\t", b"\n", b"\r", b'"', b".", b"-", b"0"), 2)
    begin = chance.choice((0, chance.randrange(len(content))))
    content[begin:] = content[begin:].replace(old, new)


def insert(content: bytearray, chance: random.Random) -> None:
    pieces = (b'"', b"\0", b"\r", b"\n", b",", b"\xff", b"\xef\xbb\xbf", "，".encode(), b"=1+1,")
    for _ in range(chance.choice((1, 1, 5))):
        place = chance.randrange(len(content) + 1)
        content[place:place] = chance.choice(pieces)


def repeat(content: bytearray, chance: random.Random) -> None:
    content += content[: chance.randrange(len(content))]


MUTATIONS = (flip, cut, cut_out, double, swap, insert, repeat)


def mutated(name: str, seed: int) -> bytes:
    """A good file after one or two mishaps."""
    chance = random.Random(f"{name} {seed}")
    content = bytearray(GOOD[name]())
    for _ in range(chance.choice((1, 1, 2))):
        if content:
            chance.choice(MUTATIONS)(content, chance)
    return bytes(content)
