"""Recurring imports: set up once, then a watched folder or an address is read by itself."""

from mainstay.apps.ledger.services.recurring.setting_up import (
    DECISIONS,
    RecurringFacts,
    change,
    pause,
    remove,
    resume,
    set_up,
)
from mainstay.apps.ledger.services.recurring.starting import look_here, look_now

__all__ = [
    "DECISIONS",
    "RecurringFacts",
    "change",
    "look_here",
    "look_now",
    "pause",
    "remove",
    "resume",
    "set_up",
]
