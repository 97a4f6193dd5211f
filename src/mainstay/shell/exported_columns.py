"""Long lists as files, written column by column: many times as fast as row by row."""

import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from mainstay.kernel.text import spreadsheet_safe
from mainstay.shell.exports import first_line

# What may be a formula, and more: `spreadsheet_safe` decides.
_SUSPICIOUS = r"^['\s\pZ\pC=+\-@＝＋－＠]"
_OPTIONS = pa_csv.WriteOptions(include_header=False, quoting_style="needed")


@dataclass(frozen=True, slots=True)
class ExportedColumns:
    """A list in tables of one schema; see `mainstay.shell.exports.Exported`.

    `tables` can be read once. Moments are told in the zone.
    """

    name: str
    schema: pa.Schema
    tables: Iterable[pa.Table]
    zone: tzinfo

    @property
    def headings(self) -> Sequence[str]:
        """The names of the columns."""
        return list(self.schema.names)

    @property
    def rows(self) -> Iterator[Sequence[Any]]:
        """The rows, moments in the zone."""
        for table in self.tables:
            columns = [self._local(column).to_pylist() for column in table.columns]
            yield from zip(*columns, strict=True)

    def csv(self) -> Iterator[bytes]:
        """See `mainstay.shell.exports.Exported`."""
        yield first_line(self.headings)
        for table in self.tables:
            sink = io.BytesIO()
            safe = [_safe(self._told(column)) for column in table.columns]
            pa_csv.write_csv(pa.table(safe, names=table.column_names), sink, _OPTIONS)
            yield sink.getvalue()

    def _local(self, column: pa.ChunkedArray) -> pa.ChunkedArray:
        """Moments in the zone; other columns as they are."""
        if not pa.types.is_timestamp(column.type):
            return column
        return column.cast(pa.timestamp(column.type.unit, str(self.zone)))

    def _told(self, column: pa.ChunkedArray) -> pa.Array:
        """Moments as text; most occur more than once."""
        values = column.combine_chunks()
        if not pa.types.is_timestamp(column.type):
            return values
        moments = values.dictionary_encode()
        known = moments.dictionary.to_pylist()
        texts = [moment.astimezone(self.zone).isoformat() for moment in known]
        return pa.array(texts, pa.string()).take(moments.indices)


def _safe(column: pa.Array) -> pa.Array:
    """Texts that no spreadsheet takes for formulas; other columns as they are."""
    if not pa.types.is_string(column.type):
        return column
    suspicious = pc.fill_null(pc.match_substring_regex(column, _SUSPICIOUS), False)
    texts = [spreadsheet_safe(text) for text in column.filter(suspicious).to_pylist()]
    return pc.replace_with_mask(column, suspicious, pa.array(texts, pa.string()))
