"""Pages: the files of reference data that were taken in, what each brought, and its undo."""

from io import BytesIO
from pathlib import PurePosixPath
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_safe

from mainstay.apps.ledger.web.reference_files import reject_columns, shares_of
from mainstay.apps.reference.contracts import UNDO_FILES, UNDONE, VIEW_FILES, UndoneFile
from mainstay.apps.reference.queries import taken as queries
from mainstay.apps.reference.queries.calendars import calendar_of
from mainstay.apps.reference.services import taken as services
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit.naming import name_in_words
from mainstay.shell.paging import QuerySetRows, capped_count, paginate
from mainstay.shell.web import figures
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Badge, Column, Kind, Table, Tone


class FileFilter(forms.Form):
    """Which files are listed."""

    kind = forms.ChoiceField(label=gettext_lazy("What it brings"), required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(kind.value, kind.label) for kind in queries.kinds_to_choose(actor)]
        self.fields["kind"].choices = [("", gettext_lazy("All")), *choices]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> str:
        """The kind that was asked for; what cannot be understood is left out."""
        self.is_valid()
        kind: str = self.cleaned_data.get("kind", "")
        return kind


@require_safe
@requires(VIEW_FILES)
def file_list(request: HttpRequest) -> HttpResponseBase:
    """Every file that was taken in, the newest first."""
    actor = acting(request)
    form = FileFilter(actor, request.GET)
    context = {"form": form, "filtered": bool(form.wanted)}
    return _listed(request, queries.taken_files(actor, form.wanted), context)


@require_safe
@requires(VIEW_FILES)
def calendar_files(request: HttpRequest, key: int) -> HttpResponseBase:
    """The files with days of one calendar."""
    actor = acting(request)
    calendar = calendar_of(actor, key)
    rows = queries.taken_files(actor).filter(calendar=key)
    return _listed(request, rows, {"calendar": calendar})


def _listed(request: HttpRequest, rows: Any, context: dict[str, Any]) -> HttpResponseBase:
    if kind := asked_format(request):
        return download_rows(
            request,
            "files-taken-in",
            _columns(),
            rows,
            action="ledger.reference_files.exported",
            kind=kind,
        )
    table = Table(
        caption=_("Files taken in"),
        columns=_columns(),
        page=paginate(QuerySetRows(rows), ["-pk"], cursor=request.GET.get("cursor")),
        total=capped_count(rows),
        cards=True,
    )
    return render(request, "ledger/taken/list.html", {"table": table, **context})


def _columns() -> list[Column[Any]]:
    return [
        Column("file", gettext_lazy("File"), lambda file: file.file_name, link=address_of),
        Column("number", gettext_lazy("Number"), lambda file: file.pk, Kind.NUMBER),
        Column("kind", gettext_lazy("Brings"), what_it_brings, wrap=True),
        Column("state", gettext_lazy("State"), state_badge),
        Column("created", gettext_lazy("New"), lambda file: file.created, Kind.NUMBER),
        Column("changed", gettext_lazy("Changed"), lambda file: file.changed, Kind.NUMBER),
        Column("rejected", gettext_lazy("Rejected"), lambda file: file.rejected, Kind.NUMBER),
        Column("by", gettext_lazy("By"), lambda file: name_in_words(file.by_name), wide=True),
        Column("when", gettext_lazy("When"), lambda file: file.taken_at, wide=True),
    ]


def address_of(file: Any) -> str:
    """The page of a file."""
    return reverse("ledger:file", args=[file.pk])


def what_it_brings(file: Any) -> str:
    """The kind of a file, and of which calendar its days are."""
    kind = str(file.get_kind_display())
    return kind if file.calendar is None else f"{kind}: {file.calendar.name}"


def state_badge(file: Any) -> Badge:
    """Whether a file still counts."""
    if file.undone_at is not None:
        return Badge(capfirst(_("undone")), Tone.PLAIN)
    return Badge(capfirst(_("taken in")), Tone.GOOD)


@require_safe
@requires(VIEW_FILES)
def file_page(request: HttpRequest, number: int) -> HttpResponse:
    """What became of the records of a file, and why some were not taken."""
    actor = acting(request)
    file = queries.taken_file(actor, number)
    rows = queries.rejects_of(actor, file)
    page = paginate(QuerySetRows(rows), ["pk"], cursor=request.GET.get("cursor"))
    context = {
        "file": file,
        "brings": what_it_brings(file),
        "badge": state_badge(file),
        "shares": shares_of(file),
        "undone": [(label, file.undo.get(name, 0)) for name, label in UNDONE.items()],
        "rejects": Table(
            caption=_("Why records were rejected"),
            columns=reject_columns(),
            page=page,
            total=capped_count(rows),
            cards=True,
        ),
        "may_undo": file.undone_at is None and services.may_undo(actor, file),
        "has_reject_file": queries.has_reject_file(file),
        "again": _page_for_more(file),
    }
    return render(request, "ledger/taken/page.html", context)


def _page_for_more(file: Any) -> str:
    """Where a mended file is handed in; empty where its calendar is gone."""
    if file.kind == queries.FileKind.DAYS:
        calendar = file.calendar_id
        return reverse("ledger:calendar_days", args=[calendar]) if calendar else ""
    return reverse(f"ledger:{file.kind.replace('-', '_')}")


@require_GET
@requires(VIEW_FILES)
def reject_file(request: HttpRequest, number: int) -> FileResponse:
    """The rejected records of a file with their reasons, to be mended and handed in again."""
    actor = acting(request)
    file = queries.taken_file(actor, number)
    content = services.reject_file(actor, file)
    name = f"{PurePosixPath(file.file_name).stem.removesuffix('.csv')}-rejects.csv"
    return FileResponse(
        BytesIO(content),
        as_attachment=True,
        filename=name,
        content_type="text/csv; charset=utf-8",
    )


@writing
@requires(UNDO_FILES)
def undo(request: HttpRequest, number: int) -> HttpResponse:
    """Ask with what would happen; once agreed, undo."""
    actor = acting(request)
    file = queries.taken_file(actor, number)
    address = address_of(file)
    try:
        if request.method == "POST":
            services.undo(actor, file)
            messages.success(request, _("%(name)s has been undone.") % {"name": file.file_name})
            return on_to(request, address)
        planned = services.preview(actor, file)
    except services.FileUndone:
        messages.error(request, _("This file has been undone already."))
        return on_to(request, address)
    question = Confirmation(
        title=_("Undo this file?"),
        text=_(
            "What it brought anew goes, and what it changed goes back, where it is still as the "
            "file said and nothing else needs it."
        ),
        agree=_("Undo"),
        cancel_url=address,
        facts=facts_of(planned),
        tone=Tone.BAD,
    )
    return ask(request, question)


def facts_of(planned: UndoneFile) -> list[tuple[str, str]]:
    """What an undo takes out and brings back, and of what stays every cause that occurs."""
    always = ("restored", "removed")
    return [
        (str(label), figures.full_number(planned.counts[name]))
        for name, label in UNDONE.items()
        if planned.counts[name] or name in always
    ]
