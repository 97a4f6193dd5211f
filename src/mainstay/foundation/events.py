"""Telling other subjects what happened, after it has been committed or together with it.

An event is a frozen dataclass that the publishing app declares in its `contracts`.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any, TypeVar

from django.db import transaction

logger = logging.getLogger(__name__)

E = TypeVar("E")

_handlers: dict[type, list[Callable[[Any], None]]] = {}
_writers: dict[type, list[Callable[[Any], None]]] = {}


def subscribe(event_type: type[E], handler: Callable[[E], None]) -> None:
    """Call `handler` with each event of exactly this type; subscribing twice changes nothing."""
    handlers = _handlers.setdefault(event_type, [])
    if handler not in handlers:
        handlers.append(handler)


def write_with(event_type: type[E], writer: Callable[[E], None]) -> None:
    """Call `writer` with each such event at once, in the publisher's own transaction.

    For what must not be lost. It only writes, and little; what it raises undoes what happened.
    """
    writers = _writers.setdefault(event_type, [])
    if writer not in writers:
        writers.append(writer)


def publish(event: object) -> None:
    """Hand the event to its subscribers once the current transaction has committed.

    They run one after the other in the publishing process. One that fails is logged and stops
    neither the others nor the publisher; what must not be lost is written with the event
    (`write_with`). After a rollback nobody hears of it.
    """
    for writer in _writers.get(type(event), ()):
        writer(event)
    transaction.on_commit(partial(_deliver, event))


def _deliver(event: object) -> None:
    for handler in _handlers.get(type(event), ()):
        try:
            handler(event)
        except Exception:
            logger.exception("A subscriber of %s failed", type(event).__name__)
