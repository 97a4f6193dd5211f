"""Noting a file that was taken in: its numbers, its rejects, and what an undo needs."""

import zlib
from collections.abc import Callable, Iterator, Sequence

from mainstay.apps.reference.contracts import HandedIn, Taken
from mainstay.apps.reference.models import TakenFile, TakenReject, TakenRow
from mainstay.apps.reference.policies import FILE_RIGHTS
from mainstay.apps.reference.services.taken.kept import AT_ONCE
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service

_WHY = "the permission to change what the file brings was checked"


def note_file(
    actor: Actor, handed: HandedIn, taken: Taken, reject_file: Callable[[int], bytes]
) -> TakenFile:
    """Note a file in the transaction that sets what it brings.

    `reject_file` writes the rejected records of the file with the number that it is given.
    """
    return service(FILE_RIGHTS[handed.kind].change)(_note)(actor, handed, taken, reject_file)


def _note(
    actor: Actor, handed: HandedIn, taken: Taken, reject_file: Callable[[int], bytes]
) -> TakenFile:
    file = TakenFile.objects.create(
        kind=handed.kind,
        calendar_id=handed.calendar,
        file_name=handed.name[:255],
        sha256=handed.sha256,
        by_id=actor.person_id,
        by_name=actor.name[:150],
        records=handed.records,
        created=handed.created,
        changed=handed.changed,
        unchanged=handed.unchanged,
        rejected=handed.rejected,
        blank=handed.blank,
    )
    if handed.rejected:
        file.reject_file = zlib.compress(reject_file(file.pk))
        file.save(update_fields=["reject_file"])
    TakenReject.objects.bulk_create(_rejects(file, handed), batch_size=AT_ONCE)
    TakenRow.objects.bulk_create(_rows(file, taken), batch_size=AT_ONCE)
    _confirm(file, taken.confirmed)
    return file


def _rejects(file: TakenFile, handed: HandedIn) -> Iterator[TakenReject]:
    for each in handed.rejects:
        yield TakenReject(
            file=file,
            record=each.record,
            line=each.line,
            field=each.field,
            code=each.code,
            value=each.value,
        )


def _rows(file: TakenFile, taken: Taken) -> Iterator[TakenRow]:
    for each in taken.changes:
        yield TakenRow(
            file=file, kind=file.kind, key=each.key, before=each.before, after=each.after
        )


def _confirm(file: TakenFile, keys: Sequence[str]) -> None:
    """Tell the newest file that wrote each of these rows that this one brings it too."""
    rows = TakenRow.objects.system(_WHY)
    for start in range(0, len(keys), AT_ONCE):
        some = rows.filter(
            kind=file.kind, key__in=keys[start : start + AT_ONCE], file__undone_at=None
        )
        newest = dict(some.order_by("pk").values_list("key", "pk"))
        rows.filter(pk__in=newest.values()).update(confirmed_in=file)
