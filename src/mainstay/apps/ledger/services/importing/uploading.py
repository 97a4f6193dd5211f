"""Taking a file in: kept as it came, under a batch number, before anything is read from it."""

import hashlib
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from django.db import transaction

from mainstay.apps.ledger.models import ImportBatch, ImportKind, RecurringImport
from mainstay.apps.ledger.policies import RUN_IMPORTS, require_bringing
from mainstay.apps.ledger.queries.folders import (
    lasting_reject_path,
    reject_path,
    remove_folder,
    upload_path,
)
from mainstay.apps.ledger.rules import DEFAULT_SOURCE
from mainstay.apps.ledger.services.importing.running import FREE, BatchBusy
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit

_BLOCK = 1 << 20


@service(RUN_IMPORTS, atomic=False)
def take_file(
    actor: Actor,
    *,
    kind: str,
    file_name: str,
    blocks: Iterable[bytes],
    recurring: RecurringImport | None = None,
) -> ImportBatch:
    """Keep a file and give it a batch in the state `uploaded`.

    `file_name` is only shown. `blocks` is the content, streamed to disk. `recurring` is what
    brings the file where no person does. Raises ValueError for an unknown kind and OSError when
    the disk refuses.
    """
    require_bringing(actor, kind)
    shown = shown_name(file_name)
    batch = ImportBatch.objects.create(
        kind=ImportKind(kind),
        file_name=shown[:255],
        file_sha256="",
        file_bytes=0,
        upload_name="upload" + PurePosixPath(shown).suffix[:12],
        source=DEFAULT_SOURCE,
        recurring=recurring,
        by_id=actor.person_id,
        by_name=actor.name[:150],
    )
    try:
        batch.file_sha256, batch.file_bytes = keep(upload_path(batch), blocks)
        with transaction.atomic():
            batch.save(update_fields=["file_sha256", "file_bytes"])
            audit.record(actor, "ledger.file.uploaded", subject=batch, bytes=batch.file_bytes)
    except BaseException:
        remove_folder(batch.pk)
        batch.delete()
        raise
    return batch


def file_blocks(path: Path) -> Iterator[bytes]:
    """The content of a file on this machine, for `take_file`."""
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            yield block


def shown_name(file_name: str) -> str:
    """The name of a file as it is shown: without folders, never empty."""
    return PurePosixPath(file_name.replace("\\", "/")).name or "file"


def keep(path: Path, blocks: Iterable[bytes]) -> tuple[str, int]:
    """Write a file that is not there; gives its hash and its bytes."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for block in blocks:
            digest.update(block)
            size += len(block)
            file.write(block)
    return digest.hexdigest(), size


@service(RUN_IMPORTS)
def keep_rejects(actor: Actor, batch: ImportBatch) -> Path | None:
    """Put the reject file of a check where it outlives its batch; None where there is none."""
    require(actor, RUN_IMPORTS, batch)
    if not batch.reject_name:
        return None
    kept = lasting_reject_path(batch)
    kept.parent.mkdir(mode=0o700, exist_ok=True)
    return Path(shutil.move(reject_path(batch), kept))


@service(RUN_IMPORTS)
def discard(actor: Actor, batch: ImportBatch) -> None:
    """Remove a batch that committed nothing, with its files.

    Raises BatchBusy when it runs or has been part of the ledger.
    """
    require(actor, RUN_IMPORTS, batch)
    rows = ImportBatch.objects.system("checked above").select_for_update()
    found = rows.get(pk=batch.pk)
    if found.state not in FREE or found.ledger_state is not None:
        raise BatchBusy(found.state)
    audit.record(actor, "ledger.batch.discarded", subject=found)
    number = found.pk  # deleting takes it away
    transaction.on_commit(lambda: remove_folder(number))
    found.delete()
