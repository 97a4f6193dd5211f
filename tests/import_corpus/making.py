"""What the makers of the corpus share: two sound order lines, and a third that is odd."""

import io
import zipfile
from collections.abc import Callable, Mapping

Content = bytes | Callable[[], bytes]
Files = dict[str, Content]

HEAD = "customer,order_no,line_no,ordered_at,amount"
CHINESE_HEAD = "客户编号,订单号,行号,下单日期,金额"
ONE = "A,1001,1,2024-03-01,10.00"
TWO = "B,1002,1,2024-03-02,20.50"
SOUND = (ONE, TWO)
"""Two lines that are accepted, 30.50 together."""


def text(*lines: str, end: str = "\n") -> str:
    """Lines, each with its end."""
    return "".join(line + end for line in lines)


def lines(*records: str, head: str = HEAD, encoding: str = "utf-8") -> bytes:
    """A CSV file of these records."""
    return text(head, *records).encode(encoding)


def odd(record: str, head: str = HEAD) -> bytes:
    """The two sound lines and, in line 4, another one."""
    return lines(*SOUND, record, head=head)


def zipped(members: Mapping[str, str | bytes]) -> bytes:
    """A zip archive, the same bytes each time."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            info = zipfile.ZipInfo(name)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return out.getvalue()
