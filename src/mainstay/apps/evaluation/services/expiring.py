"""Removing what evaluations were computed from, after the time that the installation keeps it."""

import shutil
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models import Evaluation, Grade, GradeState
from mainstay.apps.evaluation.queries.files import folder_of
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit import services as audit
from mainstay.foundation.keeping.retention import Amount, RetentionRule
from mainstay.foundation.keeping.standing_still import require_no_backup

_WHY = "retention concerns every evaluation"


def _old(before: datetime) -> QuerySet[Evaluation]:
    """Evaluations of long ago that no grade needs and that are not the newest of their scheme."""
    rows: QuerySet[Evaluation] = Evaluation.objects.system(_WHY)
    finished = rows.exclude(finished_at=None)
    newest = finished.order_by().values("version__scheme").annotate(newest=Max("pk"))
    needed = Grade.objects.system(_WHY).filter(
        evaluation=OuterRef("pk"), state__in=(GradeState.IN_FORCE, GradeState.PROPOSED)
    )
    old = finished.filter(~Exists(needed), finished_at__lt=before).exclude(files={})
    return old.exclude(pk__in=newest.values_list("newest", flat=True)).order_by("pk")


def _foresee(before: datetime) -> Amount:
    folders = list(_old(before).values_list("folder", flat=True))
    return Amount(len(folders), sum(_size(folder_of(folder)) for folder in folders))


def _remove(actor: Actor, before: datetime, check: Callable[[], None]) -> Amount:
    """Say of each evaluation that it has no files, then remove them."""
    removed = Amount()
    for evaluation in list(_old(before)):
        check()
        folder = folder_of(evaluation.folder)
        size = _size(folder)
        with transaction.atomic():
            require_no_backup()
            Evaluation.objects.system(_WHY).filter(pk=evaluation.pk).update(files={})
            audit.record(
                actor, "evaluation.evaluation.details_removed", subject=evaluation, bytes=size
            )
        shutil.rmtree(folder, ignore_errors=True)
        removed = Amount(removed.count + 1, removed.bytes + size)
    return removed


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*"))


RULE = RetentionRule(
    "frozen_inputs",
    _("Inputs and results of old evaluations"),
    "frozen_inputs_days",
    _foresee,
    _remove,
)
