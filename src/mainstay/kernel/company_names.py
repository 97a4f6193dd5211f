"""Names of companies as they are compared: without width, case, punctuation and legal form."""

import re

from mainstay.kernel.text import search_form

_LEGAL_FORMS = (
    "股份有限责任公司",
    "有限责任公司",
    "有限責任公司",
    "股份有限公司",
    "有限公司",
    "companylimited",
    "corporation",
    "incorporated",
    "limited",
    "coltd",
    "gmbh",
    "corp",
    "pllc",
    "ltd",
    "llc",
    "inc",
    "plc",
    "co",
)
"""Longest first, as they stand once everything but letters and digits is gone."""
_WORDS = re.compile(r"[^\W_]+")


def company_form(name: str) -> str:
    """The form in which names of companies are equal when they mean the same.

    A legal form is taken off the end only as words of its own, so `Costco` keeps its ending; one
    that is the whole name stays. 集团 stays too: a group and its company are two.
    """
    words = _WORDS.findall(search_form(name))
    whole = "".join(words)
    if not whole.endswith(_LEGAL_FORMS):
        return whole
    for form in _LEGAL_FORMS:
        if whole.endswith(form) and (rest := _without(words, form)):
            return rest
    return whole


def _without(words: list[str], form: str) -> str:
    """The words without this legal form, which they end with; empty where it is not one word."""
    rest = "".join(words).removesuffix(form)
    if not form.isascii():
        return rest
    borders = {0}
    for word in words:
        borders.add(max(borders) + len(word))
    return rest if len(rest) in borders or not rest[-1:].isascii() else ""
