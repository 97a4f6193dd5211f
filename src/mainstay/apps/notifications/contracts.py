"""Kinds of messages, as the apps that send them register them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.outcomes import Words


@dataclass(frozen=True, slots=True)
class MessageKind:
    """One kind of message.

    `words` puts the figures of a message into the language that is active, no more of them than
    the actor may know now. It asks no database: a list shows many messages.
    """

    code: str
    words: Callable[[Actor, Mapping[str, Any]], Words]


_kinds: dict[str, MessageKind] = {}


def register_kind(kind: MessageKind) -> None:
    """Add a kind. Raises ValueError when the code is taken."""
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"the message kind {kind.code} is registered twice")


def kind_coded(code: str) -> MessageKind | None:
    """The kind with this code; None for one that is gone."""
    return _kinds.get(code)
