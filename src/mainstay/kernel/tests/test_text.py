"""Text forms: width, case, spaces, and cells that must not run."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.kernel.text import (
    has_controls,
    normalised,
    search_form,
    spreadsheet_kept,
    spreadsheet_kept_original,
    spreadsheet_original,
    spreadsheet_safe,
)


def test_full_width_characters_become_plain_ones() -> None:
    assert normalised("　ＡＢＣ１２３　（深圳）公司 ") == "ABC123 (深圳)公司"


def test_search_ignores_case_and_width() -> None:
    assert search_form("Ｓｔraße  GmbH") == search_form("STRASSE gmbh")


@given(st.text())
def test_search_form_is_stable(text: str) -> None:
    assert search_form(search_form(text)) == search_form(text)


@pytest.mark.parametrize(
    "text", ["=1+1", "+86 755", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1"]
)
def test_a_cell_that_looks_like_a_formula_gets_an_apostrophe(text: str) -> None:
    assert spreadsheet_safe(text) == "'" + text


@pytest.mark.parametrize(
    "text", ["-12.50", "+3", "1,234.50", "-5%", "华为技术", "a=b", "", "O'Neil"]
)
def test_numbers_and_ordinary_texts_stay_as_they_are(text: str) -> None:
    assert spreadsheet_safe(text) == text


@given(st.text() | st.text(alphabet="'=+-@ ＝\t\r\n1.,%a"))
def test_a_safe_cell_gives_its_text_back_and_does_not_run(text: str) -> None:
    cell = spreadsheet_safe(text)
    assert spreadsheet_original(cell) == text
    assert cell == text or cell.startswith("'")


@pytest.mark.parametrize(
    "text",
    [
        *("00123", "'007", "202403010000123456", "12E3", "1e+5", "3-1", "5/6", "2024-03", "=1"),
        *("+8613900139000", "'+8613900", "-007", "-202403010000123456", "-1E5", "1.2E+05", ".5e3"),
    ],
)
def test_a_code_that_a_spreadsheet_would_change_gets_an_apostrophe(text: str) -> None:
    assert spreadsheet_kept(text) == "'" + text


@pytest.mark.parametrize(
    "text",
    ["0", "0.50", "12.5", "20240301", "2024-03-01", "2024/3/1", "-5%", "X12", "12345678901", "+5"],
)
def test_amounts_days_and_other_texts_are_kept_as_they_are(text: str) -> None:
    assert spreadsheet_kept(text) == text


@given(st.text() | st.text(alphabet="'=+-/0123eE") | st.from_regex(r"'*[+-]?0?[0-9]+"))
def test_a_kept_cell_gives_its_text_back(text: str) -> None:
    assert spreadsheet_kept_original(spreadsheet_kept(text)) == text


@given(st.text())
def test_controls_are_found_wherever_they_stand(text: str) -> None:
    controls = [each for each in text if unicodedata.category(each) == "Cc"]
    assert has_controls(text) == bool(controls)
    assert not has_controls(text, but="".join(controls))


@given(st.text(alphabet=st.characters(codec="ascii")))
def test_plain_text_has_the_search_form_that_all_text_has(text: str) -> None:
    assert search_form(text) == unicodedata.normalize("NFKC", normalised(text).casefold())
