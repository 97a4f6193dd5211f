"""The rows that files of a kind bring, as an undo handles them."""

from abc import ABC, abstractmethod
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

AT_ONCE = 1_000
Facts = Mapping[str, Any]
"""What is kept of a row for an undo, as plain values."""


class KeptRows(ABC):
    """Rows that a file can make and change, for one undo in a transaction."""

    @abstractmethod
    def present(self, keys: Sequence[str]) -> dict[str, Facts]:
        """What there is by now of these rows; they are held until the transaction ends."""

    def stuck(self, back: Mapping[str, Facts], gone: Collection[str]) -> set[str]:
        """Which rows can neither get these facts back nor go, since something else needs them."""
        return set()

    @abstractmethod
    def bring_back(self, back: Mapping[str, Facts]) -> None:
        """Give rows the facts that they had."""

    @abstractmethod
    def remove(self, gone: Collection[str]) -> None:
        """Take rows away."""


def portions(keys: Sequence[int]) -> Iterator[Sequence[int]]:
    """The keys, as many at a time as a query takes."""
    for start in range(0, len(keys), AT_ONCE):
        yield keys[start : start + AT_ONCE]
