"""Odd files of every kind: each becomes what was written down before."""

from pathlib import Path

import pytest

from mainstay.project.home import Home
from tests.import_corpus.expected import corpus_cases, differences, imported
from tests.import_corpus.files import GROUPS, written

CASES = corpus_cases()
FILES = [(group, name) for group, files in GROUPS.items() for name in files]


def test_every_file_stands_in_the_table_and_every_line_has_its_file() -> None:
    files = {group: set(names) for group, names in GROUPS.items()}
    assert {group: set(cases) for group, cases in CASES.items()} == files


@pytest.mark.parametrize(("group", "name"), FILES, ids=[name for _, name in FILES])
def test_a_file_becomes_what_was_written_down(
    shop: Home, tmp_path: Path, group: str, name: str
) -> None:
    case = CASES[group][name]
    path = written(GROUPS[group][name], tmp_path / name)
    assert differences(case.outcome, imported(path, case)) == {}
