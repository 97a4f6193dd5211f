"""Odd files from the test suites of others: what a person would read is imported."""

from pathlib import Path

import pytest

from mainstay.project.home import Home
from tests.import_corpus.expected import differences, imported, messy_cases

CASES = messy_cases()


@pytest.fixture(scope="session")
def messy(shared_data: Path) -> Path:
    """The folder of the public files."""
    return shared_data / "messy_files"


def test_every_public_file_stands_in_the_table(messy: Path) -> None:
    files = {str(path.relative_to(messy)) for path in messy.rglob("*") if path.is_file()}
    assert files == set(CASES)


@pytest.mark.parametrize("name", CASES)
def test_a_public_file_becomes_what_was_written_down(shop: Home, messy: Path, name: str) -> None:
    case = CASES[name]
    assert differences(case.outcome, imported(messy / name, case)) == {}
