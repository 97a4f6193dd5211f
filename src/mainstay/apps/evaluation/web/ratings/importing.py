"""Pages: ratings of a round from a file."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from mainstay.apps.evaluation.policies import GIVE_RATINGS
from mainstay.apps.evaluation.queries.ratings.rounds import RoundEnded, rating_round
from mainstay.apps.evaluation.services.ratings.importing import import_ratings, right_to_import
from mainstay.apps.evaluation.services.ratings.reports import told_report
from mainstay.apps.evaluation.web.file_reports import shown_report
from mainstay.apps.evaluation.web.ratings.forms import RatingsFileForm
from mainstay.apps.ledger.services.importing import ImportFailed, ImportOptions
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile
from mainstay.shell.failures import failure_of
from mainstay.shell.web.access import acting, demand, requires
from mainstay.shell.web.submission import writing


@writing
@requires(GIVE_RATINGS)
def import_page(request: HttpRequest, number: int) -> HttpResponse:
    """A file in, and above the form what became of it."""
    actor = acting(request)
    row = rating_round(actor, number)
    demand(request, right_to_import(actor), row)
    if request.method != "POST" and not row.is_open:
        return redirect("evaluation:round", number)
    form = RatingsFileForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {"round": row, "form": form}
    if request.method == "POST" and form.is_valid():
        commit = not form.cleaned_data["check_only"]
        try:
            report = import_ratings(actor, number, _file(form), commit=commit)
        except (ImportFailed, RoundEnded) as failed:
            failure = failure_of(failed)
            form.add_error("file", str(failure.detail) if failure else "")
        else:
            context |= shown_report(told_report(report), done=commit)
    return render(request, "evaluation/ratings/import.html", context)


def _file(form: RatingsFileForm) -> ReferenceFile:
    file, sheet = form.cleaned_data["file"], form.cleaned_data["sheet"]
    return ReferenceFile(file.name, file.chunks(), options=ImportOptions(sheet=sheet))
