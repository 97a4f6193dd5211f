"""Which language a locale asks for."""

import pytest

from mainstay.kernel.languages import language_of


@pytest.mark.parametrize(
    ("locale", "language"),
    [
        ("zh_CN.UTF-8", "zh-hans"),
        ("zh-hans", "zh-hans"),
        ("zh", "zh-hans"),
        ("zh_TW", "zh-hant"),
        ("zh-Hant-HK", "zh-hant"),
        ("en_GB.UTF-8", "en"),
        ("fr", "en"),
        ("", "en"),
    ],
)
def test_a_locale_asks_for_the_nearest_language(locale: str, language: str) -> None:
    assert language_of(locale) == language
