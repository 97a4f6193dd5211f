"""Every text is said in both Chinese scripts."""

import pytest

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
