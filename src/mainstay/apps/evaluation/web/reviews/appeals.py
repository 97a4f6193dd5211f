"""Pages: appeals, making one, withdrawing and answering it."""

from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import AppealState, Grade
from mainstay.apps.evaluation.policies import REVIEW, SUPPORT, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews.requests import appeal, appeals, grades_to_appeal
from mainstay.apps.evaluation.queries.schemes import newest_grades
from mainstay.apps.evaluation.services.reviews import appealing
from mainstay.apps.evaluation.web.reviews import requests
from mainstay.apps.evaluation.web.reviews.forms import AppealForm, ChangeForm, UpholdForm
from mainstay.apps.evaluation.wording.names import grade_name, scheme_name
from mainstay.shell.web.access import acting, demand, requires
from mainstay.shell.web.submission import writing


@require_safe
@requires(VIEW_EVALUATIONS)
def appeal_list(request: HttpRequest) -> HttpResponseBase:
    """Appeals about customers within reach, the newest first."""
    asked = request.GET.get("state", "")
    state = asked if asked in AppealState.values else ""
    rows = appeals(acting(request), state=state)
    listing = requests.listing_of("appeals", _("Appeals"), gettext_lazy("Grade"), rows)
    if (file := listing.file(request)) is not None:
        return file
    context = {"table": listing.table(request), "asked": asked, "states": AppealState.choices}
    return render(request, "evaluation/reviews/appeals.html", context)


@require_safe
@requires(VIEW_EVALUATIONS)
def appeal_page(request: HttpRequest, number: int) -> HttpResponse:
    """One appeal with its note and its answer."""
    actor = acting(request)
    row = appeal(actor, number)
    decided = row.decided_code
    context = {
        **requests.shown(actor, row),
        "decided": grade_name(row.scheme.code, decided) if decided else "",
    }
    return render(request, "evaluation/reviews/appeal.html", context)


@writing
@requires(SUPPORT)
def new_appeal(request: HttpRequest, key: int) -> HttpResponse:
    """A form that asks to look again at a grade of a customer."""
    actor = acting(request)
    found = customers.customer(actor, key)
    demand(request, SUPPORT, found)
    grades = [(row.scheme.code, _held(row)) for row in grades_to_appeal(actor, key)]
    form = AppealForm(grades, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = appealing.appeal(actor, scheme=said["scheme"], customer=key, note=said["note"])
        except ValidationError as refusal:
            for messages in refusal.message_dict.values():
                form.add_error(None, messages)
        else:
            return redirect("evaluation:appeal", made.pk)
    context = {"form": form, "customer": found, "possible": bool(grades)}
    return render(request, "evaluation/reviews/new_appeal.html", context)


@writing
@requires(SUPPORT)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, then withdraw an appeal."""
    return requests.ask_to_withdraw(
        request,
        appeal(acting(request), number),
        appealing.withdraw_appeal,
        _("Withdraw this appeal?"),
        _("Nobody looks at the grade again for it."),
    )


@writing
@requires(REVIEW)
def uphold(request: HttpRequest, number: int) -> HttpResponse:
    """A form that answers that the grade stays."""
    form = UpholdForm(request.POST or None)
    return _answering(request, number, form, _("Uphold the grade"), appealing.uphold)


@writing
@requires(REVIEW)
def change(request: HttpRequest, number: int) -> HttpResponse:
    """A form that decides another grade."""
    row = appeal(acting(request), number)
    grades = [
        (each.code, each.name) for each in newest_grades(row.scheme.code) if each.code != row.code
    ]
    form = ChangeForm(grades, request.POST or None)
    return _answering(request, number, form, _("Change the grade"), appealing.change_grade)


def _answering(
    request: HttpRequest, number: int, form: Form, title: str, deed: Callable[..., object]
) -> HttpResponse:
    row = appeal(acting(request), number)
    if requests.answered(request, row, form, deed):
        return redirect("evaluation:appeal", number)
    context = {"form": form, "title": title, "appeal": row, "customer": row.customer}
    return render(request, "evaluation/reviews/answer_appeal.html", context)


def _held(grade: Grade) -> str:
    scheme = grade.scheme.code
    return f"{scheme_name(scheme)}: {grade_name(scheme, grade.code)}"
