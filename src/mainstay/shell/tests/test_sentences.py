"""Words and sentences are put together as each language does."""

import pytest
from django.utils import translation

from mainstay.shell.sentences import joined, labelled, listed


@pytest.mark.parametrize(
    ("language", "shown"),
    [("en", "code, name"), ("zh-hans", "code、name"), ("zh-hant", "code、name")],
)
def test_words_are_listed_with_the_comma_of_the_language(language: str, shown: str) -> None:
    with translation.override(language):
        assert listed(["code", "name"]) == shown


@pytest.mark.parametrize(
    ("language", "shown"), [("en", "One. Two. Three."), ("zh-hans", "One.Two.Three.")]
)
def test_sentences_are_parted_by_a_space_where_the_language_has_one(
    language: str, shown: str
) -> None:
    with translation.override(language):
        assert joined(["One.", "Two.", "Three."]) == shown


def test_no_sentences_make_no_text() -> None:
    assert joined([]) == ""


@pytest.mark.parametrize(("language", "shown"), [("en", "Amount: 5"), ("zh-hant", "Amount：5")])
def test_a_label_ends_with_the_colon_of_the_language(language: str, shown: str) -> None:
    with translation.override(language):
        assert labelled("Amount", 5) == shown
