"""A PostgreSQL server for one run of the suite: in a temporary folder, on a free loopback port."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
from pathlib import Path

OWNERS = ("postgres", "nobody")
OPTIONS = {
    "listen_addresses": "127.0.0.1",
    "max_connections": "100",
    # Nothing here outlives the run, so nothing needs to reach the disk.
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class PostgresqlMissing(RuntimeError):
    """The server's programs are not on this machine."""


class TemporaryPostgresql:
    """Started on construction; `url` names its empty database; `stop` removes every trace."""

    def __init__(self) -> None:
        self._programs = _find_programs()
        self._folder = Path(tempfile.mkdtemp(prefix="mainstay-postgresql-"))
        self._owner = _unprivileged_owner()
        password = secrets.token_urlsafe(16)
        self._initialise(password)
        self._port = _free_port()
        self.resume()
        self.url = f"postgres://mainstay:{password}@127.0.0.1:{self._port}/postgres"

    def stop(self) -> None:
        """Stop the server and remove its folder."""
        self.interrupt()
        shutil.rmtree(self._folder, ignore_errors=True)

    def interrupt(self) -> None:
        """Stop the server at once, whatever is under way; its data stay."""
        self._run("pg_ctl", "stop", "--mode=immediate", "--wait")

    def _initialise(self, password: str) -> None:
        password_file = self._folder / "password"
        password_file.write_text(password)
        if self._owner is not None:
            for path in (self._folder, password_file):
                shutil.chown(path, self._owner)
        self._run(
            "initdb",
            "--username=mainstay",
            f"--pwfile={password_file}",
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        )

    def resume(self) -> None:
        """Start the server on its data."""
        settings = OPTIONS | {"port": str(self._port), "unix_socket_directories": str(self._folder)}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        log = f"--log={self._folder / 'log'}"
        self._run("pg_ctl", "start", "--wait", log, f"--options={options}")

    def _run(self, program: str, *arguments: str) -> None:
        """Run one of the server's programs on the data folder, never as root."""
        data = f"--pgdata={self._folder / 'data'}"
        finished = subprocess.run(  # noqa: S603 - programs of the installed package
            [self._programs / program, data, *arguments],
            cwd=self._folder,
            user=self._owner,
            group=None if self._owner is None else pwd.getpwnam(self._owner).pw_gid,
            extra_groups=None if self._owner is None else [],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
        if finished.returncode:
            raise RuntimeError(f"{program} failed: {finished.stderr.strip()}")


def _find_programs() -> Path:
    """The folder of the newest installed server. Raises PostgresqlMissing."""
    packaged = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"),
        key=lambda program: float(program.parent.parent.name),
    )
    if packaged:
        return packaged[-1].parent
    on_path = shutil.which("initdb")
    if on_path is None:
        raise PostgresqlMissing("initdb not found: install the package postgresql")
    return Path(on_path).resolve().parent


def _unprivileged_owner() -> str | None:
    """Whom the server runs as; None for the current user, who is not root."""
    if os.geteuid() != 0:
        return None
    known = {user.pw_name for user in pwd.getpwall()}
    return next(name for name in OWNERS if name in known)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port
