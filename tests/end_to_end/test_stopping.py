"""Work that runs is stopped in the browser, and everything is as before."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.end_to_end.browsing import SECONDS_FOR_WORK, sign_in, visiting
from tests.installation import ADMIN, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]

MILLISECONDS = SECONDS_FOR_WORK * 1000
LINES = 2_000_000


@pytest.fixture
def large_file(tmp_path: Path) -> Path:
    """A file that takes long enough for somebody to change their mind."""
    path = tmp_path / "large.csv"
    with path.open("w") as file:
        file.write("order_no,line_no,customer,ordered_at,amount\n")
        file.writelines(
            f"A{n},1,C{n % 900},2024-05-{n % 28 + 1:02},{n % 997}\n" for n in range(LINES)
        )
    return path


def test_mei_stops_a_check_that_runs_and_the_import_is_back_where_it_was(
    browser: Browser, address: str, large_file: Path
) -> None:
    with visiting(browser, address) as page:
        sign_in(page, ADMIN, PASSWORD)
        page.goto("/imports/new/")
        page.locator("input[name=kind][value=orders]").check()
        page.locator("input[name=file]").set_input_files(large_file)
        page.get_by_role("button", name="Continue", exact=True).click()
        page.wait_for_url("**/columns/")
        page.get_by_role("button", name="Check the file", exact=True).click()
        expect(page.get_by_text("Reading the file")).to_be_visible(timeout=MILLISECONDS)

        page.get_by_role("link", name="Stop", exact=True).click()
        asked = page.get_by_role("dialog")
        expect(asked).to_be_visible()
        asked.get_by_role("button").last.click()

        expect(page.locator("main")).to_contain_text(
            "Stopped; nothing has been changed", timeout=MILLISECONDS
        )
        expect(page.get_by_role("button", name="Check again")).to_be_visible()
