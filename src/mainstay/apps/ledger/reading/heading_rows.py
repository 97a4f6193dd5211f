"""Where the headings of a table stand: in one row or two, below titles or not.

Among the first rows of a file the headings are looked for, first by the names that columns usually
have, then by shape: titles are shorter than the table is wide.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from mainstay.apps.ledger.cleaning.headings import heading_form, is_usual_heading

FIRST_ROWS = 20
"""Headings stand in one of this many rows with content."""
_TITLE_SHARE = 0.6
USUAL_AT_LEAST = 2
# Headings that say nothing without the group that they stand in.
_GENERAL_NAMES = """
    编号 代码 编码 名称 全称 简称 类型 类别 日期 时间 code name id no number type date
"""
_GENERAL = frozenset(map(heading_form, _GENERAL_NAMES.split()))
_DATA_LIKE = re.compile(r"\d")
_DATA_ONLY = re.compile(r"[\s.,:/+\-]*\d[\s\d.,:/+\-]*")


class Headings(NamedTuple):
    """The rows of a file's headings, by index among its first rows."""

    first: int
    last: int
    cells: tuple[str, ...]
    """One heading per column, as they stand; of two rows the group only where it is needed."""

    @property
    def is_empty(self) -> bool:
        return not any(cell.strip() for cell in self.cells)


def find_headings(rows: Sequence[Sequence[str]]) -> Headings | None:
    """The headings of a file that begins with these rows; None if no row has any content."""
    filled = [place for place, row in enumerate(rows) if _content(row)]
    if not filled:
        return None
    chosen = _chosen(rows, filled)
    return _with_groups(rows, chosen)


def _chosen(rows: Sequence[Sequence[str]], filled: list[int]) -> int:
    """The row with the most usual headings, else the first that is as wide as the table."""
    candidates = filled[:FIRST_ROWS]
    usual = {place: sum(map(is_usual_heading, rows[place])) for place in candidates}
    best = max(candidates, key=lambda place: usual[place])
    if usual[best] >= USUAL_AT_LEAST:
        width = _content(rows[best])
        narrower = all(_content(rows[place]) < width for place in candidates if place < best)
        if narrower or usual[best] * 2 >= width:
            return best
    widths = Counter(_content(rows[place]) for place in filled)
    usual_width = max(widths, key=lambda width: (widths[width], width))
    needed = min(usual_width, max(2, math.ceil(_TITLE_SHARE * usual_width)))
    wide = next((place for place in candidates if _content(rows[place]) >= needed), filled[0])
    return filled[0] if any(map(_DATA_ONLY.fullmatch, rows[wide])) else wide


def _with_groups(rows: Sequence[Sequence[str]], chosen: int) -> Headings:
    """The headings of the chosen row, with those of a row of groups above or of parts below."""
    row = rows[chosen]
    if chosen > 0 and _are_groups(rows[chosen - 1], row):
        return Headings(chosen - 1, chosen, _joined(rows[chosen - 1], row))
    if chosen + 1 < len(rows) and _are_parts(row, rows[chosen + 1]):
        return Headings(chosen, chosen + 1, _joined(row, rows[chosen + 1]))
    return Headings(chosen, chosen, tuple(row))


def _are_groups(above: Sequence[str], row: Sequence[str]) -> bool:
    """Whether the row above names groups of columns, without which the headings say too little.

    A heading that reaches over two rows stands in the upper one: the lower cell is empty.
    """
    if not 2 <= _content(above) <= _content(row) or any(map(_DATA_LIKE.search, above)):  # noqa: PLR2004
        return False
    reaching = any(upper.strip() and not lower.strip() for upper, lower in _pairs(above, row))
    named = [cell.strip() for cell in row if cell.strip()]
    return reaching or len(set(named)) < len(named) or any(map(_is_general, named))


def _are_parts(row: Sequence[str], below: Sequence[str]) -> bool:
    """Whether the row below names the columns of groups: it is filled under groups alone."""
    filled = [place for place, cell in enumerate(below) if cell.strip()]
    if len(filled) < 2 or any(map(_DATA_LIKE.search, below)):  # noqa: PLR2004
        return False
    groups = {
        place
        for place, (upper, lower) in enumerate(_pairs(row, below))
        if upper.strip() and place + 1 < len(row) and not row[place + 1].strip()
    }
    under = {place for place in filled if place >= len(row) or not row[place].strip()}
    return bool(under) and all(place in under or place in groups for place in filled)


def _joined(groups: Sequence[str], parts: Sequence[str]) -> tuple[str, ...]:
    """A heading per column: the part, with its group where it says too little alone."""
    named = [cell.strip() for cell in parts]
    repeated = {cell for cell, count in Counter(named).items() if cell and count > 1}
    group, headings = "", []
    for upper, lower in _pairs(groups, named):
        group = upper.strip() or group
        if not lower:
            headings.append(upper.strip())
        else:
            needs_group = lower in repeated or _is_general(lower)
            headings.append(f"{group} {lower}".strip() if needs_group else lower)
    return tuple(headings)


def _is_general(heading: str) -> bool:
    return heading_form(heading) in _GENERAL


def _pairs(upper: Sequence[str], lower: Sequence[str]) -> list[tuple[str, str]]:
    width = max(len(upper), len(lower))
    fill = [""] * width
    return list(zip([*upper, *fill][:width], [*lower, *fill][:width], strict=True))


def _content(row: Sequence[str]) -> int:
    """How many cells have content."""
    return sum(1 for cell in row if cell.strip())
