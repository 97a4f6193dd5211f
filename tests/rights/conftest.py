"""One company for all tests of this folder, set up once in a process and taken back at the end."""

from collections.abc import Iterator

import pytest
from django.conf import settings
from django.db import transaction
from django.test import override_settings
from pytest_django.plugin import DjangoDbBlocker

from mainstay.project.home import Home
from tests.rights.asking import Askers, askers_of
from tests.rights.furnishing.furnish import furnish
from tests.rights.world import World


@pytest.fixture(scope="package")
def world(
    django_db_setup: None,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[World]:
    """The company."""
    home = Home(tmp_path_factory.mktemp("rights") / "home")
    home.create()
    with (
        django_db_blocker.unblock(),
        override_settings(MAINSTAY_HOME=home),
        pytest.MonkeyPatch.context() as patch,
        transaction.atomic(),
    ):
        patch.setenv("MAINSTAY_HOME", str(home.root))
        yield furnish()
        transaction.set_rollback(True)


@pytest.fixture(scope="package")
def askers(world: World) -> Askers:
    """Everybody who asks."""
    return askers_of(world)


@pytest.fixture
def home_as_it_was(world: World) -> Iterator[None]:
    """Files that a test hands in go with their rows, whose numbers come again."""
    folder = settings.MAINSTAY_HOME.root
    before = set(folder.rglob("*"))
    yield
    for path in sorted(set(folder.rglob("*")) - before, reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
