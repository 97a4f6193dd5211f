"""What other apps tell notifications: kinds of messages, topics, events for webhooks, days off."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise

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


@dataclass(frozen=True, slots=True)
class Topic:
    """What people choose for: something they are told about, whatever kind of message tells it.

    An `urgent` one does not wait for quiet hours to end. Only a `shared` one goes to groups of the
    company, and no more of it than its title in the words for a reader who may do nothing. Whoever
    does not hold `permission` never hears of it and is not asked. `group_label` is what it is
    called where it is nobody's own.
    """

    code: str
    label: str | Promise
    urgent: bool = False
    shared: bool = False
    permission: str = ""
    group_label: str | Promise = ""


@dataclass(frozen=True, slots=True)
class Told:
    """What receivers of a webhook are told of one event.

    `data` holds keys and codes, plain JSON, and nothing that needs a right to be seen. Below `path`
    of the interface for programs they read more, with their own rights.
    """

    code: str
    data: Mapping[str, Any]
    path: str


@dataclass(frozen=True, slots=True)
class HookEvents:
    """The kinds of events, by code, that `tell` makes of one class of published events."""

    published: type
    labels: Mapping[str, str | Promise]
    tell: Callable[[Any], Told]


DaysOff = Callable[[], Callable[[date], bool]]

_kinds: dict[str, MessageKind] = {}
_topics: dict[str, Topic] = {}
_days_off: list[DaysOff] = []
_hook_events: dict[type, HookEvents] = {}


def register_kind(kind: MessageKind) -> None:
    """Add a kind. Raises ValueError when the code is taken."""
    if _kinds.setdefault(kind.code, kind) != kind:
        raise ValueError(f"the message kind {kind.code} is registered twice")


def kind_coded(code: str) -> MessageKind | None:
    """The kind with this code; None for one that is gone."""
    return _kinds.get(code)


def register_topic(topic: Topic) -> None:
    """Add a topic. Raises ValueError when the code is taken."""
    if _topics.setdefault(topic.code, topic) != topic:
        raise ValueError(f"the topic {topic.code} is registered twice")


def topics() -> list[Topic]:
    """Every topic, in the order in which they were registered."""
    return list(_topics.values())


def topic_coded(code: str) -> Topic | None:
    """The topic with this code; None for one that is gone."""
    return _topics.get(code)


def topics_for(actor: Actor) -> list[Topic]:
    """The topics that the actor can hear of."""
    return [each for each in topics() if not each.permission or actor.may(each.permission)]


def add_hook_events(events: HookEvents) -> None:
    """Add the kinds that are made of one class. Raises ValueError when it has others already."""
    if _hook_events.setdefault(events.published, events) != events:
        raise ValueError(f"what webhooks hear of {events.published.__name__} is registered twice")


def hook_labels() -> dict[str, str | Promise]:
    """Every kind of event that a webhook can hear of, in words, by code."""
    return {code: label for each in _hook_events.values() for code, label in each.labels.items()}


def told_of(event: object) -> Told:
    """What receivers are told of an event of a class that was added."""
    return _hook_events[type(event)].tell(event)


def supply_days_off(supply: DaysOff) -> None:
    """Say how the company's days off are known: a read that gives the answer for any day."""
    _days_off[:] = [supply]


def days_off() -> Callable[[date], bool]:
    """Whether a day is one of the company's days off; none is where nobody knows."""
    return _days_off[0]() if _days_off else lambda _day: False
