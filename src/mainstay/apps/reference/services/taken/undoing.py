"""Undoing a file of reference data.

A row goes back where its facts are still those of the file. Where a later file wrote the row, that
one takes over the facts from before, so that undoing both, in either order, ends at the first ones;
where a later file only brought it again, the row is that file's from then on.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils import timezone

from mainstay.apps.reference.contracts import UndoneFile
from mainstay.apps.reference.models import FileKind, TakenFile, TakenRow
from mainstay.apps.reference.policies import BRANCH_KINDS, FILE_RIGHTS, UNDO_FILES
from mainstay.apps.reference.services.taken.kept import (
    AT_ONCE,
    Facts,
    KeptRows,
    portions,
)
from mainstay.apps.reference.services.taken.kept_branches import KeptBranches
from mainstay.apps.reference.services.taken.kept_days import KeptDays
from mainstay.apps.reference.services.taken.kept_products import KeptProducts
from mainstay.apps.reference.services.taken.kept_rates import KeptRates
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit

_WHY = "the permission to undo the file was checked"
_KEPT: dict[str, Any] = {
    FileKind.RATES: KeptRates,
    FileKind.DAYS: KeptDays,
    FileKind.PRODUCTS: KeptProducts,
    **{code: partial(KeptBranches, kind) for code, kind in BRANCH_KINDS.items()},
}


class FileUndone(Exception):
    """The file has been undone already."""


def may_undo(actor: Actor, file: TakenFile) -> bool:
    """Whether the actor may undo files of this kind."""
    return actor.may(UNDO_FILES) and actor.may(FILE_RIGHTS[file.kind].change)


@service(UNDO_FILES)
def preview(actor: Actor, file: TakenFile) -> UndoneFile:
    """What an undo would do now. Raises FileUndone."""
    return _planned(actor, file).counts()


@service(UNDO_FILES)
def undo(actor: Actor, file: TakenFile) -> UndoneFile:
    """Take back what a file brought, as far as nothing else needs it. Raises FileUndone."""
    plan = _planned(actor, file)
    plan.kept.bring_back(plan.back)
    plan.kept.remove(plan.gone)
    _hand_on(plan)
    counts = plan.counts()
    locked = plan.file
    locked.undone_at, locked.undone_by_name = timezone.now(), actor.name[:150]
    locked.undo = counts.counts
    locked.save(update_fields=["undone_at", "undone_by_name", "undo"])
    details: dict[str, Any] = {"kind": locked.kind, **counts.counts}
    audit.record(actor, "reference.file.undone", subject=locked, **details)
    file.refresh_from_db(fields=["undone_at", "undone_by_name", "undo"])
    return counts


@dataclass(slots=True)
class _Plan:
    """What becomes of each row of a file."""

    file: TakenFile
    kept: KeptRows
    back: dict[str, Facts] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    in_use: set[str] = field(default_factory=set)
    edited: int = 0
    confirmed: list[TakenRow] = field(default_factory=list)
    """Rows that are to be a later file's."""
    written_later: list[tuple[TakenRow, TakenRow]] = field(default_factory=list)
    """Rows with the next ones of the same key that later files wrote."""

    def counts(self) -> UndoneFile:
        """How many rows there are of each."""
        return UndoneFile(
            restored=len(self.back),
            removed=len(self.gone),
            kept_confirmed=len(self.confirmed) + len(self.written_later),
            kept_edited=self.edited,
            kept_in_use=len(self.in_use),
        )


def _planned(actor: Actor, file: TakenFile) -> _Plan:
    require(actor, UNDO_FILES, file)
    require(actor, FILE_RIGHTS[file.kind].change, file)
    files = TakenFile.objects.system(_WHY).select_for_update().defer("reject_file")
    locked = files.get(pk=file.pk)
    if locked.undone_at is not None:
        raise FileUndone(file.pk)
    plan = _Plan(locked, _KEPT[locked.kind]())
    for rows in _portions(locked):
        _sort(plan, rows)
    plan.in_use = plan.kept.stuck(plan.back, plan.gone)
    plan.back = {key: facts for key, facts in plan.back.items() if key not in plan.in_use}
    plan.gone -= plan.in_use
    return plan


def _portions(file: TakenFile) -> Iterator[list[TakenRow]]:
    rows = TakenRow.objects.system(_WHY).filter(file=file).select_related(None)
    last = 0
    while some := list(rows.filter(pk__gt=last).order_by("pk")[:AT_ONCE]):
        yield some
        last = some[-1].pk


def _sort(plan: _Plan, rows: list[TakenRow]) -> None:
    keys = [row.key for row in rows]
    present = plan.kept.present(keys)
    later = _later(plan.file, rows)
    confirming = _live({row.confirmed_in_id for row in rows})
    for row in rows:
        if row.confirmed_in_id in confirming:
            plan.confirmed.append(row)
        elif row.key in later:
            plan.written_later.append((row, later[row.key]))
        elif present.get(row.key) != row.after:
            plan.edited += 1
        elif row.before is None:
            plan.gone.add(row.key)
        else:
            plan.back[row.key] = row.before


def _later(file: TakenFile, rows: list[TakenRow]) -> dict[str, TakenRow]:
    """By key the next row that a file which is not undone wrote after this one."""
    own = {row.key: row.pk for row in rows}
    others = TakenRow.objects.system(_WHY).filter(
        kind=file.kind, key__in=list(own), pk__gt=rows[0].pk, file__undone_at=None
    )
    found: dict[str, TakenRow] = {}
    for row in others.exclude(file=file).order_by("pk"):
        if row.pk > own[row.key]:
            found.setdefault(row.key, row)
    return found


def _live(numbers: set[int | None]) -> set[int]:
    known = {number for number in numbers if number is not None}
    files = TakenFile.objects.system(_WHY).filter(pk__in=known, undone_at=None)
    return set(files.values_list("pk", flat=True))


def _hand_on(plan: _Plan) -> None:
    """Let later files stand for what they brought too, and know what was before this one."""
    rows = TakenRow.objects.system(_WHY)
    by_heir: dict[int | None, list[int]] = {}
    for row in plan.confirmed:
        by_heir.setdefault(row.confirmed_in_id, []).append(row.pk)
    for number, keys in by_heir.items():
        for some in portions(keys):
            rows.filter(pk__in=some).update(file=number, confirmed_in=None)
    heirs = []
    for row, later in plan.written_later:
        if later.before == row.after:
            later.before = row.before
            heirs.append(later)
    rows.bulk_update(heirs, ["before"], batch_size=AT_ONCE)
