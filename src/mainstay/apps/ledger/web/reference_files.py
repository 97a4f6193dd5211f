"""What the pages for files of reference data share: the form, and what became of a file."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.ledger import wording
from mainstay.apps.ledger.cleaning.findings import Reject
from mainstay.apps.ledger.services.importing import ImportFailed, ImportOptions, may_save_profiles
from mainstay.apps.ledger.services.importing.reference_files import (
    ReferenceFile,
    ReferenceReport,
)
from mainstay.apps.ledger.web.columns_form import DAY_ORDERS
from mainstay.apps.ledger.web.finding import reason_of
from mainstay.apps.ledger.web.shape_forms import ENCODINGS
from mainstay.shell.paging import Page
from mainstay.shell.web.access import acting
from mainstay.shell.web.tables import Column, Kind, Table

SHOWN = 500
"""How many reasons the page names; the count is told of all."""


class ReferenceFileForm(forms.Form):
    """A file, and what cannot be told from it."""

    file = forms.FileField(label=gettext_lazy("File"))
    sheet = forms.CharField(
        label=gettext_lazy("Sheet"),
        required=False,
        help_text=gettext_lazy("Of a workbook, if more than one has content."),
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        required=False,
        choices=[("", gettext_lazy("As the file says")), *ENCODINGS.items()],
    )
    day_order = forms.ChoiceField(
        label=gettext_lazy("Dates like 03/04/2024"), required=False, choices=DAY_ORDERS
    )
    keep_as = forms.CharField(
        label=gettext_lazy("Keep as a profile"),
        required=False,
        max_length=80,
        help_text=gettext_lazy(
            "A name for how this file is read, so that such files can be imported by themselves."
        ),
    )
    check_only = forms.BooleanField(
        label=gettext_lazy("Check only"),
        required=False,
        help_text=gettext_lazy("Tells what would change and sets nothing."),
    )

    def order(self) -> ReferenceFile:
        """What was handed in."""
        file = self.cleaned_data["file"]
        return ReferenceFile(
            file.name,
            file.chunks(),
            options=ImportOptions(**self.said()),
            keep_as=self.cleaned_data.get("keep_as", ""),
        )

    def said(self) -> dict[str, Any]:
        """What was said about the file, by the names of the options."""
        said = self.cleaned_data
        return {
            "encoding": said["encoding"] or None,
            "sheet": said["sheet"],
            "day_order": said.get("day_order") or None,
        }


Take = Callable[[ReferenceFile, bool], ReferenceReport]
"""Is given the file and whether to commit."""


@dataclass(frozen=True, slots=True)
class FilePage:
    """The words of a page that takes a file.

    `label`, `url` and `icon` are of the page that it belongs to, `above` of the one above that.
    """

    title: str | Promise
    about: str | Promise
    done: str | Promise
    label: str | Promise
    url: str | Promise
    icon: str
    above: tuple[str | Promise, str] | None = None


def file_page(
    request: HttpRequest, kind: type[ReferenceFileForm], take: Take, page: FilePage
) -> HttpResponse:
    """A file in, and above the form what became of it."""
    context = {"page": page, **_handled(request, kind, take)}
    return render(request, "ledger/reference_file.html", context)


def _handled(request: HttpRequest, kind: type[ReferenceFileForm], take: Take) -> dict[str, Any]:
    """The form for the page and, once a file is in, what `take` made of it."""
    form = kind(request.POST, request.FILES) if request.method == "POST" else kind()
    if not may_save_profiles(acting(request)):
        form.fields.pop("keep_as", None)
    if request.method != "POST":
        return {"form": form}
    context: dict[str, Any] = {"form": form}
    if form.is_valid():
        commit = not form.cleaned_data["check_only"]
        try:
            report = take(form.order(), commit)
        except ImportFailed as failed:
            form.add_error("file", reason_of(failed))
        except ValidationError as refused:
            form.add_error("keep_as", reason_of(refused))
        else:
            context |= _told(report, done=commit)
    return context


def _told(report: ReferenceReport, *, done: bool) -> dict[str, Any]:
    """The report as the page shows it."""
    rejects: Table[Reject] = Table(
        caption=_("Why records were rejected"),
        columns=reject_columns(),
        page=Page(report.rejects[:SHOWN]),
        cards=True,
    )
    return {
        "report": report,
        "done": done,
        "none": done and 0 < report.rejected == report.records - report.blank,
        "shares": shares_of(report),
        "rejects": rejects,
        "more": max(len(report.rejects) - SHOWN, 0),
    }


def shares_of(counted: Any) -> list[tuple[str, int]]:
    """What became of the records of a file, as a report or a file that was taken in counts them."""
    return [
        (_("In the file"), counted.records),
        (_("New"), counted.created),
        (_("Changed"), counted.changed),
        (_("Unchanged, known already"), counted.unchanged),
        (_("Rejected"), counted.rejected),
        (_("Blank"), counted.blank),
    ]


def reject_columns() -> list[Column[Any]]:
    """The columns of the reasons why records were rejected."""
    return [
        Column("reason", gettext_lazy("Reason"), _reason, wrap=True),
        Column("line", gettext_lazy("Line"), lambda each: each.line, Kind.NUMBER),
        Column("field", gettext_lazy("Field"), lambda each: wording.field_label(each.field)),
        Column("value", gettext_lazy("Cell"), lambda each: each.value, wrap=True),
    ]


def _reason(each: Any) -> str:
    reject = Reject(each.record, each.line, each.field, each.code, each.value)
    return wording.reason(reject.counted_as, reject.value)
