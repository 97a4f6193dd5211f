"""What a file is and how to read it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal, cast

from mainstay.apps.ledger.reading.encoding import (
    LINE_LIMIT,
    STATED_ENCODINGS,
    Reading,
    TextFacts,
    examine_text,
    readings,
)
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.heading_rows import FIRST_ROWS, find_headings
from mainstay.apps.ledger.reading.limits import DEFAULT_LIMITS, Limits
from mainstay.apps.ledger.reading.lines import last_line_end
from mainstay.apps.ledger.reading.opening import WORKBOOKS, file_format, read_blocks
from mainstay.apps.ledger.reading.own_exports import is_own_file
from mainstay.apps.ledger.reading.parquet_file import parquet_columns, parquet_records
from mainstay.apps.ledger.reading.reject_columns import RECORD, REJECT_COLUMNS
from mainstay.apps.ledger.reading.text_shape import (
    DATA_ONLY,
    DELIMITERS,
    shape_of,
    titles_above,
    whole_lines,
)
from mainstay.apps.ledger.reading.unpacking import unpacked
from mainstay.apps.ledger.reading.wide_text import WIDE_ENCODINGS, as_utf8, wide_encoding
from mainstay.apps.ledger.reading.workbook import (
    WorkbookFormat,
    first_rows,
    sheet_table,
    sheets_of,
)
from mainstay.apps.ledger.reading.xlsx_parts import Sheet
from mainstay.kernel.text import spreadsheet_kept_original, spreadsheet_original

_SAMPLE_ROWS = 200


@dataclass(frozen=True, slots=True)
class Sniffed:
    """How to read a file. Made by `sniff`, needed by every reader."""

    format: Literal["csv", "parquet", "xlsx", "xls"]
    headers: tuple[str, ...]
    """Without spaces around them; a heading may be empty or stand twice."""
    size: int
    """Bytes, unpacked."""
    lines: int
    """Physical lines of a CSV file, the header's too; rows of a sheet; records of Parquet."""
    encoding: str = ""
    """Of the text as it is read; see `file_encoding`."""
    delimiter: str = ""
    first_line: int = 1
    """The physical line or the row at which the first record begins."""
    content: Path | None = None
    """Where the content is kept, readable; None where the file itself is."""
    file_encoding: str = ""
    """Of the text as it came."""
    sheet: str = ""
    titles: tuple[str, ...] = ()
    """The rows with content above the headings, no records of the table."""
    rows_above: int = 0
    """All rows above the last one of headings: they count as blank records."""
    date_system: int = 0
    """The year with which a workbook's day numbers begin; 0 for other files."""
    is_own_workbook: bool = False

    @property
    def repeated_headers(self) -> tuple[str, ...]:
        """Headings that stand more than once and so name no column."""
        counts = Counter(header for header in self.headers if header)
        return tuple(header for header, count in counts.items() if count > 1)

    @property
    def empty_headers(self) -> tuple[int, ...]:
        """Columns without a heading, counted from 1."""
        return tuple(place for place, header in enumerate(self.headers, 1) if not header)

    @property
    def is_reject_file(self) -> bool:
        """Whether the file keeps places of lines as our reject files and exports do."""
        return any(header in REJECT_COLUMNS for header in self.headers)

    @property
    def is_guarded(self) -> bool:
        """Whether apostrophes keep spreadsheets from running texts of the file, as we write them.

        Workbooks and Parquet files of ours need none; a workbook that somebody made of a CSV file
        of ours has them.
        """
        bare = self.is_own_workbook or self.format == "parquet"
        return not bare and is_own_file(self.headers)

    @property
    def original(self) -> Callable[[str], str]:
        """What gives the text that a cell of the file was made of."""
        if not self.is_guarded:
            return str
        return spreadsheet_kept_original if RECORD in self.headers else spreadsheet_original

    @property
    def is_workbook(self) -> bool:
        return self.format in WORKBOOKS

    def column_of(self, header: str) -> int | None:
        """The index of the one column with this heading; None for none or several."""
        return self.headers.index(header) if self.headers.count(header) == 1 else None

    def content_of(self, path: Path) -> Path:
        """What is read in place of the file."""
        return self.content or path


def sniff(
    path: Path,
    encoding: str | None = None,
    *,
    sheet: str = "",
    limits: Limits = DEFAULT_LIMITS,
) -> Sniffed:
    """Say how to read a file, after looking at all of it.

    `encoding` is the answer of a person who was asked after `EncodingUnknown`, `sheet` after
    `SheetUnknown`. What is unpacked or brought into another form is kept beside the file. Raises
    `FileRefused` (its table lists the codes), `EncodingUnknown` and `SheetUnknown`.
    """
    content = unpacked(path, limits)
    kind = file_format(content)
    if kind == "parquet":
        found = _sniff_parquet(content)
    elif kind in WORKBOOKS:
        found = _sniff_sheet(content, cast("WorkbookFormat", kind), sheet, limits)
    else:
        found = _sniff_text(content, encoding)
    if found.content is None and content != path:
        found = replace(found, content=content)
    return found


def list_sheets(path: Path, limits: Limits = DEFAULT_LIMITS) -> list[Sheet]:
    """The sheets of a workbook with their size; none for a file of another kind."""
    content = unpacked(path, limits)
    kind = file_format(content)
    if kind not in WORKBOOKS:
        return []
    return sheets_of(content, cast("WorkbookFormat", kind), limits)


def list_readings(path: Path, limits: Limits = DEFAULT_LIMITS) -> tuple[Reading, ...]:
    """How a text reads in each encoding that a person can state; none for other files."""
    content = unpacked(path, limits)
    return readings(content) if file_format(content) == "csv" else ()


def _sniff_parquet(path: Path) -> Sniffed:
    headers = tuple(column.strip() for column in parquet_columns(path))
    return Sniffed("parquet", headers, path.stat().st_size, parquet_records(path))


def _sniff_sheet(path: Path, kind: WorkbookFormat, sheet: str, limits: Limits) -> Sniffed:
    table = sheet_table(path, kind, sheet, limits)
    numbered = first_rows(table.path, FIRST_ROWS + _SAMPLE_ROWS)
    rows = [cells for _, cells in numbered]
    headings = find_headings(rows)
    if headings is None:
        raise FileRefused("empty_file")
    _refuse_data(headings.cells, numbered[headings.first][0])
    return Sniffed(
        format=kind,
        headers=_headings(headings.cells),
        size=path.stat().st_size,
        lines=table.rows,
        first_line=numbered[headings.last][0] + 1,
        content=table.path,
        sheet=table.name,
        titles=titles_above(rows, headings),
        rows_above=numbered[headings.last][0] - 1,
        date_system=table.date_system,
        is_own_workbook=table.is_own,
    )


def _sniff_text(path: Path, encoding: str | None) -> Sniffed:
    if encoding is not None and encoding not in STATED_ENCODINGS:
        raise FileRefused("encoding_unsupported", encoding=encoding)
    content = path
    wide = encoding if encoding in WIDE_ENCODINGS else None
    if encoding is None:
        wide = wide_encoding(path)
    if wide is not None:
        content = as_utf8(path, wide)
    facts = examine_text(content, encoding if wide is None else "utf-8")
    if facts.size == 0:
        raise FileRefused("empty_file")
    shape = shape_of(_sample(content, facts))
    if not "".join(shape.headings).strip(" ".join(DELIMITERS)):
        raise FileRefused("empty_file")
    _refuse_data(shape.headings, shape.line)
    return Sniffed(
        format="csv",
        headers=_headings(shape.headings),
        size=facts.size,
        lines=facts.lines,
        encoding=facts.encoding,
        delimiter=shape.delimiter,
        first_line=shape.first_line,
        content=None if content == path else content,
        file_encoding=wide or facts.encoding,
        titles=shape.titles,
        rows_above=shape.rows_above,
    )


def _refuse_data(headings: tuple[str, ...], line: int) -> None:
    """Refuse headings that are no words."""
    if DATA_ONLY.fullmatch("".join(headings)):
        raise FileRefused("no_header", line=line)


def _sample(path: Path, facts: TextFacts) -> list[str]:
    """The first lines of a file, whole ones."""
    head = b""
    for block in read_blocks(path, LINE_LIMIT):
        head += block
        if len(head) > LINE_LIMIT:
            break
    if len(head) < facts.size:
        head = head[: last_line_end(head)]
    return whole_lines(head.decode(facts.encoding).removeprefix("\ufeff"))


def _headings(cells: tuple[str, ...]) -> tuple[str, ...]:
    headings = tuple(cell.strip() for cell in cells)
    if is_own_file(headings):
        return tuple(spreadsheet_original(cell).strip() for cell in cells)
    return headings
