"""Where the suite works: a folder and a database of its own, never the user's installation."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from shutil import rmtree
from urllib.parse import quote

from django.db import connection

from mainstay.foundation.testing.postgresql import TemporaryPostgresql

RUN_FOLDER = "MAINSTAY_TEST_RUN"
POSTGRESQL_WORDS = ("postgres", "postgresql")


def enter(add_cleanup: Callable[[Callable[[], None]], object]) -> Path:
    """Set the environment of this test process before the settings are read; its run folder.

    The first process makes the folder and, when MAINSTAY_DATABASE_URL is the word ``postgres``,
    starts a server. The workers of pytest-xdist inherit both and get a home of their own.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        run = Path(tempfile.mkdtemp(prefix="mainstay-tests-"))
        os.environ[RUN_FOLDER] = str(run)
        add_cleanup(lambda: rmtree(run, ignore_errors=True))
        if os.environ.get("MAINSTAY_DATABASE_URL") in POSTGRESQL_WORDS:
            server = TemporaryPostgresql()
            os.environ["MAINSTAY_DATABASE_URL"] = server.url
            add_cleanup(server.stop)
    run = Path(os.environ[RUN_FOLDER])
    home = run / f"home{worker}"
    home.mkdir(mode=0o700)
    os.environ["MAINSTAY_HOME"] = str(home)
    return run


def test_database_url() -> str:
    """The address of the database that the current test uses, for processes that it starts."""
    settings = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{settings['NAME']}"
    user, password = quote(settings["USER"], safe=""), quote(settings["PASSWORD"], safe="")
    return f"postgres://{user}:{password}@{settings['HOST']}:{settings['PORT']}/{settings['NAME']}"


test_database_url.__test__ = False  # type: ignore[attr-defined]
