"""A backup comes back into an empty place only, whole or not at all."""

import json
import random
import signal
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.faults.conftest import runs
from tests.installation import Installation
from tests.keeping.tables import ledger_files_of, unwell
from tests.processes import Halt

pytestmark = pytest.mark.fault

RESTORING = "mainstay.apps.governance.services.backing_up.restoring"
BEFORE_THE_DATABASE = {
    "the place is prepared": Halt(f"{RESTORING}:_prepared"),
    "everything is unpacked": Halt(f"{RESTORING}:_unpack"),
    "the files are in their place": Halt(f"{RESTORING}:_place_sqlite", before=True),
}


@pytest.fixture(scope="session")
def backup(prepared: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the installation with one import."""
    archive: Path = tmp_path_factory.mktemp("backup") / "whole.zip"
    prepared.template.json("backup", archive)
    return archive


def code_of(elsewhere: Installation, archive: Path) -> str:
    """Why restoring it was refused."""
    refused = elsewhere.run("restore", archive, "--json")
    assert refused.status != 0
    assert "Traceback" not in refused.errors
    code: str = refused.json["error"]["code"]
    return code


def is_empty(place: Installation) -> bool:
    """Whether no command finds an installation there."""
    found = place.run("batches", "--json")
    return found.status != 0 and found.json["error"]["code"] == "no_installation"


def test_it_is_refused_where_an_installation_is(installation: Installation, backup: Path) -> None:
    files = ledger_files_of(installation)
    assert code_of(installation, backup) == "not_empty"
    assert ledger_files_of(installation) == files
    assert installation.run("ledger", "verify").status == 0


def test_it_is_refused_where_any_other_file_is(elsewhere: Installation, backup: Path) -> None:
    elsewhere.home.mkdir()
    (elsewhere.home / "notes.txt").write_text("somebody's")
    assert code_of(elsewhere, backup) == "not_empty"
    assert [path.name for path in elsewhere.home.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("share", [0.3, 0.999])
def test_a_part_of_a_backup_is_refused(
    elsewhere: Installation, backup: Path, tmp_path: Path, share: float
) -> None:
    part = tmp_path / "part.zip"
    whole = backup.read_bytes()
    part.write_bytes(whole[: int(len(whole) * share)])
    assert code_of(elsewhere, part) == "damaged"
    assert is_empty(elsewhere)


@pytest.mark.parametrize("seed", range(runs(in_ci=3, long=200)))
def test_an_altered_byte_is_found_or_makes_no_difference(
    elsewhere: Installation, prepared: Any, backup: Path, tmp_path: Path, seed: int
) -> None:
    content = bytearray(backup.read_bytes())
    place = random.Random(seed).randrange(len(content))
    content[place] ^= 1 << random.Random(seed).randrange(8)
    altered = tmp_path / "altered.zip"
    altered.write_bytes(content)
    done = elsewhere.run("restore", altered, "--json")
    assert "Traceback" not in done.errors
    if done.status == 0:  # a time stamp, or an attribute, of an entry
        assert ledger_files_of(elsewhere) == ledger_files_of(prepared.template)
    else:
        assert done.json["error"]["code"] in {"damaged", "altered", "no_backup", "foreign_name"}
        assert is_empty(elsewhere)


def rewritten(backup: Path, target: Path, contents: dict[str, Any], **files: str) -> Path:
    """A backup with other contents, and with further files."""
    with zipfile.ZipFile(backup) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name != "contents.json":
                new.writestr(name, old.read(name))
        for name, text in files.items():
            new.writestr(name, text)
        new.writestr("contents.json", json.dumps(contents))
    return target


@pytest.fixture
def contents(backup: Path) -> Iterator[dict[str, Any]]:
    """The list of contents of the backup, to be changed."""
    with zipfile.ZipFile(backup) as opened:
        yield json.loads(opened.read("contents.json"))


@pytest.mark.parametrize(
    "name",
    ["../outside", "/etc/outside", "ledger/../../outside", "ledger\\..\\outside", "outside", "."],
)
def test_a_file_outside_of_the_folder_is_refused(
    elsewhere: Installation, backup: Path, tmp_path: Path, contents: dict[str, Any], name: str
) -> None:
    contents["files"].append({"name": name, "bytes": 1, "sha256": "0" * 64})
    made = rewritten(backup, tmp_path / "made.zip", contents, **{name: "x"})
    assert code_of(elsewhere, made) == "foreign_name"
    assert not (tmp_path / "elsewhere" / "outside").exists()
    assert is_empty(elsewhere)


def test_a_file_that_the_contents_do_not_list_is_refused(
    elsewhere: Installation, backup: Path, tmp_path: Path, contents: dict[str, Any]
) -> None:
    made = rewritten(backup, tmp_path / "made.zip", contents, **{"ledger/lines/more": "x"})
    assert code_of(elsewhere, made) == "altered"


def test_content_that_does_not_fit_its_hash_is_refused(
    elsewhere: Installation, backup: Path, tmp_path: Path, contents: dict[str, Any]
) -> None:
    last = next(each for each in contents["files"] if each["name"].startswith("ledger/"))
    last["sha256"] = "0" * 64
    assert code_of(elsewhere, rewritten(backup, tmp_path / "made.zip", contents)) == "altered"
    assert is_empty(elsewhere)


def test_a_newer_versions_backup_is_refused(
    elsewhere: Installation, backup: Path, tmp_path: Path, contents: dict[str, Any]
) -> None:
    contents["migrations"].append("ledger.9999_from_the_future")
    assert code_of(elsewhere, rewritten(backup, tmp_path / "made.zip", contents)) == "newer"
    contents["migrations"].pop()
    contents["format"] = 99
    assert code_of(elsewhere, rewritten(backup, tmp_path / "made.zip", contents)) == "newer"


def test_the_backup_of_another_kind_of_database_is_refused(
    elsewhere: Installation, backup: Path, tmp_path: Path, contents: dict[str, Any]
) -> None:
    contents["vendor"] = "oracle"
    made = rewritten(backup, tmp_path / "made.zip", contents)
    assert code_of(elsewhere, made) == "other_database"


@pytest.mark.parametrize("content", [b"", b"order_no,amount\n", b"PK\x05\x06" + bytes(18)])
def test_a_file_that_is_no_backup_is_refused(
    elsewhere: Installation, tmp_path: Path, content: bytes
) -> None:
    other = tmp_path / "other.zip"
    other.write_bytes(content)
    assert code_of(elsewhere, other) in {"damaged", "no_backup"}


@pytest.mark.parametrize("moment", BEFORE_THE_DATABASE)
def test_killed_before_the_database_is_there_it_begins_anew(
    elsewhere: Installation, prepared: Any, backup: Path, moment: str
) -> None:
    if elsewhere.database_url and moment == "the files are in their place":
        pytest.skip("PostgreSQL's own program loads the database")
    halt = BEFORE_THE_DATABASE[moment]
    killed = elsewhere.start("restore", backup, halt=halt).finish()
    assert killed.status == -signal.SIGKILL
    assert is_empty(elsewhere)

    elsewhere.json("restore", backup)
    assert ledger_files_of(elsewhere) == ledger_files_of(prepared.template)
    assert elsewhere.run("ledger", "verify").status == 0
    assert not unwell(elsewhere)
    assert sorted(path.name for path in elsewhere.home.glob(".*")) == []


def test_killed_after_the_database_is_there_it_is_restored(
    elsewhere: Installation, prepared: Any, backup: Path
) -> None:
    halt = Halt(f"{RESTORING}:_put_in_place")
    assert elsewhere.start("restore", backup, halt=halt).finish().status == -signal.SIGKILL
    assert ledger_files_of(elsewhere) == ledger_files_of(prepared.template)
    assert elsewhere.run("ledger", "verify").status == 0
    assert not unwell(elsewhere)
    assert code_of(elsewhere, backup) == "not_empty"
