"""What counts as English on a Chinese page."""

from tests.end_to_end.looking import untranslated


def test_two_english_words_in_a_row_are_found() -> None:
    assert untranslated(["打开 the file", "客户"], ()) == ["打开 the file"]


def test_names_codes_and_tokens_are_no_english() -> None:
    shown = ["Tom Becker 负责", "ERP (fbf63fff)", "SO-26-9001 governance.person:1"]
    assert untranslated(shown, {"Tom Becker"}) == []
