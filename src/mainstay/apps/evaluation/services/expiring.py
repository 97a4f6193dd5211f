"""Removing the files of old evaluations and model runs, after the time that they are kept."""

import shutil
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models import Evaluation, Grade, GradeState, ModelRun
from mainstay.apps.evaluation.queries.files import folder_of
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit import services as audit
from mainstay.foundation.keeping.retention import Amount, RetentionRule
from mainstay.foundation.keeping.standing_still import require_no_backup

_WHY = "retention concerns every evaluation and model run"


def _old(before: datetime) -> Iterator[Evaluation | ModelRun]:
    """Evaluations and model runs of long ago whose files nobody needs any more."""
    yield from _old_evaluations(before)
    yield from _old_runs(before)


def _old_evaluations(before: datetime) -> QuerySet[Evaluation]:
    """Those that no grade needs and that are not the newest of their scheme."""
    rows: QuerySet[Evaluation] = Evaluation.objects.system(_WHY)
    finished = rows.exclude(finished_at=None)
    newest = finished.order_by().values("version__scheme").annotate(newest=Max("pk"))
    needed = Grade.objects.system(_WHY).filter(
        evaluation=OuterRef("pk"), state__in=(GradeState.IN_FORCE, GradeState.PROPOSED)
    )
    old = finished.filter(~Exists(needed), finished_at__lt=before).exclude(files={})
    return old.exclude(pk__in=newest.values_list("newest", flat=True)).order_by("pk")


def _old_runs(before: datetime) -> QuerySet[ModelRun]:
    """Those that are not in use and not the newest of their kind."""
    finished: QuerySet[ModelRun] = ModelRun.objects.system(_WHY).exclude(finished_at=None)
    newest = finished.order_by().values("kind").annotate(newest=Max("pk"))
    old = finished.filter(in_use=False, finished_at__lt=before).exclude(files={})
    return old.exclude(pk__in=newest.values_list("newest", flat=True)).order_by("pk")


def _foresee(before: datetime) -> Amount:
    folders = [each.folder for each in _old(before)]
    return Amount(len(folders), sum(_size(folder_of(folder)) for folder in folders))


def _remove(actor: Actor, before: datetime, check: Callable[[], None]) -> Amount:
    """Say of each that it has no files, then remove them."""
    removed = Amount()
    for row in list(_old(before)):
        check()
        folder = folder_of(row.folder)
        size = _size(folder)
        with transaction.atomic():
            require_no_backup()
            type(row).objects.system(_WHY).filter(pk=row.pk).update(files={})
            _record(actor, row, size)
        shutil.rmtree(folder, ignore_errors=True)
        removed = Amount(removed.count + 1, removed.bytes + size)
    return removed


def _record(actor: Actor, row: Evaluation | ModelRun, size: int) -> None:
    action = "evaluation.evaluation.details_removed"
    if isinstance(row, ModelRun):
        action = "evaluation.model_run.details_removed"
    audit.record(actor, action, subject=row, bytes=size)


def _size(folder: Path) -> int:
    return sum(path.stat().st_size for path in folder.glob("*"))


RULE = RetentionRule(
    "frozen_inputs",
    _("Inputs and results of old evaluations"),
    "frozen_inputs_days",
    _foresee,
    _remove,
)
