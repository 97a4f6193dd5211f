"""What an attempt to tell a webhook came to, and when the next one is made. Pure."""

from dataclasses import dataclass
from datetime import timedelta

_SECOND, _MINUTE, _HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

PAUSES = (
    *(number * _MINUTE for number in (1, 5, 15, 30)),
    *(number * _HOUR for number in (1, 2, 4, 8, 8)),
)
"""After each failure, growing: a delivery is given up after a day. Not all wait to the second."""

REST = _MINUTE
"""A receiver that does not answer at all is left alone for so long, whatever waits for it."""

FAILING_TOO_LONG = timedelta(days=1)
"""A webhook of which nothing has been taken for so long is paused."""

_OK, _REDIRECT, _REFUSED, _GONE = 200, 300, 400, 410
AWAY = frozenset({"hook_slow", "hook_unreachable", "hook_certificate", "hook_private"})
"""What the next delivery would meet too."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the receiver answered, or why there is no answer; empty `trouble` is a success."""

    trouble: str = ""
    status: int | None = None
    says: str = ""

    @property
    def is_taken(self) -> bool:
        return not self.trouble

    @property
    def is_gone(self) -> bool:
        """Whether the receiver wants to hear no more."""
        return self.status == _GONE


def answered(status: int, says: str) -> Answer:
    """What a status means: only 2xx takes a message, and no redirect is followed."""
    if _OK <= status < _REDIRECT:
        return Answer("", status, says)
    if status == _GONE:
        return Answer("hook_gone", status, says)
    if _REDIRECT <= status < _REFUSED:
        return Answer("hook_redirects", status, says)
    return Answer("hook_refused", status, says)


def pause_after(attempts: int) -> timedelta | None:
    """How long to wait after so many failed attempts; None for no more."""
    return PAUSES[attempts - 1] if attempts <= len(PAUSES) else None
