"""Rows of a file that add others up: 小计, 合计, total. They are no records of anything.

Such a row is told by its label and by what it lacks. Where a label stands as an order's number or
date, or a Chinese one as the customer, nothing else can be meant. Elsewhere a record of its own may
have such a name, so the row must also lack something without which no record could be accepted; and
where the label is only the end of a text, as in “C001 小计”, two of these things.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from mainstay.apps.ledger.cleaning.fields import Kind
from mainstay.apps.ledger.reading.chunks import RecordChunk

_GAP = r"[\s\x{3000}\x{00A0}]*"
_CHINESE_WORDS = """
    小计 合计 总计 共计 累计 总合计 汇总 总和 小計 合計 總計 共計 累計 總合計 匯總 總和
"""
_CHINESE = f"(?:{'|'.join(_GAP.join(word) for word in _CHINESE_WORDS.split())})"
_ENGLISH = r"(?:grand total|sub[ -]?totals?|totals?)"
_BEFORE = r"(?:本页|本頁|本月|本期|本季|本年|全年|全部|当页|页|頁|月|季|年|日)?"
_AFTER = rf"{_GAP}[:：]?{_GAP}(?:[(（].*[)）])?{_GAP}$"
_ANY = f"(?:{_CHINESE}|{_ENGLISH})"
_WHOLE = rf"(?i)^{_GAP}{_BEFORE}{_ANY}{_AFTER}"
_WHOLE_CHINESE = rf"^{_GAP}{_BEFORE}{_CHINESE}{_AFTER}"
_AT_AN_END = (
    rf"(?i)(?:{_CHINESE}{_AFTER}|(?:^|\s){_ENGLISH}{_AFTER}|^{_GAP}{_CHINESE}{_GAP}[:：\d])"
)

_NEEDED: dict[Kind, tuple[str, ...]] = {
    "orders": ("customer", "order_no", "ordered_at"),
    "customers": ("code", "name"),
    "contacts": ("customer", "customer_name", "contact_name"),
}
_NEVER_A_LABEL = ("order_no", "ordered_at")
_RARELY_A_LABEL = ("customer", "code")


class WithoutTotals(NamedTuple):
    """A chunk without its rows of totals, which count among the blank ones, and their numbers."""

    chunk: RecordChunk
    records: tuple[int, ...]


def without_totals(chunk: RecordChunk, columns: Mapping[str, int], kind: Kind) -> WithoutTotals:
    """Take the rows out that add others up."""
    cells = {name: chunk.columns[columns[name]] for name in _NEEDED[kind] if name in columns}
    flags = _flags(chunk.columns, cells)
    if not flags.any():
        return WithoutTotals(chunk, ())
    keep = pa.array(~flags)
    records = tuple(chunk.records.filter(pa.array(flags)).to_pylist())
    rest = replace(
        chunk,
        records=chunk.records.filter(keep),
        lines=chunk.lines.filter(keep),
        columns=tuple(column.filter(keep) for column in chunk.columns),
        blank=tuple(sorted((*chunk.blank, *records))),
    )
    return WithoutTotals(rest, records)


def _flags(every: Sequence[pa.Array], needed: Mapping[str, pa.Array]) -> np.ndarray:
    """Which rows add others up; only the few that lack something are looked at closely."""
    size = len(every[0]) if every else 0
    flags, lacking = np.zeros(size, dtype=bool), np.zeros(size, dtype=np.int64)
    for name, column in needed.items():
        lacking += _empty(column)
        if name in _NEVER_A_LABEL:
            flags |= _matches(column, _WHOLE)
        elif name in _RARELY_A_LABEL:
            flags |= _matches(column, _WHOLE_CHINESE)
    suspects = np.flatnonzero((lacking > 0) & ~flags)
    if not len(suspects):
        return flags
    rows, missing = pa.array(suspects), lacking[suspects]
    for column in every:
        cells = column.take(rows)
        instead = any(column is each for each in needed.values())
        flags[suspects] |= _matches(cells, _WHOLE)
        flags[suspects] |= _matches(cells, _AT_AN_END) & (missing + instead > 1)
    return flags


def _matches(column: pa.Array, pattern: str) -> np.ndarray:
    if not pa.types.is_string(column.type):
        return np.zeros(len(column), dtype=bool)
    found = pc.match_substring_regex(column, pattern).fill_null(False)
    return np.asarray(found.to_numpy(zero_copy_only=False), dtype=bool)


def _empty(column: pa.Array) -> np.ndarray:
    empty = pc.is_null(column)
    if pa.types.is_string(column.type):
        trimmed = pc.utf8_trim_whitespace(column)
        empty = pc.equal(pc.binary_length(trimmed), 0).fill_null(True)
    return np.asarray(empty.to_numpy(zero_copy_only=False), dtype=bool)
