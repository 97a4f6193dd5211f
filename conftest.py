"""What every test may use, and which addresses are open on purpose."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import timezone, translation
from hypothesis import settings as hypothesis_settings
from pytest_django.fixtures import Settings

from mainstay.project.home import Home

SHARED_DATA = Path(__file__).resolve().parent.parent / "shared" / "data"

pytest_plugins = ["mainstay.apps.governance.testing"]

# Machines that run suites are busy, and the first example often loads a module.
hypothesis_settings.register_profile("unhurried", deadline=None)
hypothesis_settings.load_profile("unhurried")

PUBLIC_ROUTES: dict[str, str] = {
    "sign-in/": "whoever signs in has not signed in yet",
    "sign-in/code/": "whoever enters a code has shown the password and has not signed in yet",
    "sign-in/passkey/": "whoever signs in with a passkey has not signed in yet",
    "sign-in/provider/": "whoever signs in through the identity provider has not signed in yet",
    "sign-in/provider/back/": "whoever comes from the identity provider has not signed in yet",
    "sign-in/forgotten/": "whoever has forgotten the password cannot sign in",
    "sign-in/new-password/<str:text>/": "whoever holds a link from their mail sets a password",
    "invitation/<str:text>/": "whoever was invited has no password yet",
    "sign-out/": "whoever is signed out already is led to the sign-in",
    "language/": "whoever signs in may choose the language of the page first",
    "api/openapi.json": "the description of the interface is public; it holds no data",
}

ROUTES_WITHOUT_ANSWER: dict[str, str] = {
    "api/": "the interface's root exists for building addresses and answers 404 to everybody",
}


def pytest_mainstay_routes() -> tuple[dict[str, str], dict[str, str]]:
    return PUBLIC_ROUTES, ROUTES_WITHOUT_ANSWER


@pytest.fixture
def home(tmp_path: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Home:
    """An installation folder for one test, for this process and those it starts."""
    home = Home(tmp_path / "home")
    home.create()
    settings.MAINSTAY_HOME = home
    monkeypatch.setenv("MAINSTAY_HOME", str(home.root))
    return home


@pytest.fixture
def no_collection() -> Iterator[None]:
    """No garbage is collected: at the depth where a nested text is given up, finalizers fail."""
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.fixture(autouse=True)
def _own_language_and_zone() -> Iterator[None]:
    """A page in another language or zone leaves it to its thread; the next test begins afresh."""
    yield
    translation.deactivate()
    timezone.deactivate()


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of real data sets that lies beside the project on some machines."""
    if not SHARED_DATA.is_dir():
        pytest.skip("the shared data sets are not on this machine (../shared/data)")
    return SHARED_DATA


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the tests that stay together, so that no process waits for them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("xdist_group") is None)


_LONGEST_BYTES_IN_A_NAME = 20


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name tests by their bytes only where these are short.

    What packs and zips holds the time it was made, so each process would name the test otherwise.
    """
    if isinstance(val, bytes) and len(val) > _LONGEST_BYTES_IN_A_NAME:
        return argname
    return None
