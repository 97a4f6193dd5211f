"""Reading the chain from its first link to its last and naming what does not fit.

What it finds: an entry whose content was altered, entries that were removed (also the newest),
entries that were put in or put in another's place. What it cannot see from inside the database: the
newest entries removed together with a matching rewrite of the head, a chain recomputed as a whole,
and an entry changed before it was sealed with the triggers taken away. Against those, keep the head
that `verify` returns somewhere else from time to time and compare.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum

from mainstay.foundation.audit.chain import GENESIS
from mainstay.foundation.audit.models import AuditEntry, AuditHead
from mainstay.foundation.audit.services import BrokenChain, seal

CHUNK = 1000
LISTED = 1000
"""So many breaks are listed; a chain broken more often than that needs no longer list."""


class BreakKind(StrEnum):
    """What is wrong at a place of the chain."""

    ALTERED = "altered"
    REPLACED = "replaced"
    REMOVED = "removed"
    INSERTED = "inserted"
    HEAD_REMOVED = "head_removed"


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the chain does not fit: `count` entries beginning with number `sequence`."""

    kind: BreakKind
    sequence: int
    count: int = 1


@dataclass(slots=True)
class AuditVerification:
    """What `verify` read and found; `head` is the hash of the chain's end."""

    entries: int = 0
    sealed: int = 0
    head: str = GENESIS
    broken: list[Break] = field(default_factory=list)

    @property
    def intact(self) -> bool:
        return not self.broken


def verify() -> AuditVerification:
    """Seal what is unsealed, then check every entry and every link. Reads in chunks."""
    with suppress(BrokenChain):  # Named below, as a head that is missing.
        seal()
    reader = _ChainReader()
    for entry in _sealed_after(None, None):
        reader.take(entry)
    # Read after the entries, the head can only be ahead of them; what came meanwhile is read too.
    head = AuditHead._base_manager.filter(pk=AuditHead.ONLY).first()
    if head is not None:
        for entry in _sealed_after(reader.sequence, head.sequence):
            reader.take(entry)
    reader.end(head)
    reader.result.entries = AuditEntry.objects.system("verification").count()
    return reader.result


def _sealed_after(sequence: int | None, until: int | None) -> Iterator[AuditEntry]:
    """Sealed entries in the chain's order, a chunk at a time."""
    rows = AuditEntry.objects.system("verification").filter(sequence__isnull=False)
    rows = rows.order_by("sequence")
    if until is not None:
        rows = rows.filter(sequence__lte=until)
    while chunk := list((rows if sequence is None else rows.filter(sequence__gt=sequence))[:CHUNK]):
        yield from chunk
        sequence = chunk[-1].sequence


class _ChainReader:
    """Walks the chain, holding the last link only."""

    def __init__(self) -> None:
        self.result = AuditVerification()
        self.sequence = 0
        self.hash = GENESIS
        self._altered = False

    def take(self, entry: AuditEntry) -> None:
        """Check the next entry and its link to the one before."""
        number = entry.sequence or 0
        self.result.sealed += 1
        if number < 1:
            self._report(BreakKind.INSERTED, number)
            return
        missing = number - self.sequence - 1
        if missing:
            self._report(BreakKind.REMOVED, self.sequence + 1, missing)
        altered = entry.computed_hash() != entry.entry_hash
        if altered:
            self._report(BreakKind.ALTERED, number)
        elif not missing and entry.previous_hash != self.hash and not self._altered:
            # This entry vouches for the hash it names, so the one before is not the original.
            self._report(BreakKind.REPLACED, self.sequence or number)
        self.sequence, self.hash, self._altered = number, entry.entry_hash, altered

    def end(self, head: AuditHead | None) -> None:
        """Compare the last entry with where the chain should end."""
        self.result.head = self.hash
        if head is None:
            if self.sequence:
                self._report(BreakKind.HEAD_REMOVED, self.sequence)
        elif head.sequence > self.sequence:
            missing = head.sequence - self.sequence
            self._report(BreakKind.REMOVED, self.sequence + 1, missing)
        elif head.sequence < self.sequence:
            extra = self.sequence - head.sequence
            self._report(BreakKind.INSERTED, head.sequence + 1, extra)
        elif head.entry_hash != self.hash and not self._altered:
            self._report(BreakKind.REPLACED, self.sequence)

    def _report(self, kind: BreakKind, sequence: int, count: int = 1) -> None:
        if len(self.result.broken) < LISTED:
            self.result.broken.append(Break(kind, sequence, count))
