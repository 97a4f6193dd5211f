"""Every screen in every language, wide and on a phone: nothing sticks out, nothing is untranslated.

The pictures are kept in `artifacts/screenshots`, to be looked at.
"""

import os
from collections.abc import Callable, Collection, Iterator
from contextlib import ExitStack

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.end_to_end.browsing import LANGUAGES, PHONE, WIDE, choose_language, sign_in, visiting
from tests.end_to_end.company import (
    Company,
    build_company,
    hand_in_files,
    keep_bulk_change,
    keep_channels,
    keep_contacts,
    keep_invitation,
    keep_recurring_imports,
    keep_reference_data,
    keep_reference_files,
    keep_second_factor,
    keep_views,
    keep_webhook,
    names_of,
)
from tests.end_to_end.indicators import keep_indicators
from tests.end_to_end.looking import (
    ALL_RULES,
    COLOURS,
    TEXT_RULES,
    barriers,
    shoot,
    texts,
    too_wide,
    untranslated,
)
from tests.end_to_end.rating import keep_rating_rounds
from tests.end_to_end.schemes import keep_a_scheme
from tests.end_to_end.screen import PROTECTED, Screen, settle
from tests.end_to_end.screens import EMPTY_SCREENS, SCREENS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("screens"),
    pytest.mark.skipif(
        os.environ.get("MAINSTAY_DATABASE_URL", "").startswith("postgres"),
        reason="pages look alike on every database; they are looked at on SQLite",
    ),
]
Visit = Callable[[Company, str], Page]


@pytest.fixture(scope="module")
def company(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    """The demonstration company, with some files handed in."""
    with build_company(tmp_path_factory.mktemp("screens") / "demo") as built:
        hand_in_files(built)
        keep_reference_data(built)
        keep_reference_files(built)
        keep_contacts(built)
        keep_views(built)
        keep_bulk_change(built)
        keep_recurring_imports(built)
        keep_second_factor(built)
        keep_invitation(built)
        keep_channels(built)
        keep_webhook(built)
        keep_rating_rounds(built)
        keep_a_scheme(built)
        keep_indicators(built)
        yield built


@pytest.fixture(scope="module")
def names(company: Company) -> frozenset[str]:
    """What people, teams, customers and products are called."""
    return names_of(company)


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def visit(browser: Browser, language: str) -> Iterator[Visit]:
    """Give the browser of a person who has signed in and reads this language."""
    open_pages: dict[tuple[str, str], Page] = {}
    with ExitStack() as stack:

        def find(company: Company, email: str) -> Page:
            key = (company.address, email)
            if key not in open_pages:
                visitor = visiting(browser, company.address, language=language)
                open_pages[key] = page = stack.enter_context(visitor)
                if email:
                    code = company.recovery_codes.pop() if email == PROTECTED else ""
                    sign_in(page, email, company.password, code)
                else:
                    page.goto("/sign-in/")
                choose_language(page, language)
            return open_pages[key]

        yield find


def look(page: Page, screen: Screen, language: str, names: Collection[str]) -> None:
    """Open a screen and look at it, wide, as on a phone, and in the dark.

    Structure and colours are the same in every language, so they are looked at in one, in the
    others what depends on texts; in the dark nothing but the colours is another.
    """
    page.set_viewport_size(WIDE)
    screen.open(page)
    assert (page.locator("html").get_attribute("lang") or "").lower() == language
    wrong = []
    for viewport in (WIDE, PHONE):
        width = viewport["width"]
        page.set_viewport_size(viewport)
        settle(page)
        shoot(page, f"{language}-{width}/{screen.name}")
        wrong += [f"{width}: sticks out: {each}" for each in too_wide(page)]
        rules = ALL_RULES if language == "en" else TEXT_RULES
        wrong += [f"{width}: {each}" for each in barriers(page, rules)]
        if language != "en":
            english = untranslated(texts(page), names)
            wrong += [f"{width}: not translated: {each}" for each in english]
    if language == "en":
        wrong += [f"dark: {each}" for each in look_in_the_dark(page, screen)]
    assert not wrong, "\n".join(wrong)


def look_in_the_dark(page: Page, screen: Screen) -> list[str]:
    page.set_viewport_size(WIDE)
    page.emulate_media(color_scheme="dark")
    expect(page.locator("html")).to_have_attribute("data-bs-theme", "dark")
    settle(page)
    shoot(page, f"en-dark/{screen.name}")
    found = barriers(page, COLOURS)
    page.emulate_media(color_scheme="light")
    return found


@pytest.mark.parametrize("screen", SCREENS, ids=lambda screen: screen.name)
def test_screen(
    visit: Visit, company: Company, language: str, names: frozenset[str], screen: Screen
) -> None:
    look(visit(company, screen.email), screen, language, names)


@pytest.mark.parametrize("screen", EMPTY_SCREENS, ids=lambda screen: screen.name)
def test_screen_of_an_empty_installation(
    visit: Visit, empty_company: Company, language: str, screen: Screen
) -> None:
    look(visit(empty_company, screen.email), screen, language, {"Mainstay", "Administrator"})
