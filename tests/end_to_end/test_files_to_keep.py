"""Who asks for a file is told that it is being made, and no longer than that."""

import pytest
from playwright.sync_api import Browser, expect

from tests.end_to_end.browsing import sign_in, visiting
from tests.end_to_end.company import Company
from tests.installation import ADMIN, PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("end-to-end")]
# Playwright does not look at a page that waits for a file, so the page keeps what it said.
LISTEN = """() => {
  window.said = [];
  const note = (changes) => changes.forEach(
    (change) => change.addedNodes.forEach((line) => window.said.push(line.textContent))
  );
  new MutationObserver(note).observe(document.getElementById("toasts"), { childList: true });
}"""


def test_a_message_stands_until_the_file_comes(browser: Browser, empty_company: Company) -> None:
    with visiting(browser, empty_company.address) as page:
        sign_in(page, ADMIN, PASSWORD)
        page.goto(f"{empty_company.address}/administration/people/")
        page.evaluate(LISTEN)
        page.get_by_role("button", name="Export").click()
        with page.expect_download() as download:
            page.get_by_role("link", name="Excel (XLSX)").click()
        assert download.value.suggested_filename.endswith(".xlsx")
        assert page.evaluate("window.said") == ["The file is being made …"]
        expect(page.locator("#toasts .toast-line")).to_have_count(0)
