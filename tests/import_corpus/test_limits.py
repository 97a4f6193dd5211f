"""Files that would fill or hold the machine: refused soon, in words, within bounded memory."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import runs
from tests.import_corpus.hostile import HOSTILE, LONG, write
from tests.import_corpus.limited import import_and_measure
from tests.import_corpus.making import SOUND, lines
from tests.installation import Installation, new_installation

SECONDS, SECONDS_OF_LONG = 60, 600
MEGABYTES = 300
QUICK = [name for name in HOSTILE if name not in LONG]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation of its own for the processes."""
    folder = tmp_path_factory.mktemp("limits")
    (folder / "usual.csv").write_bytes(lines(*SOUND))
    return new_installation(folder / "home")


@pytest.fixture(scope="module")
def quick(
    installation: Installation, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, dict[str, Any]]:
    """What the quick ones became, all in one process."""
    return measured(installation, tmp_path_factory.mktemp("quick"), QUICK)


def measured(
    installation: Installation, folder: Path, names: list[str]
) -> dict[str, dict[str, Any]]:
    folder.mkdir(exist_ok=True)
    for name in names:
        write(name, folder)
    usual = installation.home.with_name("usual.csv")
    finished = installation.ask(import_and_measure, str(usual), str(folder))
    shutil.rmtree(folder)
    assert finished.status == 0, finished.errors
    found: dict[str, dict[str, Any]] = finished.json
    return found


@pytest.mark.parametrize("name", QUICK)
def test_a_hostile_file_is_dealt_with_at_once_and_in_little_memory(
    quick: dict[str, dict[str, Any]], name: str
) -> None:
    assert quick[name]["refused"] == HOSTILE[name][1]
    assert quick[name]["kilobytes"] <= MEGABYTES * 1024, quick[name]
    assert quick[name]["seconds"] <= SECONDS, quick[name]


@pytest.mark.fault
@pytest.mark.skipif(runs(in_ci=1, long=2) == 1, reason="for the long run: gigabytes on disk")
@pytest.mark.parametrize("name", LONG)
def test_gigabytes_are_dealt_with_in_little_memory_too(
    installation: Installation, tmp_path: Path, name: str
) -> None:
    found = measured(installation, tmp_path / "alone", [name])[name]
    assert found["refused"] == HOSTILE[name][1]
    assert found["kilobytes"] <= MEGABYTES * 1024, found
    assert found["seconds"] <= SECONDS_OF_LONG, found
