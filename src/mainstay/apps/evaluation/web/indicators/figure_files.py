"""Pages: figures of an indicator from a file, and taking them back."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.contracts.indicators import PREFIX
from mainstay.apps.evaluation.policies import DEFINE_INDICATORS
from mainstay.apps.evaluation.queries.external import figure_file
from mainstay.apps.evaluation.services.figure_files import (
    external_indicator,
    import_figures,
    take_back,
)
from mainstay.apps.evaluation.services.reports import told
from mainstay.apps.evaluation.web.file_reports import shown_report
from mainstay.apps.evaluation.web.indicators.forms import FiguresFileForm
from mainstay.apps.evaluation.wording.amounts import indicator_name
from mainstay.apps.evaluation.wording.figure_files import FIELDS, REFUSALS
from mainstay.apps.ledger.services.importing import ImportFailed
from mainstay.shell.failures import failure_of
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Tone


@writing
@requires(DEFINE_INDICATORS)
def import_page(request: HttpRequest, code: str) -> HttpResponse:
    """A file in, and above the form what became of it."""
    actor = acting(request)
    row = external_indicator(actor, code)
    form = FiguresFileForm(request.POST or None, request.FILES or None)
    whole = PREFIX + row.code
    context: dict[str, Any] = {
        "form": form,
        "name": indicator_name(whole),
        "back": reverse("evaluation:indicator", args=[whole]),
    }
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        commit = not said["check_only"]
        try:
            report = import_figures(
                actor,
                row.code,
                form.handed_in(),
                origin=said["origin"],
                on=said["on"],
                commit=commit,
            )
        except ImportFailed as failed:
            failure = failure_of(failed)
            form.add_error("file", str(failure.detail) if failure else "")
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            context |= shown_report(told(report, FIELDS, REFUSALS), done=commit)
    return render(request, "evaluation/indicators/import.html", context)


@writing
@requires(DEFINE_INDICATORS)
def take_back_page(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask, then no longer count the figures of a file."""
    actor = acting(request)
    indicator = external_indicator(actor, code)
    row = figure_file(actor, indicator, number)
    page = reverse("evaluation:indicator", args=[PREFIX + indicator.code])
    if request.method == "POST":
        take_back(actor, indicator.code, number)
        messages.success(request, _("The figures have been taken back."))
        return on_to(request, page)
    question = Confirmation(
        _("Take back the figures of %(name)s?") % {"name": row.name},
        _(
            "They no longer count; those that they had taken the place of count again. Evaluations "
            "that used them stay as they are."
        ),
        agree=_("Take back"),
        cancel_url=page,
        tone=Tone.BAD,
    )
    return ask(request, question)
