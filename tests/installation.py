"""Whole installations for tests: a folder, a database, and the command that works on them."""

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

from tests.processes import Finished, Halt, Process, run_command

ADMIN = "admin.wang@mainstay.example"
PASSWORD = "steady-rope-holds-the-mast"


@dataclass(frozen=True)
class Installation:
    """An installation in `home`; its database lies there too unless it has an address."""

    home: Path
    database_url: str = ""
    engine_memory: str = "512MB"
    engine: str = ""

    @property
    def environment(self) -> dict[str, str]:
        """What a process needs to work on this installation and on no other."""
        kept = {name: value for name, value in os.environ.items() if name[:9] != "MAINSTAY_"}
        kept |= {
            "MAINSTAY_HOME": str(self.home),
            "MAINSTAY_ENGINE": self.engine,
            "MAINSTAY_ENGINE_MEMORY": self.engine_memory,
            "DJANGO_SETTINGS_MODULE": "mainstay.project.settings",
            "LC_ALL": "C.UTF-8",
            "COLUMNS": "80",
        }
        return kept | ({"MAINSTAY_DATABASE_URL": self.database_url} if self.database_url else {})

    def start(self, *arguments: object, halt: Halt | None = None, language: str = "en") -> Process:
        """Start the command with these arguments."""
        words = tuple(str(argument) for argument in arguments)
        environment = self.environment | {"MAINSTAY_LANGUAGE": language}
        return Process(run_command, (words, halt), environment)

    def run(self, *arguments: object, language: str = "en") -> Finished:
        """Run the command with these arguments to its end, however it ends."""
        return self.start(*arguments, language=language).finish()

    def json(self, *arguments: object) -> Any:
        """What the command prints with `--json`; it must succeed."""
        finished = self.run(*arguments, "--json")
        assert finished.status == 0, finished.output + finished.errors
        return finished.json

    def ask(self, work: Callable[..., None], *arguments: object) -> Finished:
        """Run a function in a fresh process of this installation.

        The process imports the function's module before it knows any settings, so no app may be
        imported at the module's top.
        """
        return Process(work, arguments, self.environment).finish()

    def copy(self, home: Path) -> "Installation":
        """The same installation once more; nothing may be at work on this one."""
        shutil.copytree(self.home, home)
        return Installation(home, _copy_database(self.database_url))

    def remove(self) -> None:
        """Remove the folder and the database."""
        shutil.rmtree(self.home, ignore_errors=True)
        if self.database_url:
            _execute(self.database_url, f'DROP DATABASE "{_name(self.database_url)}" (FORCE)')


def new_installation(
    home: Path, *, admin: str = ADMIN, password: str = PASSWORD, **options: str
) -> Installation:
    """Set up an installation, on the database server of this run where it has one."""
    made = empty_place(home)
    password_file = home.with_name(f"{home.name}-password")
    password_file.write_text(password)
    words = [word for name, value in options.items() for word in (f"--{name}", value)]
    made.json("init", "--admin", admin, "--password-file", password_file, *words)
    return made


def empty_place(home: Path) -> Installation:
    """A place for an installation where nothing is yet: no folder, and an empty database."""
    server = os.environ.get("MAINSTAY_DATABASE_URL", "")
    return Installation(home, _create_database(server) if server.startswith("postgres") else "")


def _create_database(server: str, template: str = "template1") -> str:
    name = f"mainstay_{uuid4().hex}"
    _execute(server, f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
    return urlunsplit(urlsplit(server)._replace(path=f"/{name}"))


def _copy_database(url: str) -> str:
    return _create_database(url, _name(url)) if url else ""


def _name(url: str) -> str:
    return urlsplit(url).path.lstrip("/")


def _execute(server: str, statement: str) -> None:
    import psycopg

    maintenance = urlunsplit(urlsplit(server)._replace(path="/postgres"))
    with psycopg.connect(maintenance, autocommit=True) as connection:
        connection.execute(statement.encode())
