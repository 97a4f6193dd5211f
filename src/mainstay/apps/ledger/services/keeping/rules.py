"""What of imports and of the ledger goes after its time.

Each rule first ends the naming of files, in a transaction that no running backup lets pass, and
removes them when that has been committed. What a kill leaves in between is a leftover.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.services.importing import before_images
from mainstay.apps.ledger.models import (
    BatchState,
    ImportBatch,
    ImportKind,
    LedgerFileEntry,
    LedgerStateEntry,
)
from mainstay.apps.ledger.queries.folders import preview_path, reject_path, upload_path
from mainstay.apps.ledger.queries.states import store
from mainstay.apps.reference.services import taken as reference_files
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit import services as audit
from mainstay.foundation.keeping.retention import Amount, RetentionRule
from mainstay.foundation.keeping.standing_still import require_no_backup

_WHY = "retention concerns what everybody keeps"
_AT_ONCE = 500

Check = Callable[[], None]


def _old_files(before: datetime) -> QuerySet[LedgerFileEntry]:
    """Files that count in no state since a state that was made before this moment."""
    states = LedgerStateEntry.objects.system(_WHY).filter(made_at__lt=before)
    newest = states.order_by("-number").values_list("number", flat=True).first() or 0
    rows: QuerySet[LedgerFileEntry] = LedgerFileEntry.objects.system(_WHY)
    return rows.filter(gone_at=None, removed_in__lte=newest)


def _foresee_states(before: datetime) -> Amount:
    found = _old_files(before)
    return Amount(found.count(), found.aggregate(sum=Sum("bytes"))["sum"] or 0)


def _remove_states(actor: Actor, before: datetime, check: Check) -> Amount:
    total = Amount()
    while True:
        check()
        with transaction.atomic():
            require_no_backup()
            rows = list(_old_files(before).order_by("pk")[:_AT_ONCE])
            if not rows:
                return total
            named = LedgerFileEntry.objects.system(_WHY).filter(pk__in=[row.pk for row in rows])
            named.update(gone_at=timezone.now())
            amount = Amount(len(rows), sum(row.bytes for row in rows))
            names = [row.name for row in rows]
            _note(actor, "ledger.old_files.removed", amount, {"names": names})
        _unlink(store().path(row.name) for row in rows)
        total = _plus(total, amount)


def _ended_before(before: datetime) -> QuerySet[ImportBatch]:
    """Imports that nothing has happened to since a moment and that do not run."""
    rows: QuerySet[ImportBatch] = ImportBatch.objects.system(_WHY)
    last = Coalesce(F("undone_at"), F("committed_at"), F("created_at"))
    return rows.exclude(state=BatchState.RUNNING).annotate(last=last).filter(last__lt=before)


def _uploads(before: datetime) -> QuerySet[ImportBatch]:
    return _ended_before(before).filter(upload_gone_at=None)


def _foresee_uploads(before: datetime) -> Amount:
    found = _uploads(before)
    return Amount(found.count(), found.aggregate(sum=Sum("file_bytes"))["sum"] or 0)


def _remove_uploads(actor: Actor, before: datetime, check: Check) -> Amount:
    def files(batch: ImportBatch) -> list[Path]:
        return [upload_path(batch), preview_path(batch)]

    rows = _uploads(before)
    return _remove_files(actor, rows, "upload_gone_at", files, check)


def _rejects(before: datetime) -> QuerySet[ImportBatch]:
    return _ended_before(before).filter(rejects_gone_at=None).exclude(reject_name="")


def _foresee_rejects(before: datetime) -> Amount:
    paths = [reject_path(batch) for batch in _rejects(before)] + _rejects_of_checks(before)
    of_reference_files = Amount(*reference_files.rejects_to_forget(before))
    return _plus(Amount(len(paths), sum(map(_size, paths))), of_reference_files)


def _rejects_of_checks(before: datetime) -> list[Path]:
    """Reject files of dry runs on the command line, which no row names."""
    folder: Path = settings.MAINSTAY_HOME.rejects
    return [path for path in folder.glob("*") if path.stat().st_mtime < before.timestamp()]


def _remove_rejects(actor: Actor, before: datetime, check: Check) -> Amount:
    def files(batch: ImportBatch) -> list[Path]:
        return [reject_path(batch)]

    removed = _remove_files(actor, _rejects(before), "rejects_gone_at", files, check)
    with transaction.atomic():
        require_no_backup()
        removed = _plus(removed, Amount(*reference_files.forget_rejects(actor, before)))
    paths = _rejects_of_checks(before)
    if not paths:
        return removed
    amount = Amount(len(paths), sum(map(_size, paths)))
    with transaction.atomic():
        names = [path.name for path in paths]
        _note(actor, "ledger.reject_files.removed", amount, {"names": names})
    _unlink(paths)
    return _plus(removed, amount)


def _remove_files(
    actor: Actor,
    rows: QuerySet[ImportBatch],
    field: str,
    files: Callable[[ImportBatch], list[Path]],
    check: Check,
) -> Amount:
    """Say of each import that its file is gone, then remove the file."""
    total = Amount()
    while True:
        check()
        with transaction.atomic():
            require_no_backup()
            batches = list(rows.order_by("pk")[:_AT_ONCE])
            if not batches:
                return total
            marked = ImportBatch.objects.system(_WHY).filter(pk__in=[row.pk for row in batches])
            marked.exclude(state=BatchState.RUNNING).update(**{field: timezone.now()})
            paths = [path for batch in batches for path in files(batch)]
            amount = Amount(len(batches), sum(map(_size, paths)))
            _note(actor, _ACTIONS[field], amount, {"batches": [batch.pk for batch in batches]})
        _unlink(paths)
        total = _plus(total, amount)


_ACTIONS = {
    "upload_gone_at": "ledger.uploads.removed",
    "rejects_gone_at": "ledger.reject_files.removed",
}


def _with_before_images(before: datetime) -> list[int]:
    """Imports of customers and contacts of long ago whose before-images are kept.

    Those of order imports are few, and without them order lines could not be undone cleanly.
    """
    ended = _ended_before(before).filter(
        kind__in=(ImportKind.CUSTOMERS, ImportKind.CONTACTS), committed_at__isnull=False
    )
    return before_images.batches_with_any(list(ended.values_list("pk", flat=True)))


def _foresee_before_images(before: datetime) -> Amount:
    return Amount(len(_with_before_images(before)))


def _remove_before_images(actor: Actor, before: datetime, check: Check) -> Amount:
    check()
    with transaction.atomic():
        batches = _with_before_images(before)
        if batches:
            marked = ImportBatch.objects.system(_WHY).filter(pk__in=batches)
            marked.update(before_images_gone_at=timezone.now())
            before_images.forget(actor, batches)
            amount = Amount(len(batches))
            _note(actor, "ledger.before_images.removed", amount, {"batches": batches})
    return Amount(len(batches))


def _note(actor: Actor, action: str, amount: Amount, what: dict[str, Any]) -> None:
    audit.record(actor, action, count=amount.count, bytes=amount.bytes, **what)


def _unlink(paths: Iterable[Path]) -> None:
    for path in paths:
        path.unlink(missing_ok=True)


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _plus(one: Amount, other: Amount) -> Amount:
    return Amount(one.count + other.count, one.bytes + other.bytes)


def rules() -> Iterator[RetentionRule]:
    """The rules of imports and the ledger."""
    for code, label, foresee, remove in (
        ("old_states", _("Files of earlier states"), _foresee_states, _remove_states),
        ("uploads", _("Uploaded files"), _foresee_uploads, _remove_uploads),
        ("rejects", _("Reject files"), _foresee_rejects, _remove_rejects),
        (
            "before_images",
            _("What customers were like before an import"),
            _foresee_before_images,
            _remove_before_images,
        ),
    ):
        yield RetentionRule(code, label, f"{code}_days", foresee, remove)
