"""Reads of imports."""

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce

from mainstay.apps.ledger.models import (
    BatchState,
    ImportBatch,
    RejectsGivenBack,
)
from mainstay.apps.ledger.policies import VIEW_FILES, require_content
from mainstay.apps.ledger.queries.folders import preview_path
from mainstay.apps.ledger.reading.preview_file import Preview
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require
from mainstay.foundation.jobs.models import Job


def batches(actor: Actor, *, kind: str = "", state: str = "") -> QuerySet[ImportBatch]:
    """The imports the actor may see, the newest first."""
    rows: QuerySet[ImportBatch] = ImportBatch.objects.visible_to(actor)
    rows = rows.select_related("profile", "recurring")
    if kind:
        rows = rows.filter(kind=kind)
    if state:
        rows = rows.filter(state=state)
    return rows.order_by("-pk")


def batch_numbered(actor: Actor, number: int) -> ImportBatch | None:
    """One import by its number, if the actor may see it."""
    return batches(actor).filter(pk=number).first()


def batch_of_job(job: Job) -> ImportBatch | None:
    """The import that a job works on, to tell whoever started the job how it ended."""
    rows = ImportBatch.objects.system("the job names it, and its end is told to its own person")
    return rows.filter(pk=job.parameters.get("batch", 0)).first()


def with_rejects_to_mend(actor: Actor) -> QuerySet[ImportBatch]:
    """Imports that left records behind which nobody dismissed, and `to_mend`, how many.

    A record that is in the mended file of an import that counts is left behind no longer; if it
    was rejected once more, it waits there, as does what is left of a file that was imported again.
    Of a refused import nothing has come in yet, so all its rejects wait.
    """
    waiting = batches(actor).filter(
        ~Exists(_given_again()),
        state__in=(BatchState.COMMITTED, BatchState.REFUSED),
        rejects_dismissed_at__isnull=True,
        rejects_gone_at__isnull=True,
    )
    rejected = Cast(KeyTextTransform("rejected", "report"), IntegerField())
    left = rejected - Coalesce(Subquery(_GIVEN_BACK), 0)
    to_mend = Case(When(state=BatchState.COMMITTED, then=left), default=rejected)
    return waiting.exclude(reject_name="").annotate(to_mend=to_mend).filter(to_mend__gt=0)


def given_back(batch: ImportBatch) -> int:
    """How many rejected records of an import came in mended files that count."""
    rows = RejectsGivenBack.objects.system("a number, shown with an import that is visible")
    counting = rows.filter(_COUNTING, rejected_in=batch)
    found: int = counting.aggregate(found=Coalesce(Sum("records"), 0))["found"]
    return found


def _given_again(batch: str = "") -> QuerySet[ImportBatch]:
    """The later imports of the very same file, which tell what is left of it."""
    rows = ImportBatch.objects.system("whether there is one, of an import that is visible")
    same = {name: OuterRef(f"{batch}{name}") for name in ("kind", "source", "file_sha256")}
    return rows.filter(pk__gt=OuterRef(f"{batch}pk"), state=BatchState.COMMITTED, **same)


_COUNTING = Q(mended_in__state=BatchState.COMMITTED) & ~Exists(_given_again("mended_in__"))
_GIVEN_BACK = (
    RejectsGivenBack.objects.system("a number, shown with an import that is visible")
    .filter(_COUNTING, rejected_in=OuterRef("pk"))
    .order_by()
    .values("rejected_in")
    .annotate(found=Sum("records"))
    .values("found")
)


def job_of(batch: ImportBatch) -> Job | None:
    """The newest job of an import; whoever sees the import may see how far its job is."""
    if batch.job_id is None:
        return None
    return (
        Job.objects.system("shown with an import that is visible").filter(pk=batch.job_id).first()
    )


def preview_of(actor: Actor, batch: ImportBatch) -> Preview | None:
    """The first records of each outcome, as the last check or run left them; None before one.

    Raises AccessDenied: they show what the file holds.
    """
    require(actor, VIEW_FILES, batch)
    require_content(actor, batch)
    try:
        return Preview(preview_path(batch))
    except FileNotFoundError:
        return None
