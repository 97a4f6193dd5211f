"""PostgreSQL's own programs for a dump and the way back, found and run."""

import os
import re
import shutil
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

_PACKAGED = Path("/usr/lib/postgresql")
_POLL_SECONDS = 0.2
_TOLD = 2000


class ProgramMissing(Exception):
    """A program of PostgreSQL is not on this machine; `name` says which."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


class ProgramFailed(Exception):
    """A program of PostgreSQL failed; `says` is what it wrote."""

    def __init__(self, name: str, says: str) -> None:
        super().__init__(name, says)
        self.name = name
        self.says = says


def dump(
    database: Mapping[str, Any], snapshot: str, target: Path, check: Callable[[], None]
) -> None:
    """Write a snapshot that another transaction exported. `check` may raise to stop it.

    Raises ProgramMissing and ProgramFailed.
    """
    options = ["--format=custom", "--compress=0", "--no-owner", "--no-privileges"]
    _run("pg_dump", database, [*options, f"--snapshot={snapshot}", f"--file={target}"], check)


def load(database: Mapping[str, Any], source: Path, check: Callable[[], None]) -> None:
    """Fill an empty database from a dump, wholly or not at all. Raises like `dump`."""
    options = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
    _run("pg_restore", database, [*options, f"--dbname={database['NAME']}", str(source)], check)


def _run(
    name: str, database: Mapping[str, Any], options: list[str], check: Callable[[], None]
) -> None:
    program = _find(name)
    running = subprocess.Popen(  # noqa: S603 - a program of PostgreSQL
        [program, "--no-password", *options],
        env=_environment(database),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        while running.poll() is None:
            check()
            time.sleep(_POLL_SECONDS)
    except BaseException:
        running.kill()
        running.communicate()
        raise
    _, says = running.communicate()
    if running.returncode:
        raise ProgramFailed(name, says.strip()[-_TOLD:])


def _find(name: str) -> str:
    """The program on the path, or the newest that a Debian package installed."""
    packaged = sorted(
        _PACKAGED.glob(f"*/bin/{name}"),
        key=lambda program: [int(part) for part in re.findall(r"\d+", program.parts[-3])],
    )
    found = shutil.which(name) or (str(packaged[-1]) if packaged else None)
    if found is None:
        raise ProgramMissing(name)
    return found


def _environment(database: Mapping[str, Any]) -> dict[str, str]:
    """Say how the database is reached where no other user of the machine can read it."""
    named = {
        "PGHOST": database["HOST"],
        "PGPORT": database["PORT"],
        "PGUSER": database["USER"],
        "PGPASSWORD": database["PASSWORD"],
        "PGDATABASE": database["NAME"],
    }
    options = database.get("OPTIONS", {})
    named |= {
        f"PG{name.upper()}": options[name] for name in ("sslmode", "sslrootcert") if name in options
    }
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {name: str(value) for name, value in named.items() if value}
