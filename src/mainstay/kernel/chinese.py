"""Chinese text for searching: simplified signs, and how a text is read in pinyin.

Signs come from OpenCC, readings from pypinyin. A sign is read as the known words read it in which
it stands; one that stands in none has all its usual readings, the most usual one first. Both
dictionaries are loaded when first used.
"""

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterator
from functools import cache, lru_cache

Readings = tuple[str, ...]

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_SIGN = re.compile(f"[{_HAN}]")
_PARTS = re.compile(rf"([{_HAN}]+)|[^\W_{_HAN}]+")
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


def simplified(text: str) -> str:
    """The text with each traditional sign as its simplified one, sign by sign.

    Words do not matter, so a part of a text becomes the same part of the simplified text.
    """
    return text if text.isascii() else text.translate(_simplified_signs())


def has_chinese(text: str) -> bool:
    """Whether there is a Chinese sign in the text."""
    return not text.isascii() and _HAN_SIGN.search(text) is not None


def syllables(text: str) -> list[Readings]:
    """How a simplified text is read: for each sign its readings, each other word as it stands.

    Readings are toneless, with v for ü. What is neither letter nor digit is left out.
    """
    found: list[Readings] = []
    for match in _PARTS.finditer(text):
        found += _read(match[1]) if match[1] else [(match[0],)]
    return found


def _read(signs: str) -> Iterator[Readings]:
    """Each sign as the known words around it read it, else as it is usually read.

    Words may overlap: in 单县长城 the third sign belongs to 县长 and to 长城 and is read both ways.
    """
    for place, sign in enumerate(signs):
        always = _always_read(sign)
        yield always or _read_by_words(signs, place) or _readings_of_sign(sign)


@cache
def _always_read(sign: str) -> Readings:
    """How every known word reads a sign, if they agree with each other and with the dictionary."""
    said = set(_said_in_words().get(sign, ()))
    readings = _readings_of_sign(sign)
    return readings if said <= set(readings) and len(readings) == 1 else ()


def _read_by_words(signs: str, place: int) -> Readings:
    """The readings of a sign in the longest known words that begin at it or before it."""
    words = _words()
    found: dict[str, None] = {}
    for start in range(max(0, place - _LONGEST_WORD + 1), place + 1):
        for length in range(min(_LONGEST_WORD, len(signs) - start), 1, -1):
            word = signs[start : start + length]
            if word in words:
                if start + length > place:
                    found[_readings_of_word(word)[place - start]] = None
                break
    return tuple(found)


@lru_cache(20_000)
def _readings_of_word(word: str) -> Readings:
    return tuple(_toneless(said[0]) for said in _words()[word])


@cache
def _readings_of_sign(sign: str) -> Readings:
    """What the dictionary names first, then what is said in known words or as a surname."""
    from pypinyin.constants import PINYIN_DICT

    listed = [_toneless(said) for said in PINYIN_DICT.get(ord(sign), sign).split(",")]
    said = _said_in_words().get(sign, Counter())
    usual = [reading for reading, words in said.most_common() if words >= _USUAL_FROM]
    surname = [_SURNAMES[sign]] if sign in _SURNAMES else []
    return tuple(dict.fromkeys([*(usual or listed[:1]), *surname]))


@cache
def _said_in_words() -> dict[str, Counter[str]]:
    """How often known words read a sign in which way."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for word, readings in _words().items():
        for sign, said in zip(word, readings, strict=False):
            found[sign][_toneless(said[0])] += 1
    return found


def _words() -> dict[str, list[list[str]]]:
    from pypinyin.constants import PHRASES_DICT

    words: dict[str, list[list[str]]] = PHRASES_DICT
    return words


@cache
def _toneless(reading: str) -> str:
    """A syllable without the mark of its tone; ü is written v, as people type it."""
    letters = unicodedata.normalize("NFD", reading).replace("u\u0308", "v")
    return "".join(each for each in letters if not unicodedata.combining(each))


@cache
def _simplified_signs() -> dict[int, str]:
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    signs = [chr(each) for block in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for each in range(*block)]
    return {ord(sign): plain for sign in signs if (plain := convert(sign)) != sign}
