"""Files that would fill or hold the machine: refused soon, in words, within bounded memory."""

from pathlib import Path

import pytest

from tests.faults.conftest import runs
from tests.import_corpus.hostile import HOSTILE, LONG, write
from tests.import_corpus.limited import import_and_measure
from tests.import_corpus.making import SOUND, lines
from tests.installation import Installation, new_installation

pytestmark = pytest.mark.fault

SECONDS, SECONDS_OF_LONG = 60, 600
MEGABYTES = 300
NAMES = [name for name in HOSTILE if name not in LONG or runs(in_ci=1, long=2) > 1]


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Installation:
    """An installation of its own for the processes."""
    folder = tmp_path_factory.mktemp("limits")
    (folder / "usual.csv").write_bytes(lines(*SOUND))
    return new_installation(folder / "home")


@pytest.mark.parametrize("name", NAMES)
def test_a_hostile_file_is_dealt_with_soon_and_in_little_memory(
    installation: Installation, tmp_path: Path, name: str
) -> None:
    path, usual = write(name, tmp_path), installation.home.with_name("usual.csv")
    finished = installation.ask(import_and_measure, str(usual), str(path))
    path.unlink()

    assert finished.status == 0, finished.errors
    found = finished.json
    assert found["refused"] == HOSTILE[name][1]
    assert found["kilobytes"] <= MEGABYTES * 1024, found
    assert found["seconds"] <= (SECONDS_OF_LONG if name in LONG else SECONDS), found
