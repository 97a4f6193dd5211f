from collections.abc import Callable
from pathlib import Path

import pytest

from mainstay.apps.ledger.cleaning.fields import Kind
from mainstay.apps.ledger.cleaning.mapping import field_columns, guess_mapping
from mainstay.apps.ledger.reading.chunks import RecordChunk, read_records
from mainstay.apps.ledger.reading.sniffing import sniff

Chunked = Callable[[str, Kind], tuple[RecordChunk, dict[str, int]]]


@pytest.fixture
def chunked(tmp_path: Path) -> Chunked:
    """Reads a CSV text; gives its only chunk and its guessed columns."""

    def read(text: str, kind: Kind) -> tuple[RecordChunk, dict[str, int]]:
        path = tmp_path / "file.csv"
        path.write_text(text)
        sniffed = sniff(path)
        (chunk,) = read_records(path, sniffed)
        mapping = guess_mapping(sniffed.headers, kind)
        return chunk, field_columns(mapping, sniffed.headers, kind)

    return read
