"""Makes `mainstay/kernel/data/readings.txt` of pypinyin's dictionaries: `make readings`.

A line for each sign with its usual readings, the most usual one first, and for each word of two to
four signs of which at least one is doubtful. A doubtful sign has several readings; one that has a
single usual reading, and in some words another, names it twice.
"""

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

import mainstay.kernel

READINGS = Path(mainstay.kernel.__path__[0]) / "data" / "readings.txt"

_HAN = (range(0x3400, 0x4DC0), range(0x4E00, 0xA000))
_LONGEST_WORD = 4
_USUAL_FROM = 3
"""A sign is usually read as at least so many known words read it."""
_SURNAMES = {
    "仇": "qiu",
    "单": "shan",
    "区": "ou",
    "员": "yun",
    "尉": "yu",
    "曾": "zeng",
    "朴": "piao",
    "查": "zha",
    "盖": "ge",
    "缪": "miao",
    "翟": "zhai",
    "解": "xie",
    "覃": "qin",
    "谌": "chen",
    "郗": "xi",
    "隗": "wei",
    "黑": "he",
}
"""How signs are read as surnames, where no known word shows it."""
_HEAD = (
    "# Made by `make readings` of the dictionaries of pypinyin, which are under the MIT License."
)


def readings() -> str:
    """The text of the file."""
    signs = dict(_signs())
    lines = [_HEAD, *(f"{sign} {' '.join(found)}" for sign, found in signs.items())]
    for word, read in sorted(_words().items()):
        if len(word) <= _LONGEST_WORD and any(len(signs.get(each, ())) > 1 for each in word):
            lines.append(f"{word} {' '.join(read)}")
    return "\n".join(lines) + "\n"


def _signs() -> Iterator[tuple[str, list[str]]]:
    """The usual readings of each sign; of a doubtful one what words say it is read as, too."""
    said = _said_in_words()
    for block in _HAN:
        for number in block:
            if number in PINYIN_DICT:
                sign = chr(number)
                first = _toneless(PINYIN_DICT[number].split(",")[0])
                yield sign, _usual(sign, first, said.get(sign, Counter()))


def _usual(sign: str, first: str, said: Counter[str]) -> list[str]:
    usual = [reading for reading, words in said.most_common() if words >= _USUAL_FROM] or [first]
    found = list(dict.fromkeys([*usual, *([_SURNAMES[sign]] if sign in _SURNAMES else [])]))
    return found * 2 if len(found) == 1 and said.keys() - set(found) else found


def _said_in_words() -> dict[str, Counter[str]]:
    """How often known words read a sign in which way."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for word, read in _words().items():
        for sign, said in zip(word, read, strict=True):
            found[sign][said] += 1
    return found


@cache
def _words() -> dict[str, list[str]]:
    return {
        word: [_toneless(each[0]) for each in read]
        for word, read in PHRASES_DICT.items()
        if len(word) == len(read) > 1
    }


@cache
def _toneless(reading: str) -> str:
    """A syllable without the mark of its tone; ü is written v, as people type it."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(each for each in letters if not unicodedata.combining(each))


if __name__ == "__main__":
    READINGS.write_text(readings(), encoding="utf-8")
