"""The name of a segment, changed where it stands."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation import policies
from mainstay.apps.evaluation.models import ModelKind, ModelRun, SegmentName
from mainstay.apps.evaluation.queries import model_runs as queries
from mainstay.apps.evaluation.queries.segment_runs import NamedSegment, segment_of
from mainstay.apps.evaluation.services.model_runs.naming import SegmentNameConflict, name_segment
from mainstay.apps.evaluation.web.model_runs.segments import name_cell
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.partials import is_part
from mainstay.shell.web.submission import submitted, writing


class SegmentNameForm(forms.Form):
    """The name of a segment, and the version of it that was read."""

    name = forms.CharField(label=gettext_lazy("Name"), max_length=SegmentName.LONGEST)
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, segment: NamedSegment, data: Any = None) -> None:
        read = {"name": segment.name, "version": segment.version}
        super().__init__(data, initial=read, auto_id=f"name-{segment.code}-%s")

    def overtaken(self, now: NamedSegment) -> None:
        """Say that somebody was faster; sent again, it is about the name as it is now."""
        self.data = {"name": self.data["name"], "version": now.version}
        says = _("Somebody else has named it “%(name)s” meanwhile. Save again to rename it.")
        self.add_error("name", ValidationError(says, "changed", {"name": now.name}))


@require_safe
@requires(policies.RUN)
def segment(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """The name with its pencil, as after giving up changing it."""
    run, found = _segment(request, number, code)
    return _shown(request, run, found)


@writing
@requires(policies.RUN)
def segment_name(request: HttpRequest, number: int, code: str) -> HttpResponse:
    """A form in the place of the name; a page of its own for who has no script."""
    actor = acting(request)
    run, found = _segment(request, number, code)
    form = SegmentNameForm(found, request.POST or None)

    def put(name: str, version: int) -> NamedSegment:
        return name_segment(actor, number, code, version, name)

    status = 200
    try:
        written = submitted(request, form, put)
    except SegmentNameConflict:
        form.overtaken(segment_of(run, code))
        written, status = None, 409
    if written is not None:
        return _shown(request, run, written)
    context = {"row": run, "segment": found, "form": form, **_inline(run, found)}
    name = "segment_name_form" if is_part(request) else "name_segment"
    return render(request, f"evaluation/model_runs/{name}.html", context, status=status)


def _segment(request: HttpRequest, number: int, code: str) -> tuple[ModelRun, NamedSegment]:
    run = queries.finished_run(acting(request), number, ModelKind.SEGMENTS)
    return run, segment_of(run, code)


def _shown(request: HttpRequest, run: ModelRun, found: NamedSegment) -> HttpResponse:
    if not is_part(request):
        return redirect("evaluation:model_run", run.pk)
    context = {"cell": name_cell(run, found)}
    return render(request, "evaluation/model_runs/segment_name.html", context)


def _inline(run: ModelRun, found: NamedSegment) -> dict[str, Any]:
    return {
        "edit": name_cell(run, found).edit,
        "label": _("Name of %(segment)s") % {"segment": found.name},
        "shown_url": reverse("evaluation:segment", args=[run.pk, found.code]),
    }
