"""What a password has to be like; Django's settings name these validators.

The installation's name, the person and the profile are looked at when a password is chosen.
"""

import logging
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.governance import leaked, queries

logger = logging.getLogger(__name__)

LONGEST = 128
KINDS = 3
"""How many of the four kinds of characters the strict profile asks for."""
OTHERS = 8
"""How many letters and digits there are beside one's own words."""
_SHORTEST_WORD = 3
_SHORTEST_CHINESE_WORD = 2
_PRODUCT = "mainstay"


class LongestPassword:
    """Longer ones would only keep the server busy."""

    def validate(self, password: str, user: Any = None) -> None:
        if len(password) > LONGEST:
            message = _("This password is too long: it has more than %(longest)d characters.")
            raise ValidationError(message % {"longest": LONGEST}, code="password_too_long")

    def get_help_text(self) -> str:
        return _("At most %(longest)d characters.") % {"longest": LONGEST}


class LeakedPassword:
    """Refuses what is in the list of leaked passwords that the settings name, if they name one."""

    def validate(self, password: str, user: Any = None) -> None:
        if not settings.BREACHED_PASSWORDS:
            return
        try:
            found = leaked.is_leaked(password, Path(settings.BREACHED_PASSWORDS))
        except leaked.ListUnreadable:
            logger.exception("The list of leaked passwords cannot be read")
            message = _(
                "The list of leaked passwords cannot be read. Ask an administrator to look at "
                "MAINSTAY_BREACHED_PASSWORDS."
            )
            raise ValidationError(message, code="leaked_list_unreadable") from None
        if found:
            message = _(
                "This password has leaked somewhere and is in the lists that attackers try first."
            )
            raise ValidationError(message, code="password_leaked")

    def get_help_text(self) -> str:
        return _("Not one that has leaked somewhere.")


class OwnWords:
    """Refuses what is little more than the person's name, e-mail or the company's name."""

    def validate(self, password: str, user: Any = None) -> None:
        rest = _folded(password)
        for word in sorted(_own_words(user), key=len, reverse=True):
            rest = rest.replace(word, " ")
        if rest != _folded(password) and sum(each.isalnum() for each in rest) < OTHERS:
            message = _(
                "This password is little more than your name, your e-mail or the company's name. "
                "Beside these it needs %(others)d letters or digits."
            )
            raise ValidationError(message % {"others": OTHERS}, code="password_own_words")

    def get_help_text(self) -> str:
        return _("Not your name, your e-mail or the company's name.")


class KindsOfCharacters:
    """In the strict profile alone: three of capitals, small letters, digits and others."""

    def validate(self, password: str, user: Any = None) -> None:
        if queries.sign_in_rules().strict and len(set(map(_kind, password))) < KINDS:
            message = _(
                "This password is too simple: it needs three of capital letters, small letters, "
                "digits and other characters."
            )
            raise ValidationError(message, code="password_too_simple")

    def get_help_text(self) -> str:
        return _("Three of capital letters, small letters, digits and other characters.")


def _kind(character: str) -> str:
    if character.isdecimal():
        return "digit"
    return {"Lu": "capital", "Ll": "small"}.get(unicodedata.category(character), "other")


def _folded(text: str) -> str:
    """The text with neither width nor case."""
    return unicodedata.normalize("NFKC", text).casefold()


def _own_words(person: Any) -> set[str]:
    """The words that anybody who knows the person or the company would try."""
    company = queries.find_installation()
    local, _at, domain = str(getattr(person, "email", "")).partition("@")
    texts = [getattr(person, "full_name", ""), local, domain.rpartition(".")[0]]
    texts.append(company.name if company is not None else "")
    return {word for text in texts for word in _words(text)} | {_PRODUCT}


def _words(text: str) -> Iterator[str]:
    for word in re.findall(r"[^\W_]+", _folded(text)):
        if len(word) >= (_SHORTEST_WORD if word.isascii() else _SHORTEST_CHINESE_WORD):
            yield word
