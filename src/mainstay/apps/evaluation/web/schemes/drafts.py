"""Pages that write schemes: making one, its draft as a form, publishing, taking a file in."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mainstay.analytics.scoring.reading import is_typology
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.models import SchemeVersion
from mainstay.apps.evaluation.policies import CHANGE_SCHEMES, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries import schemes as queries
from mainstay.apps.evaluation.services import drafting
from mainstay.apps.evaluation.services.drafting import DraftMoved, NoDraft, SchemeFacts
from mainstay.apps.evaluation.services.scheduled_runs import change_runs
from mainstay.apps.evaluation.services.scheme_files import MOST_BYTES, import_scheme
from mainstay.apps.evaluation.web.schemes import editor
from mainstay.apps.evaluation.web.schemes.buttons import changed, curve_deed
from mainstay.apps.evaluation.web.schemes.choices import editor_choices
from mainstay.apps.evaluation.web.schemes.curves import CurvePlace, curve_place
from mainstay.apps.evaluation.web.schemes.definition import curve_from, definition_from
from mainstay.apps.evaluation.web.schemes.forms import (
    FactsForm,
    NewSchemeForm,
    PublishForm,
    RunsForm,
    SchemeFileForm,
)
from mainstay.apps.evaluation.web.schemes.weighing import (
    WeightProposal,
    take_weights,
    weighed_by,
    weighing,
)
from mainstay.apps.evaluation.wording.names import SCHEMES, grade_name, scheme_name
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Tone


@writing
@requires(CHANGE_SCHEMES)
def new_scheme(request: HttpRequest) -> HttpResponse:
    """A form that makes a scheme as a copy of another one; its draft comes next."""
    actor = acting(request)
    rows = list(queries.schemes(actor))
    form = NewSchemeForm(rows, request.POST or None, request.GET.get("source", ""))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        definition = queries.used_version(actor, said["source"]).definition
        facts = SchemeFacts(said["name"], said["note"], said["unit"], said["approval"])
        try:
            drafting.create_scheme(actor, said["code"], facts, definition)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("evaluation:scheme_draft", said["code"])
    return render(request, "evaluation/schemes/new.html", {"form": form})


@writing
@requires(CHANGE_SCHEMES)
def import_page(request: HttpRequest) -> HttpResponse:
    """A form that takes a scheme in from a file; its draft comes next."""
    form = SchemeFileForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            text = form.cleaned_data["file"].read(MOST_BYTES + 1).decode("utf-8-sig")
            made = import_scheme(acting(request), text, form.cleaned_data["code"])
        except UnicodeDecodeError:
            form.add_error("file", _("The file is not text in UTF-8."))
        except ValidationError as refusal:
            for message in refusal.messages:
                form.add_error("file", message)
        else:
            return redirect("evaluation:scheme_draft", made.scheme.code)
    return render(request, "evaluation/schemes/import.html", {"form": form})


@writing
@requires(CHANGE_SCHEMES)
def facts(request: HttpRequest, code: str) -> HttpResponse:
    """What a scheme is called and how it is used."""
    actor = acting(request)
    row = queries.scheme(actor, code)
    initial = {name: getattr(row, name) for name in ("name", "note", "unit", "approval")}
    form = FactsForm(request.POST or None, initial=initial, shipped=code in SCHEMES)
    if request.method == "POST" and form.is_valid():
        try:
            drafting.change_facts(actor, code, SchemeFacts(**{"name": "", **form.cleaned_data}))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return redirect("evaluation:scheme", code)
    context = {"form": form, "scheme": row, "name": scheme_name(code)}
    return render(request, "evaluation/schemes/facts.html", context)


@writing
@requires(CHANGE_SCHEMES)
def runs(request: HttpRequest, code: str) -> HttpResponse:
    """When a scheme is evaluated by itself."""
    actor = acting(request)
    row = queries.scheme(actor, code)
    initial = {"every": row.runs, "on_import": row.runs_on_import}
    form = RunsForm(request.POST or None, initial=initial)
    if request.method == "POST":
        form = RunsForm(request.POST)  # an empty form says something: never
        if form.is_valid():
            change_runs(actor, code, **form.cleaned_data)
            return redirect("evaluation:scheme", code)
    context = {"form": form, "scheme": row, "name": scheme_name(code)}
    return render(request, "evaluation/schemes/runs.html", context)


@require_POST
@requires(CHANGE_SCHEMES)
def begin_draft(request: HttpRequest, code: str) -> HttpResponse:
    """Begin a draft where there is none, and go to it."""
    drafting.start_draft(acting(request), code)
    return redirect("evaluation:scheme_draft", code)


@writing
@requires(CHANGE_SCHEMES)
def draft(request: HttpRequest, code: str) -> HttpResponse:
    """The draft as a form. Its buttons change the form; nothing is kept before it is saved."""
    actor = acting(request)
    row = queries.draft(actor, code)
    if row is None:
        raise NoDraft(code)
    if request.method != "POST":
        return _editor(request, row, editor.draft_from(row.definition))
    fields = editor.draft_from_data(request.POST.dict(), labelled=is_typology(row.definition))
    if deed := request.POST.get("do", ""):
        return _changed(request, row, fields, deed)
    try:
        _save(actor, row, fields, request.POST.get("edits", ""))
    except ValidationError as refusal:
        return _editor(request, row, fields, refusal.messages, request.POST.get("edits", ""))
    except DraftMoved:
        moved = _("Somebody else changed the draft meanwhile. What you typed still stands here.")
        return _editor(request, row, fields, [moved])
    return on_to(request, reverse("evaluation:scheme", args=[code]) + f"?version={row.number}")


def _changed(
    request: HttpRequest, row: SchemeVersion, fields: editor.Draft, deed: str
) -> HttpResponse:
    """The form after one of its buttons, or the curve of a line that was changed.

    Two of the buttons are about weights by entropy.
    """
    edits = request.POST.get("edits", "")
    if (place := curve_deed(fields, deed)) is not None:
        context = {"curve": _curves(acting(request), fields)[place], "trigger": "load"}
        return render(request, "evaluation/schemes/curve_place.html", context)
    if deed == "take-weights":
        take_weights(fields, request.POST.dict())
    elif deed != "weigh":
        changed(fields, deed)
    else:
        try:
            weighed = weighed_by(acting(request), row.scheme.code, fields)
        except ValidationError as refusal:
            return _editor(request, row, fields, refusal.messages, edits)
        return _editor(request, row, fields, edits=edits, weighed=weighed)
    return _editor(request, row, fields, edits=edits)


def _save(actor: Actor, row: SchemeVersion, fields: editor.Draft, edits: str) -> None:
    if fields.lines and fields.weighing == editor.ENTROPY and not fields.is_weighed:
        raise ValidationError(_("Compute the weights before you save."))
    definition = definition_from(fields, row.definition)
    seen = int(edits) if edits.isdecimal() else None
    drafting.change_draft(actor, row.scheme.code, definition, seen)


def _editor(
    request: HttpRequest,
    row: SchemeVersion,
    fields: editor.Draft,
    faults: list[str] | None = None,
    edits: str = "",
    *,
    weighed: WeightProposal | None = None,
) -> HttpResponse:
    actor = acting(request)
    context: dict[str, Any] = {
        "version": row,
        "name": scheme_name(row.scheme.code),
        "fields": fields,
        "grades": [(each, _called(row.scheme.code, each.code)) for each in fields.grades],
        "lines": list(zip(fields.lines, _curves(actor, fields), strict=True)),
        "faults": faults or [],
        "edits": edits or row.edits,
        "may_try": actor.may(VIEW_EVALUATIONS),
        "weighing": weighing(actor, fields),
        "weighed": weighed,
        "choices": editor_choices(row.scheme.code, fields, indicators.definitions()),
    }
    return render(request, "evaluation/schemes/draft.html", context)


def _called(scheme: str, code: str) -> str:
    """What pages call a grade, where that is not its code."""
    name = str(grade_name(scheme, code))
    return "" if name == code else name


def _curves(actor: Actor, fields: editor.Draft) -> list[CurvePlace]:
    return [
        curve_place(actor, place, line.indicator, curve_from(line))
        for place, line in enumerate(fields.lines)
    ]


@writing
@requires(CHANGE_SCHEMES)
def publish(request: HttpRequest, code: str) -> HttpResponse:
    """Ask why, then publish the draft."""
    actor = acting(request)
    row = queries.draft(actor, code)
    if row is None:
        raise NoDraft(code)
    form = PublishForm(request.POST or None, initial={"edits": row.edits})
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            drafting.publish(actor, code, said["note"], said["edits"])
        except ValidationError as refusal:
            for message in refusal.messages:
                form.add_error(None, message)
        except DraftMoved:
            form.add_error(None, _("Somebody else changed the draft meanwhile: look at it again."))
        else:
            return redirect("evaluation:scheme", code)
    context = {"form": form, "version": row, "name": scheme_name(code)}
    return render(request, "evaluation/schemes/publish.html", context)


@writing
@requires(CHANGE_SCHEMES)
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then throw the draft away."""
    actor = acting(request)
    row = queries.draft(actor, code)
    if row is None:
        raise NoDraft(code)
    alone = len(queries.scheme(actor, code).versions.all()) == 1
    if request.method == "POST":
        drafting.discard_draft(actor, code)
        return redirect("evaluation:schemes") if alone else redirect("evaluation:scheme", code)
    says = _("What was changed in it is gone. The published version stays as it is.")
    if alone:
        says = _("The scheme was never published: it goes with its draft.")
    question = Confirmation(
        _("Throw this draft away?"),
        says,
        agree=_("Throw away"),
        cancel_url=reverse("evaluation:scheme", args=[code]),
        tone=Tone.BAD,
    )
    return ask(request, question)
