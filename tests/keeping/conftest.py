"""Installations to back up, and places to bring the backup back to."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.faults.conftest import installation, prepared
from tests.installation import Installation, empty_place

__all__ = ["installation", "prepared"]


@pytest.fixture
def elsewhere(tmp_path: Path) -> Iterator[Installation]:
    """A place without anything."""
    (tmp_path / "elsewhere").mkdir()
    place = empty_place(tmp_path / "elsewhere" / "home")
    yield place
    place.remove()


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Where the backup goes."""
    return tmp_path / "backup.zip"
