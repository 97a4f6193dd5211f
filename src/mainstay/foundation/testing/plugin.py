"""The pytest plugin of the suite, loaded before the settings are read.

`--check-routes` makes a complete run fail when an address was not asked both ways (see `routes`).
The addresses that are open on purpose stand in the top `conftest.py`.
"""

import os
from pathlib import Path

import pytest

from mainstay.foundation.testing import environment

_run_folder = pytest.StashKey[Path]()
_gaps = pytest.StashKey[list[str]]()


class RouteExceptions:
    """Hook specification: what the route check leaves out."""

    @pytest.hookspec(firstresult=True)
    def pytest_mainstay_routes(self) -> tuple[dict[str, str], dict[str, str]]:
        """The addresses that are public and those that never answer, each with the reason."""
        raise NotImplementedError


def pytest_addoption(parser: pytest.Parser, pluginmanager: pytest.PytestPluginManager) -> None:
    parser.addoption(
        "--check-routes",
        action="store_true",
        help="fail when an address was not both answered and refused; for complete runs",
    )
    pluginmanager.add_hookspecs(RouteExceptions)


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests(early_config: pytest.Config) -> None:
    early_config.stash[_run_folder] = environment.enter(early_config.add_cleanup)


def pytest_configure(config: pytest.Config) -> None:
    from django.apps import apps
    from django.conf import settings
    from django.db import connection

    if not apps.ready:  # `-p no:django`: pure tests alone
        return
    from django.contrib.auth.hashers import Argon2PasswordHasher

    from mainstay.foundation.testing.flushing import allow_flushing

    if connection.vendor == "sqlite":
        # In a file, so that threads and processes of a test meet in it.
        connection.settings_dict["TEST"]["NAME"] = str(config.stash[_run_folder] / "test.sqlite3")
    # The same algorithm in its smallest size: it is slow on purpose.
    Argon2PasswordHasher.time_cost = Argon2PasswordHasher.parallelism = 1
    Argon2PasswordHasher.memory_cost = 8
    recorder = "mainstay.foundation.testing.routes.RouteRecorder"
    settings.MIDDLEWARE = [recorder, *settings.MIDDLEWARE]
    allow_flushing()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    from mainstay.foundation.testing import routes

    config = session.config
    folder = config.stash[_run_folder]
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    routes.save(folder, worker)
    if worker or not config.getoption("--check-routes"):
        return
    public, exempt = config.hook.pytest_mainstay_routes()
    gaps = routes.missing(routes.all_routes(), routes.load(folder), public=public, exempt=exempt)
    config.stash[_gaps] = gaps
    if gaps and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


def pytest_terminal_summary(
    terminalreporter: pytest.TerminalReporter, config: pytest.Config
) -> None:
    gaps = config.stash.get(_gaps, [])
    if gaps:
        terminalreporter.section("addresses that were not asked both ways")
        for gap in gaps:
            terminalreporter.line(gap, red=True)


@pytest.fixture
def process_environment(transactional_db: None) -> dict[str, str]:
    """The environment for processes that a test starts: they work on the test's own database."""
    return {
        **os.environ,
        "MAINSTAY_DATABASE_URL": environment.test_database_url(),
        "DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"],
    }
