"""Searching for any part of a text: what is looked through, and the grams that an index knows.

A text is found by a part of it, by its pinyin and by the initials of its pinyin; letter case,
width and traditional signs do not matter. Everything that can be found stands in the text's
*searchable form*, so a search is a comparison of parts. An index of *grams* makes it quick: a text
that contains a word has all grams of the word. The reverse need not hold, so what an index finds is
compared once more.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from operator import add

from mainstay.kernel.chinese import has_chinese, pinyin, simplified
from mainstay.kernel.company_names import company_form
from mainstay.kernel.text import search_form

GRAMS_VERSION = 1
"""Grows whenever `grams` gives anything else, so that indexes are built anew."""

_RUNS = re.compile(r"[0-9A-Za-z\x80-\U0010ffff]+")
_SIGN = re.compile("[^0-9A-Za-z]")
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
    lines = [searchable(part) for part in parts if part]
    for name in read:
        if has_chinese(name):
            lines += _read(simplified(company_form(name)))
    return "\n".join(dict.fromkeys(lines))


def _read(name: str) -> Iterator[str]:
    """The pinyin of a name and its initials; of a long name as it is usually read alone."""
    most = _MOST_READINGS if len(name) <= _LONGEST_READ_IN_SEVERAL_WAYS else 1
    return chain.from_iterable(islice(pinyin(name), most))


def grams(text: str) -> list[str]:
    """The grams of a searchable form: what an index keeps of it. Some may come several times.

    Single signs and pairs, and of plain letters and digits pairs and triples, because single ones
    are everywhere and pairs not rare enough. None holds a space or punctuation.
    """
    return list(chain.from_iterable(map(_grams_of_run, _RUNS.findall(text))))


@lru_cache(maxsize=1 << 14)
def _grams_of_run(run: str) -> list[str]:
    """The grams of a run of letters and digits; legal forms and cities come all the time."""
    found = _pairs(run)
    if run.isascii():
        return [*found, *_triples(found, run)]
    found += _SIGN.findall(run)
    for plain in _PLAIN_RUNS.findall(run):
        found += _triples(_pairs(plain), plain)
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
            pairs = _pairs(run)
            found.update(_triples(pairs, run) if run.isascii() and run[2:] else pairs)
    return found


def _pairs(run: str) -> list[str]:
    return list(map(add, run, run[1:]))


def _triples(pairs: list[str], run: str) -> Iterator[str]:
    return map(add, pairs, run[2:])
