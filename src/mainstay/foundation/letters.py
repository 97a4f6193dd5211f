"""Letters: mail to one address that an app asks for, whoever it is that sends mail.

An app registers what it writes; the app that sends mail, which stands above, supplies the post. A
letter is written when it is sent, so nothing of it waits anywhere: no link and no name.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Protocol

from django.utils.functional import Promise

from mainstay.foundation.access.actor import Actor


@dataclass(frozen=True, slots=True)
class Letter:
    """What one letter says, in its reader's `language`; `path` is the page its button opens."""

    address: str
    language: str
    title: str
    lines: tuple[str, ...]
    button: str
    path: str


@dataclass(frozen=True, slots=True)
class LetterKind:
    """One kind of letter.

    `write` is given the key that the letter was asked for with, and returns None where it is of no
    use any more. What could not be sent within `good_for` is not sent at all.
    """

    code: str
    label: str | Promise
    write: Callable[[int], Letter | None]
    good_for: timedelta


class Post(Protocol):
    """Whoever sends letters."""

    def is_open(self) -> bool:
        """Whether letters go out and their links lead somewhere."""

    def take(self, actor: Actor, kind: str, key: int) -> None:
        """Have a letter sent, in the caller's transaction."""


_kinds: dict[str, LetterKind] = {}
_posts: list[Post] = []


def register_letter(kind: LetterKind) -> None:
    """Add a kind. Raises ValueError when the code is taken."""
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"the letter {kind.code} is registered twice")


def letter_kind(code: str) -> LetterKind | None:
    """The kind with this code; None for one that is gone."""
    return _kinds.get(code)


def supply_post(post: Post) -> None:
    """Register whoever sends letters. Raises ValueError when there is somebody already."""
    if _posts and _posts != [post]:
        raise ValueError("letters are sent already")
    _posts[:] = [post]


def can_be_sent() -> bool:
    """Whether letters go out here."""
    return any(post.is_open() for post in _posts)


def send(actor: Actor, kind: str, key: int) -> None:
    """Have a letter sent once the caller's transaction commits; nothing where none go out.

    Called by services, which have checked that the actor may. `key` says what it is about.
    """
    for post in _posts:
        if post.is_open():
            post.take(actor, kind, key)
