"""The one way to a new ledger state: a locked head, a gapless number, one transaction."""

from dataclasses import astuple

from django.db import transaction
from django.utils import timezone

from mainstay.apps.ledger.models import (
    BatchState,
    ImportBatch,
    LedgerFileEntry,
    LedgerHead,
    LedgerStateEntry,
    StateAction,
)
from mainstay.engine.errors import StateMoved
from mainstay.engine.ledger_state import LedgerFile, StateChange
from mainstay.kernel.money import render_amount

_WHY = "the manifest is written for everybody"


def apply(change: StateChange) -> int:
    """Make a change the current state and return its number.

    The caller's transaction holds the head until it ends, so commits stand in line. Marks the
    batch that the change commits or undoes. Raises StateMoved when the change was worked out
    against an older state, and must then be worked out again.
    """
    with transaction.atomic():
        head = _locked_head()
        if head.state != change.base:
            raise StateMoved(change.base, head.state)
        head.state += 1
        head.save(update_fields=["state"])
        _write_state(change, head.state)
        _write_files(change, head.state)
        _mark_batch(change, head.state)
    return head.state


def lock() -> None:
    """Let no other change be applied before the caller's transaction ends."""
    _locked_head()


def has_taken(change: StateChange) -> bool:
    """Whether a change took effect: asked when the outcome of its commit is unknown."""
    names = [file.name for file in change.added]
    return LedgerFileEntry.objects.system(_WHY).filter(name__in=names[:1]).exists()


def _locked_head() -> LedgerHead:
    LedgerHead.objects.bulk_create([LedgerHead(pk=1)], ignore_conflicts=True)
    return LedgerHead.objects.system(_WHY).select_for_update().get(pk=1)


def _write_state(change: StateChange, number: int) -> None:
    if change.committed is not None:
        action, batch = StateAction.COMMIT, change.committed.number
    elif change.undone is not None:
        action, batch = StateAction.UNDO, change.undone
    else:
        action, batch = StateAction.COMPACT if change.compacts else StateAction.REBUILD, None
    LedgerStateEntry.objects.create(number=number, action=action, batch_id=batch)


def _write_files(change: StateChange, number: int) -> None:
    LedgerFileEntry.objects.bulk_create(_as_entry(file, number) for file in change.added)
    gone = LedgerFileEntry.objects.system(_WHY).filter(name__in=change.removed, removed_in=None)
    if gone.update(removed_in=number) != len(change.removed):
        raise StateMoved(change.base, number)


def _as_entry(file: LedgerFile, number: int) -> LedgerFileEntry:
    return LedgerFileEntry(
        name=file.name,
        kind=file.kind.value,
        batch_id=file.batch,
        covers=file.covers or "",
        sha256=file.sha256,
        bytes=file.bytes,
        rows=file.rows,
        first_on=file.first_on,
        last_on=file.last_on,
        money=[(currency, render_amount(amount)) for currency, amount in file.money],
        ranges=[astuple(each) for each in file.ranges],
        added_in=number,
    )


def _mark_batch(change: StateChange, number: int) -> None:
    batches = ImportBatch.objects.system(_WHY)
    now = timezone.now()
    if change.committed is not None:
        batches.filter(pk=change.committed.number).update(
            state=BatchState.COMMITTED,
            ledger_state=number,
            committed_at=now,
            identity=change.committed.mode.value,
        )
    if change.undone is not None:
        batches.filter(pk=change.undone).update(
            state=BatchState.UNDONE, undone_in=number, undone_at=now
        )
