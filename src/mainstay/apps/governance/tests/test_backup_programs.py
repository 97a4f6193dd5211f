"""PostgreSQL's programs: found, missing, failing."""

from pathlib import Path
from typing import Any

import pytest

from mainstay.apps.governance.services.backing_up import postgresql
from mainstay.apps.governance.wording import BACKUP_FAILURES, backup_failure

DATABASE: dict[str, Any] = {
    "HOST": "127.0.0.1",
    "PORT": 1,
    "USER": "nobody",
    "PASSWORD": "secret",
    "NAME": "nowhere",
}


def script(folder: Path, name: str, text: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine on which nothing of PostgreSQL is installed."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(postgresql, "_PACKAGED", tmp_path / "packaged")
    return tmp_path


def test_a_missing_program_is_named(programs: Path) -> None:
    with pytest.raises(postgresql.ProgramMissing, match="pg_dump"):
        postgresql.dump(DATABASE, "1", programs / "dump", lambda: None)


def test_the_newest_packaged_program_is_found_where_none_is_on_the_path(programs: Path) -> None:
    for version in ("9", "15", "16"):
        folder = programs / "packaged" / version / "bin"
        folder.mkdir(parents=True)
        script(folder, "pg_dump", f"echo {version} >&2; exit 1")
    with pytest.raises(postgresql.ProgramFailed) as failed:
        postgresql.dump(DATABASE, "1", programs / "dump", lambda: None)
    assert failed.value.says == "16"


def test_the_password_is_handed_over_where_no_other_user_sees_it(programs: Path) -> None:
    script(programs, "pg_dump", 'echo "$PGPASSWORD" "$@" >&2; exit 1')
    with pytest.raises(postgresql.ProgramFailed) as failed:
        postgresql.dump(DATABASE, "1", programs / "dump", lambda: None)
    password, _, options = failed.value.says.partition(" ")
    assert password == "secret"
    assert "secret" not in options


def test_who_asks_to_stop_stops_the_program(programs: Path) -> None:
    script(programs, "pg_dump", "exec /bin/sleep 60")

    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        postgresql.dump(DATABASE, "1", programs / "dump", stop)


def test_every_refusal_has_words() -> None:
    figures = {
        "file": "f",
        "program": "p",
        "says": "s",
        "free": 1,
        "needed": 2,
        "error": "e",
        "place": "p",
        "name": "n",
    }
    for code in BACKUP_FAILURES:
        assert "{" not in backup_failure(code, figures)
    assert "1 byte" in backup_failure("room", figures)
