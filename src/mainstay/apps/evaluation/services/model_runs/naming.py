"""Naming the segments of a run."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.models import ModelKind, ModelRun, SegmentName
from mainstay.apps.evaluation.policies import RUN, tells_everything
from mainstay.apps.evaluation.queries.model_runs import ModelRunNotFound
from mainstay.apps.evaluation.queries.segment_runs import NamedSegment, segment_of, segments_of
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, service
from mainstay.foundation.audit import services as audit

_WHY = "a segment is named by its run"


class SegmentNameConflict(Exception):
    """Somebody else named the segment since it was read."""


@service(RUN)
def name_segment(actor: Actor, number: int, code: str, version: int, name: str) -> NamedSegment:
    """Name a segment that was read at `version`; the name stays with the run.

    Raises ModelRunNotFound, SegmentNotFound, SegmentNameConflict when somebody was faster,
    ValidationError, and AccessDenied for who does not see everything.
    """
    if not tells_everything(actor):
        raise AccessDenied(RUN)
    run = _locked(number)
    before = segment_of(run, code)
    if before.version != version:
        raise SegmentNameConflict(code)
    wanted = _tidy(name)
    if wanted == before.name:
        return before
    if any(each.name == wanted for each in segments_of(run) if each.code != code):
        raise _refused(_("Another segment of this run has this name."), "taken")
    SegmentName.objects.system(_WHY).update_or_create(
        run=run, segment=code, defaults={"name": wanted, "version": version + 1}
    )
    audit.record(
        actor,
        "evaluation.segment.named",
        subject=run,
        kind=run.kind,
        segment=code,
        changes={"name": [before.name, wanted]},
    )
    return segment_of(run, code)


def _locked(number: int) -> ModelRun:
    rows = ModelRun.objects.system(_WHY).select_for_update()
    run = rows.filter(pk=number, kind=ModelKind.SEGMENTS, finished_at__isnull=False).first()
    if run is None:
        raise ModelRunNotFound(number)
    return run


def _tidy(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy:
        raise _refused(_("A segment has a name."), "missing")
    if len(tidy) > SegmentName.LONGEST:
        says = _("A name has %(most)s characters at most.") % {"most": SegmentName.LONGEST}
        raise _refused(says, "too_long")
    return tidy


def _refused(says: str, code: str) -> ValidationError:
    return ValidationError({"name": ValidationError(says, code)})
