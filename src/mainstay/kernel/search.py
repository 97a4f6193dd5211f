"""Searching for any part of a text: what is looked through, and the grams that an index knows.

A text is found by a part of it, by its pinyin and by the initials of its pinyin; letter case,
width and traditional signs do not matter. Everything that can be found stands in the text's
*searchable form*, so a search is a comparison of parts. An index of *grams* makes it quick: a text
that contains a word has all grams of the word. The reverse need not hold, so what an index finds is
compared once more.
"""

import re
from collections.abc import Iterator, Sequence

from mainstay.kernel.chinese import Readings, has_chinese, simplified, syllables
from mainstay.kernel.company_names import company_form
from mainstay.kernel.text import search_form

GRAMS_VERSION = 1
"""Grows whenever `grams` gives anything else, so that indexes are built anew."""

_RUNS = re.compile(r"[0-9A-Za-z\x80-\U0010ffff]+")
_PLAIN_RUNS = re.compile("[0-9A-Za-z]+")
_MOST_READINGS = 8
_LONGEST_READ_IN_SEVERAL_WAYS = 40


def searchable(text: str) -> str:
    """The form in which a text and what is searched for are compared."""
    return simplified(search_form(text))


def search_text(*parts: str, read: Sequence[str] = ()) -> str:
    """What a search looks through: each part on a line of its own, so that no hit spans two.

    The names in `read` are found by their pinyin and its initials too, without the legal form at
    their end.
    """
    lines = [searchable(part) for part in parts]
    for name in read:
        if has_chinese(name):
            lines += _readings(syllables(simplified(company_form(name))))
    return "\n".join(dict.fromkeys(line for line in lines if line))


def _readings(signs: Sequence[Readings]) -> list[str]:
    """Whole pinyin and initials: read as usual, then with one sign read otherwise each time."""
    ways = [[readings[0] for readings in signs]]
    if len(signs) <= _LONGEST_READ_IN_SEVERAL_WAYS:
        for place, readings in enumerate(signs):
            for other in readings[1:]:
                ways.append([*ways[0][:place], other, *ways[0][place + 1 :]])
    return [
        line
        for way in ways[:_MOST_READINGS]
        for line in ("".join(way), "".join(syllable[0] for syllable in way))
    ]


def grams(text: str) -> set[str]:
    """The grams of a searchable form: what an index keeps of it.

    Single signs and pairs, and of plain letters and digits pairs and triples, because single ones
    are everywhere and pairs not rare enough. None holds a space or punctuation.
    """
    found: set[str] = set()
    for run in _RUNS.findall(text):
        found.update(_stretches(run, 2))
        if not run.isascii():
            found.update(sign for sign in run if not sign.isascii())
    for run in _PLAIN_RUNS.findall(text):
        found.update(_stretches(run, 3))
    return found


def wanted_grams(word: str) -> set[str]:
    """The fewest grams that only a text with this word should have, from a word's searchable form.

    None for a word that no gram tells apart from others: a single letter, or punctuation alone.
    """
    found: set[str] = set()
    for run in _RUNS.findall(word):
        if len(run) == 1:
            found.update(grams(run))
        else:
            found.update(_stretches(run, min(len(run), 3) if run.isascii() else 2))
    return found


def _stretches(run: str, length: int) -> Iterator[str]:
    return map("".join, zip(*(run[start:] for start in range(length)), strict=False))
