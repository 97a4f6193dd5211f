"""Every text is said in both Chinese scripts."""

import re
from collections.abc import Sequence

import pytest
from babel.messages.pofile import read_po

from mainstay.foundation.testing.messages import LOCALES, catalog_path, extract, problems


@pytest.mark.parametrize("locale", LOCALES)
def test_every_text_has_a_complete_translation(locale: str) -> None:
    wanting = problems(catalog_path(locale), extract())
    assert wanting == [], "\n".join(["", *wanting])


@pytest.mark.parametrize("locale", LOCALES)
def test_the_compiled_catalog_is_as_new_as_its_source(locale: str) -> None:
    source = catalog_path(locale)
    compiled = source.with_suffix(".mo")
    assert compiled.is_file(), "run `make setup`"
    assert compiled.stat().st_mtime >= source.stat().st_mtime, "run `make setup`"


SIGN, FIGURE = "[\u3400-\u9fff]", r"(?:\d%?|%\([a-z_]+\)[sd])"


@pytest.mark.parametrize("locale", LOCALES)
def test_no_space_stands_between_chinese_and_figures(locale: str) -> None:
    # The page sets them apart itself (text-autospace); a space besides would be a second one.
    spaced = re.compile(f"{SIGN} {FIGURE}|{FIGURE} {SIGN}")
    with catalog_path(locale).open("rb") as file:
        texts = [text for message in read_po(file) for text in _strings(message.string)]
    assert [text for text in texts if spaced.search(text)] == []


def _strings(string: str | Sequence[str] | None) -> list[str]:
    return [string] if isinstance(string, str) else list(string or ())
