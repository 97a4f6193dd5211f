"""Chinese text for searching: simplified signs, and how a text is read in pinyin.

Simplified signs come from OpenCC. Readings stand in `data/readings.txt`; `make readings` makes it
of the dictionaries of pypinyin, which take three times the memory. A sign is read as the known
words read it in which it stands; one that stands in none has all its usual readings, the most usual
one first. Both are loaded when first used.
"""

import re
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

Readings = tuple[str, ...]

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_SIGN = re.compile(f"[{_HAN}]")
_PARTS = re.compile(rf"([{_HAN}]+)|[^\W_{_HAN}]+")
_LONGEST_WORD = 4


def load() -> None:
    """Load both now, in a process whose memory others share."""
    _simplified_signs()
    _known_readings()


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
    known = _known_readings()
    for place, sign in enumerate(signs):
        usual = known.get(sign, (sign,))
        if len(usual) == 1:
            yield usual
        else:
            yield _read_by_words(signs, place) or tuple(dict.fromkeys(usual))


def _read_by_words(signs: str, place: int) -> Readings:
    """The readings of a sign in the longest known words that begin at it or before it."""
    known = _known_readings()
    found: dict[str, None] = {}
    for start in range(max(0, place - _LONGEST_WORD + 1), place + 1):
        for length in range(min(_LONGEST_WORD, len(signs) - start), 1, -1):
            readings = known.get(signs[start : start + length])
            if readings is not None:
                if start + length > place:
                    found[readings[place - start]] = None
                break
    return tuple(found)


@cache
def _known_readings() -> dict[str, Readings]:
    """The readings of signs, and of words in which one is doubtful, so that it has several."""
    text = files("mainstay.kernel").joinpath("data/readings.txt").read_text(encoding="utf-8")
    same: dict[str, Readings] = {}
    known = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            written, _, read = line.partition(" ")
            known[written] = same.setdefault(read, tuple(read.split(" ")))
    return known


@cache
def _simplified_signs() -> dict[int, str]:
    from opencc import OpenCC

    convert = OpenCC("t2s").convert
    signs = [chr(each) for block in ((0x3400, 0x4DC0), (0x4E00, 0xA000)) for each in range(*block)]
    return {ord(sign): plain for sign in signs if (plain := convert(sign)) != sign}
