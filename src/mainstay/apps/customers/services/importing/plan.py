"""What an import would do, record by record, before it does it."""

from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Self

from mainstay.apps.customers.contracts.custom_fields import CustomField
from mainstay.apps.customers.services.importing.spool import Spool
from mainstay.apps.customers.services.keys import reserve_keys

Progress = Callable[[str, int, int], None]
"""Told phase, done and total; may raise to cancel."""


def no_progress(phase: str, done: int, total: int) -> None:
    """Tell nobody."""


class PlanOutdated(Exception):
    """Somebody changed the customers since the plan was made: plan again."""


class Outcome(IntEnum):
    """What becomes of a record. `REPEATED` says again what an earlier record said."""

    UNDECIDED = 0
    CREATED = 1
    RETURNED = 2
    CHANGED = 3
    UNCHANGED = 4
    REPEATED = 5
    REJECTED = 6


@dataclass(frozen=True, slots=True)
class Reject:
    """A record that does not count; `contracts.reasons` has the words for `code`."""

    record: int
    field: str
    code: str
    value: str


class ImportPlan:
    """The decisions for every row of a spool; close it to give the disk space back."""

    def __init__(self, spool: Spool) -> None:
        self.spool = spool
        self.outcomes = bytearray(spool.rows)
        self.records = array("q", bytes(8 * spool.rows))
        self.keys = array("q", bytes(8 * spool.rows))
        self.versions = array("q", bytes(8 * spool.rows))
        self.rejects: list[Reject] = []
        self.repeats: dict[int, list[int]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the disk space back; the counts and rejects stay readable."""
        self.spool.close()

    def reject(self, row: int, field: str, code: str, value: str = "") -> None:
        """Turn a row away, and with it the later rows that say the same."""
        for each in (row, *self.repeats.get(row, ())):
            self.outcomes[each] = Outcome.REJECTED
            self.rejects.append(Reject(self.records[each], field, code, value))

    def decide(self, row: int, outcome: Outcome, key: int = 0, version: int = 0) -> None:
        """Settle a row; `key` and `version` are those of what it meets."""
        self.outcomes[row] = outcome
        self.keys[row] = key
        self.versions[row] = version

    def record_outcomes(self) -> Iterator[tuple[int, Outcome]]:
        """Each record's number and what becomes of it, in the file's order."""
        for record, outcome in zip(self.records, self.outcomes, strict=True):
            yield record, Outcome(outcome)

    def _count(self, *outcomes: Outcome) -> int:
        return sum(self.outcomes.count(outcome) for outcome in outcomes)

    @property
    def created(self) -> int:
        """Records that make something new, or bring something withdrawn back."""
        return self._count(Outcome.CREATED, Outcome.RETURNED)

    @property
    def changed(self) -> int:
        """Records that change something."""
        return self._count(Outcome.CHANGED)

    @property
    def accepted(self) -> int:
        """Records that have an effect."""
        return self.created + self.changed

    @property
    def unchanged(self) -> int:
        """Records that say what is already known."""
        return self._count(Outcome.UNCHANGED, Outcome.REPEATED)

    @property
    def rejected(self) -> int:
        """Records that do not count."""
        return self._count(Outcome.REJECTED)


class CustomerPlan(ImportPlan):
    """The decisions about customers."""

    def __init__(self, spool: Spool) -> None:
        super().__init__(spool)
        self.row_of_code: dict[str, int] = {}
        self.owner_ids: dict[str, int] = {}
        self.parent_keys: dict[str, int] = {}
        self.moves: dict[int, str] = {}
        """Rows that put their customer below another, with the code of that parent."""
        self.default_owner: int | None = None
        self.custom: Sequence[CustomField] = ()
        """The custom fields that the file brings."""
        self._reserved = False

    def reserve_keys(self) -> None:
        """Give the customers to be created their keys, in a short transaction of its own.

        Call it before the transaction that applies the plan, so that nobody waits for the counter.
        """
        if self._reserved:
            return
        new = [row for row, outcome in enumerate(self.outcomes) if outcome == Outcome.CREATED]
        for row, key in zip(new, reserve_keys(len(new)), strict=True):
            self.keys[row] = key
        self._reserved = True

    def parent_key(self, code: str) -> int:
        """The key of a parent that the file names: known before, or new with the file."""
        known = self.parent_keys.get(code)
        return self.keys[self.row_of_code[code]] if known is None else known
