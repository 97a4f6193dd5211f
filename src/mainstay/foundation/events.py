"""Telling other subjects what happened, after it has been committed.

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


def subscribe(event_type: type[E], handler: Callable[[E], None]) -> None:
    """Call `handler` with each event of exactly this type; subscribing twice changes nothing."""
    handlers = _handlers.setdefault(event_type, [])
    if handler not in handlers:
        handlers.append(handler)


def publish(event: object) -> None:
    """Hand the event to its subscribers once the current transaction has committed.

    They run one after the other in the publishing process. One that fails is logged and stops
    neither the others nor the publisher; what must not be lost belongs into the transaction or a
    job. After a rollback nobody hears of it.
    """
    transaction.on_commit(partial(_deliver, event))


def _deliver(event: object) -> None:
    for handler in _handlers.get(type(event), ()):
        try:
            handler(event)
        except Exception:
            logger.exception("A subscriber of %s failed", type(event).__name__)
