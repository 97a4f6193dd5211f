"""Odd files from the test suites of others: each is read, or refused with a reason."""

import json
import shutil
from pathlib import Path

import pytest

from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.rows import read_rows
from mainstay.apps.ledger.reading.sniffing import sniff

MESSY = Path(__file__).parents[6].parent / "shared" / "data" / "messy_files"
needs_data = pytest.mark.skipif(not MESSY.is_dir(), reason="the public data sets are not here")
FILES = sorted(path for path in MESSY.rglob("*") if path.is_file())
# The published records of one file name another telephone number than the file itself.
SPECTRUM = sorted(
    path
    for path in (MESSY / "csv-spectrum" / "csvs").glob("*.csv")
    if path.stem != "location_coordinates"
)


@needs_data
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_read_whole_or_refused_with_a_reason(path: Path, tmp_path: Path) -> None:
    # What is unpacked or put into UTF-8 is kept beside the file.
    path = Path(shutil.copy(path, tmp_path))
    try:
        sniffed = sniff(path)
    except FileRefused:
        return
    count = sum(chunk.count for chunk in read_records(path, sniffed))
    rows = list(read_rows(path, sniffed, range(1, count + 1)))
    assert [row.record for row in rows] == list(range(1, count + 1))


@needs_data
@pytest.mark.parametrize("path", SPECTRUM, ids=lambda path: path.stem)
def test_the_csv_spectrum_gives_its_published_records(path: Path) -> None:
    expected = json.loads((path.parents[1] / "json" / f"{path.stem}.json").read_text())
    sniffed = sniff(path)
    found = [
        dict(zip(sniffed.headers, cells, strict=True))
        for chunk in read_records(path, sniffed)
        for cells in zip(*(column.to_pylist() for column in chunk.columns), strict=True)
    ]
    assert found == (expected if isinstance(expected, list) else [expected])
