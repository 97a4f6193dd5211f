"""Words and sentences put together in the reader's language."""

from collections.abc import Iterable
from functools import reduce

from django.utils.translation import gettext as _


def listed(words: Iterable[object]) -> str:
    """Several words in one line: ``code, name`` in English, ``编号、名称`` in Chinese."""
    return _(", ").join(str(word) for word in words)


def joined(sentences: Iterable[object]) -> str:
    """Sentences one after the other, with a space between them where the language has one."""

    def append(before: str, after: str) -> str:
        return _("%(before)s %(after)s") % {"before": before, "after": after} if before else after

    return reduce(append, (str(sentence) for sentence in sentences), "")


def labelled(label: object, text: object) -> str:
    """A text with what it is about before it: ``Amount: rounded to four decimals``."""
    return _("%(label)s: %(text)s") % {"label": label, "text": text}
