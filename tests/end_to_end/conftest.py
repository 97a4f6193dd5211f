"""Real servers over real installations, a real browser, and files to import."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.end_to_end.browsing import CHROMIUM, launch
from tests.end_to_end.company import Company
from tests.end_to_end.retailer import CURRENCY, ONLINE_RETAIL, ZONE, OrderFile, write_small_file
from tests.end_to_end.serving import serving
from tests.installation import PASSWORD, Installation, new_installation


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if not CHROMIUM.exists():
        pytest.skip(f"the browser is not on this machine ({CHROMIUM})")
    with sync_playwright() as playwright:
        launched = launch(playwright)
        yield launched
        launched.close()


@pytest.fixture(scope="package")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> OrderFile:
    return write_small_file(tmp_path_factory.mktemp("files") / "small.csv")


@pytest.fixture(scope="package")
def online_retail() -> OrderFile:
    if not ONLINE_RETAIL.exists():
        pytest.skip("the shared data set online_retail is not on this machine (../shared/data)")
    return OrderFile(ONLINE_RETAIL)


@pytest.fixture(scope="package")
def new_retailer(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A retailer's installation right after `mainstay init`."""
    folder = tmp_path_factory.mktemp("end-to-end")
    installation = new_installation(folder / "retailer", currency=CURRENCY, timezone=ZONE)
    yield installation
    installation.remove()


@pytest.fixture(scope="package")
def empty_company(
    new_retailer: Installation, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Company]:
    """A company without any data, for tests that leave it so."""
    installation = new_retailer.copy(tmp_path_factory.mktemp("empty") / "home")
    with serving(installation) as address:
        yield Company(installation, address, PASSWORD)
    installation.remove()


@pytest.fixture
def retailer(new_retailer: Installation, tmp_path: Path) -> Iterator[Installation]:
    copy = new_retailer.copy(tmp_path / "home")
    yield copy
    copy.remove()


@pytest.fixture
def address(retailer: Installation) -> Iterator[str]:
    """Where the retailer's pages are served."""
    with serving(retailer) as found:
        yield found
