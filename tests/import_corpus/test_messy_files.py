"""Odd files from the test suites of others: what a person would read is imported."""

import io
import tarfile
from pathlib import Path
from pprint import pformat

import pyarrow as pa
import pytest

from mainstay.apps.ledger.reading.chunks import read_records
from mainstay.apps.ledger.reading.errors import FileRefused
from mainstay.apps.ledger.reading.sniffing import sniff
from mainstay.project.home import Home
from tests.import_corpus.expected import messy_cases, missed

CASES = messy_cases()
FOLDERS = sorted({name.partition("/")[0] for name in CASES})
PROVEN = {
    "ascii": "utf-8",
    "utf-8": "utf-8",
    "utf-8-sig": "utf-8",
    "GB2312": "gb18030",
}
"""Folders of texts whose encoding can be proved, by the name of the folder."""
NOT_TABLES = {"no_header", "unclosed_quote", "record_too_long", "binary_file", "nul_bytes"}
"""Why texts are refused that are in a proved encoding."""


@pytest.fixture(scope="session")
def messy(shared_data: Path) -> Path:
    """The folder of the public files."""
    return shared_data / "messy_files"


def test_every_public_file_stands_in_the_table(messy: Path) -> None:
    files = {str(path.relative_to(messy)) for path in messy.rglob("*") if path.is_file()}
    assert files == set(CASES)


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_public_files_become_what_was_written_down(
    shop: Home, messy: Path, folder: str
) -> None:
    wrong = {}
    for name, case in CASES.items():
        if name.partition("/")[0] == folder and (found := missed(messy / name, case)):
            wrong[name] = found
    assert not wrong, pformat(wrong)


def test_of_400_texts_each_is_read_in_its_encoding_or_refused(messy: Path, tmp_path: Path) -> None:
    """Prose in 50 encodings, of which a few can be proved and none may be guessed."""
    [archive] = messy.glob("chardet_tests/*.tar.zst")
    texts = io.BytesIO(pa.CompressedInputStream(pa.OSFile(str(archive)), "zstd").read())
    seen = 0
    with tarfile.open(fileobj=texts) as tar:
        for member in tar.getmembers():
            if not member.isfile() or (content := tar.extractfile(member)) is None:
                continue
            path = tmp_path / "text"
            path.write_bytes(content.read())
            folder = Path(member.name).parent.name
            found = read_in(path)
            assert found in NOT_TABLES or found == PROVEN.get(folder, found), member.name
            seen += 1
    assert seen > 400


def read_in(path: Path) -> str:
    """The encoding in which a text is read from end to end, or the code that refuses it."""
    try:
        sniffed = sniff(path)
        for _chunk in read_records(path, sniffed):
            pass
    except FileRefused as refused:
        return refused.code
    return sniffed.encoding
