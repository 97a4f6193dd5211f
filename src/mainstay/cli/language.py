"""The reader's language on the command line, before and without Django."""

import gettext
import os
from functools import lru_cache
from pathlib import Path

from mainstay.kernel.languages import language_of

LOCALE_FOLDER = Path(__file__).resolve().parent.parent / "locale"


def language_of_environment() -> str:
    """`zh-hans`, `zh-hant` or `en`, from MAINSTAY_LANGUAGE or the usual locale variables."""
    for name in ("MAINSTAY_LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(name):
            return language_of(value)
    return "en"


@lru_cache(maxsize=1)
def _catalog() -> gettext.NullTranslations:
    folder = {"zh-hans": "zh_Hans", "zh-hant": "zh_Hant"}.get(language_of_environment(), "en")
    return gettext.translation("django", LOCALE_FOLDER, languages=[folder], fallback=True)


def _(text: str) -> str:
    """The text in the reader's language."""
    return _catalog().gettext(text)


def ngettext(one: str, many: str, count: int) -> str:
    """The text that fits the count, in the reader's language."""
    return _catalog().ngettext(one, many, count)
