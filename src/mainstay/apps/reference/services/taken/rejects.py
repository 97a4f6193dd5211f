"""The rejected records of files of reference data: handed out, and forgotten after their time."""

from datetime import datetime

from django.db.models import QuerySet, Sum
from django.db.models.functions import Length
from django.utils import timezone

from mainstay.apps.reference.models import TakenFile, TakenReject
from mainstay.apps.reference.policies import VIEW_FILES
from mainstay.apps.reference.queries.taken import reject_bytes
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit

_WHY = "retention concerns what everybody keeps"


@service(VIEW_FILES)
def reject_file(actor: Actor, file: TakenFile) -> bytes:
    """The rejected records of a file with their reasons, as CSV. Raises NoRejectFile."""
    require(actor, VIEW_FILES, file)
    content = reject_bytes(file)
    audit.record(actor, "reference.reject_file.downloaded", subject=file, bytes=len(content))
    return content


def _old(before: datetime) -> QuerySet[TakenFile]:
    rows: QuerySet[TakenFile] = TakenFile.objects.system(_WHY)
    return rows.filter(taken_at__lt=before, rejected__gt=0, rejects_gone_at=None)


def rejects_to_forget(before: datetime) -> tuple[int, int]:
    """How many reject files are older than that, and their bytes."""
    rows = _old(before)
    size = rows.aggregate(sum=Sum(Length("reject_file")))["sum"]
    return rows.count(), size or 0


def forget_rejects(actor: Actor, before: datetime) -> tuple[int, int]:
    """Remove older reject files and the cells of rejects, in a transaction; how many and how large.

    The reasons stay.
    """
    amount = rejects_to_forget(before)
    numbers = list(_old(before).values_list("pk", flat=True))
    if numbers:
        TakenReject.objects.system(_WHY).filter(file__in=_old(before)).update(value="")
        _old(before).update(reject_file=None, rejects_gone_at=timezone.now())
        audit.record(actor, "reference.reject_files.removed", files=numbers)
    return amount
