"""How a long piece of work tells how far it is, and learns that it shall stop."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from mainstay.engine.errors import Cancelled


class Phase(StrEnum):
    """The phases of an import or an undo, in order."""

    READ = "read"
    RESOLVE = "resolve"
    WRITE = "write"


def _tell_nobody(_phase: Phase, _done: int, _total: int) -> None:
    return None


def _never() -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Progress:
    """Two callbacks: one is told (phase, records done, records in all), one asked whether to stop.

    The total is 0 while it is not known. Both are called in the thread that does the work.
    """

    tell: Callable[[Phase, int, int], None] = _tell_nobody
    is_cancelled: Callable[[], bool] = _never

    def step(self, phase: Phase, done: int, total: int) -> None:
        """Tell how far the work is. Raises ``Cancelled``."""
        self.check()
        self.tell(phase, done, total)

    def check(self) -> None:
        """Raise ``Cancelled`` if somebody asked to stop."""
        if self.is_cancelled():
            raise Cancelled
