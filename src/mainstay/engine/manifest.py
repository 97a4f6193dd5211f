"""Where states are kept: the protocol, and a manifest in memory."""

from threading import Lock
from typing import Protocol

from mainstay.engine.errors import StateMoved
from mainstay.engine.ledger_state import LedgerState, StateChange


class Manifest(Protocol):
    """Keeps the current state and takes changes, one at a time."""

    def current(self) -> LedgerState:
        """Give the current state."""
        ...

    def apply(self, change: StateChange) -> LedgerState:
        """Make a change the current state, wholly or not at all.

        Raises ``StateMoved`` when the current state is not the one that the change is based on.
        """
        ...


class MemoryManifest:
    """A manifest that lives as long as the process: for notebooks and tests."""

    def __init__(self, state: LedgerState | None = None) -> None:
        self._state = state or LedgerState()
        self._lock = Lock()

    def current(self) -> LedgerState:
        """Give the current state."""
        return self._state

    def apply(self, change: StateChange) -> LedgerState:
        """Make a change the current state. Raises ``StateMoved``."""
        with self._lock:
            if change.base != self._state.number:
                raise StateMoved(change.base, self._state.number)
            self._state = change.apply_to(self._state)
            return self._state
