"""Reads of the files of reference data that were taken in."""

import zlib

from django.db.models import QuerySet

from mainstay.apps.reference.contracts import FileKind
from mainstay.apps.reference.models import TakenFile, TakenReject
from mainstay.apps.reference.policies import FILE_RIGHTS, kinds_of_files
from mainstay.foundation.access.actor import Actor

__all__ = [
    "FileKind",
    "FileNotFound",
    "NoRejectFile",
    "has_reject_file",
    "kinds_to_choose",
    "reject_bytes",
    "rejects_of",
    "rejects_of_file",
    "right_to_take",
    "taken_file",
    "taken_files",
]


class FileNotFound(LookupError):
    """There is no such file for the actor."""


class NoRejectFile(LookupError):
    """Nothing of a file was rejected, or the rejects are no longer kept."""


def taken_files(actor: Actor, kind: str = "") -> QuerySet[TakenFile]:
    """The files that the actor may see, the newest first, of one kind if one is said."""
    rows: QuerySet[TakenFile] = TakenFile.objects.visible_to(actor)
    if kind:
        rows = rows.filter(kind=kind)
    return rows.select_related("calendar").defer("reject_file").order_by("-pk")


def taken_file(actor: Actor, number: int) -> TakenFile:
    """One of them. Raises FileNotFound."""
    found = taken_files(actor).filter(pk=number).first()
    if found is None:
        raise FileNotFound(number)
    return found


def rejects_of(actor: Actor, file: TakenFile) -> QuerySet[TakenReject]:
    """Why records of a file were not taken, in the order of the file."""
    rows: QuerySet[TakenReject] = TakenReject.objects.visible_to(actor)
    return rows.filter(file=file).order_by("pk")


def kinds_to_choose(actor: Actor) -> list[FileKind]:
    """The kinds of files that the actor may see."""
    return [FileKind(kind) for kind in kinds_of_files(actor)]


def right_to_take(kind: str) -> str:
    """The permission that a file of this kind needs."""
    return FILE_RIGHTS[kind].change


def has_reject_file(file: TakenFile) -> bool:
    """Whether there is a reject file to hand out."""
    return file.rejected > 0 and file.rejects_gone_at is None


def reject_bytes(file: TakenFile) -> bytes:
    """The reject file. Raises NoRejectFile."""
    if not has_reject_file(file) or file.reject_file is None:
        raise NoRejectFile(file.pk)
    return zlib.decompress(bytes(file.reject_file))


def rejects_of_file(number: int) -> bytes:
    """The reject file of the file with this number, to be laid beside where the file came from.

    Raises FileNotFound and NoRejectFile.
    """
    rows = TakenFile.objects.system("whoever has the file may have what was rejected of it")
    file = rows.filter(pk=number).first()
    if file is None:
        raise FileNotFound(number)
    return reject_bytes(file)
