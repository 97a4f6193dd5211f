"""Chinese text for searching: simplified signs, and how a text is read in pinyin.

Simplified signs come from OpenCC. Readings stand in `data/readings.txt`; `make readings` makes it
of the dictionaries of pypinyin, which take three times the memory. A sign is read as the known
words read it in which it stands; one that stands in none has all its usual readings, the most usual
one first. All are loaded when first used.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Readings = tuple[str, ...]

_HAN = "\u3400-\u4dbf\u4e00-\u9fff"
_HAN_SIGN = re.compile(f"[{_HAN}]")
_OTHER_WORD = re.compile(f"([^{_HAN}])[^{_HAN}]*")
_LONGEST_WORD = 4


def load() -> None:
    """Load everything now, in a process whose memory others share."""
    _simplified_signs()
    _signs()


def simplified(text: str) -> str:
    """The text with each traditional sign as its simplified one, sign by sign.

    Words do not matter, so a part of a text becomes the same part of the simplified text.
    """
    return text if text.isascii() else text.translate(_simplified_signs())


def has_chinese(text: str) -> bool:
    """Whether there is a Chinese sign in the text."""
    return not text.isascii() and _HAN_SIGN.search(text) is not None


def pinyin(text: str) -> Iterator[tuple[str, str]]:
    """The ways to read a simplified text of letters and digits alone: pinyin, and its initials.

    First as usual, then with one sign read otherwise each time. Readings are toneless, with v for
    ü; other words stay as they are, with their first letter as the initial.
    """
    signs = _signs()
    parts = signs.doubtful.split(text)
    whole = [part.translate(signs.usual) for part in parts]
    short = [_OTHER_WORD.sub(r"\1", part) for part in parts] if _OTHER_WORD.search(text) else parts
    initials = [part.translate(signs.initials) for part in short]
    others: list[tuple[int, str]] = []
    place = 0
    for index, part in enumerate(parts):
        if index % 2:  # a doubtful sign
            usual, *rest = _read_by_words(text, place) or dict.fromkeys(_known_readings()[part])
            whole[index], initials[index] = usual, usual[0]
            others += [(index, other) for other in rest]
        place += len(part)
    yield "".join(whole), "".join(initials)
    for index, other in others:
        before, after = slice(index), slice(index + 1, None)
        yield (
            "".join([*whole[before], other, *whole[after]]),
            "".join([*initials[before], other[0], *initials[after]]),
        )


def _read_by_words(text: str, place: int) -> list[str]:
    """The readings of a sign in the longest known words that begin at it or before it.

    Words may overlap: in 县长城 the second sign belongs to 县长 and to 长城 and is read both ways.
    """
    known = _known_readings()
    found: dict[str, None] = {}
    for start in range(max(0, place - _LONGEST_WORD + 1), place + 1):
        for end in range(min(start + _LONGEST_WORD, len(text)), start + 1, -1):
            readings = known.get(text[start:end])
            if readings is not None:
                if end > place:
                    found[readings[place - start]] = None
                break
    return list(found)


@dataclass(frozen=True, slots=True)
class _Signs:
    """Tables of all known signs: their usual readings and initials, and the signs with several."""

    usual: dict[int, str]
    initials: dict[int, str]
    doubtful: re.Pattern[str]


@cache
def _signs() -> _Signs:
    alone = {sign: readings for sign, readings in _known_readings().items() if len(sign) == 1}
    doubtful = "".join(sign for sign, readings in alone.items() if len(readings) > 1)
    return _Signs(
        usual={ord(sign): readings[0] for sign, readings in alone.items()},
        initials={ord(sign): readings[0][0] for sign, readings in alone.items()},
        doubtful=re.compile(f"([{doubtful}])"),
    )


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
