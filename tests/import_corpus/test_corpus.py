"""Odd files of every kind: each becomes what was written down before."""

from pathlib import Path
from pprint import pformat

import pytest

from mainstay.project.home import Home
from tests.import_corpus.expected import corpus_cases, missed
from tests.import_corpus.files import GROUPS, written

CASES = corpus_cases()


def test_every_file_stands_in_the_table_and_every_line_has_its_file() -> None:
    files = {group: set(names) for group, names in GROUPS.items()}
    assert {group: set(cases) for group, cases in CASES.items()} == files


@pytest.mark.parametrize("group", GROUPS)
def test_the_files_of_a_group_become_what_was_written_down(
    shop: Home, tmp_path: Path, group: str
) -> None:
    wrong = {}
    for name, content in GROUPS[group].items():
        if found := missed(written(content, tmp_path / name), CASES[group][name]):
            wrong[name] = found
    assert not wrong, pformat(wrong)
