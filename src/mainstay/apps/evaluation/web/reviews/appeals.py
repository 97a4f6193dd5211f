"""Pages: appeals, making one, withdrawing and answering it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.models import Appeal, AppealState
from mainstay.apps.evaluation.policies import REVIEW, SUPPORT, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews import appeals as queries
from mainstay.apps.evaluation.queries.schemes import newest_grades
from mainstay.apps.evaluation.services.reviews import appealing
from mainstay.apps.evaluation.services.reviews.appealing import AppealAnswered
from mainstay.apps.evaluation.services.reviews.deciding import ReviewMoved
from mainstay.apps.evaluation.web.reviews.forms import AppealForm, ChangeForm, UpholdForm
from mainstay.apps.evaluation.wording.names import grade_name, scheme_name
from mainstay.foundation.access.policies import policy_of
from mainstay.shell.failures import failure_of
from mainstay.shell.web.access import acting, demand, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.listing import Listing
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Badge, Column, Tone

_TONES = {
    AppealState.OPEN: Tone.INFO,
    AppealState.UPHELD: Tone.CAUTION,
    AppealState.CHANGED: Tone.GOOD,
    AppealState.WITHDRAWN: Tone.PLAIN,
}


def _columns() -> list[Column[Any]]:
    def link(row: Appeal) -> str:
        return reverse("evaluation:appeal", args=[row.pk])

    def grade(row: Appeal) -> str:
        return str(grade_name(row.scheme.code, row.code))

    return [
        Column("name", gettext_lazy("Customer"), lambda row: row.customer.name, link=link),
        Column("code", gettext_lazy("Customer code"), lambda row: row.customer.code, wide=True),
        Column("scheme", gettext_lazy("Scheme"), lambda row: scheme_name(row.scheme.code)),
        Column("grade", gettext_lazy("Grade"), grade),
        Column("by", gettext_lazy("By"), lambda row: row.by_name, wide=True),
        Column("at", gettext_lazy("Date"), lambda row: row.at, wide=True),
        Column("state", gettext_lazy("Status"), _badge),
    ]


def _badge(row: Appeal) -> Badge:
    return Badge(row.get_state_display(), _TONES[AppealState(row.state)])


@require_safe
@requires(VIEW_EVALUATIONS)
def appeal_list(request: HttpRequest) -> HttpResponseBase:
    """Appeals about customers within reach, the newest first."""
    asked = request.GET.get("state", "")
    state = asked if asked in AppealState.values else ""
    listing = Listing(
        caption=_("Appeals"),
        name="appeals",
        columns=_columns(),
        rows=queries.appeals(acting(request), state=state),
        order=["-pk"],
        action="evaluation.appeals.exported",
    )
    if (file := listing.file(request)) is not None:
        return file
    context = {"table": listing.table(request), "asked": asked, "states": AppealState.choices}
    return render(request, "evaluation/reviews/appeals.html", context)


@require_safe
@requires(VIEW_EVALUATIONS)
def appeal_page(request: HttpRequest, number: int) -> HttpResponse:
    """One appeal with its note and its answer."""
    actor = acting(request)
    row = queries.appeal(actor, number)
    decided = row.decided_code
    context = {
        "appeal": row,
        "customer": row.customer,
        "name": scheme_name(row.scheme.code),
        "grade": grade_name(row.scheme.code, row.code),
        "decided": grade_name(row.scheme.code, decided) if decided else "",
        "state": _badge(row),
        "may_withdraw": row.is_open and policy_of(Appeal).allows(actor, SUPPORT, row),
        "may_answer": row.is_open and policy_of(Appeal).allows(actor, REVIEW, row),
    }
    return render(request, "evaluation/reviews/appeal.html", context)


@writing
@requires(SUPPORT)
def new_appeal(request: HttpRequest, key: int) -> HttpResponse:
    """A form that asks to look again at a grade of a customer."""
    actor = acting(request)
    found = customers.customer(actor, key)
    demand(request, SUPPORT, found)
    grades = [
        (
            row.scheme.code,
            f"{scheme_name(row.scheme.code)}: {grade_name(row.scheme.code, row.code)}",
        )
        for row in queries.grades_to_appeal(actor, key)
    ]
    form = AppealForm(grades, request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            made = appealing.appeal(actor, scheme=said["scheme"], customer=key, note=said["note"])
        except ValidationError as refusal:
            for messages_ in refusal.message_dict.values():
                form.add_error(None, messages_)
        else:
            return redirect("evaluation:appeal", made.pk)
    context = {"form": form, "customer": found, "possible": bool(grades)}
    return render(request, "evaluation/reviews/new_appeal.html", context)


@writing
@requires(SUPPORT)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, then withdraw an appeal."""
    row = queries.appeal(acting(request), number)
    demand(request, SUPPORT, row)
    page = reverse("evaluation:appeal", args=[number])
    if request.method == "POST":
        try:
            appealing.withdraw_appeal(acting(request), number)
        except AppealAnswered as refusal:
            failure = failure_of(refusal)
            messages.error(request, str(failure.detail) if failure else "")
        return redirect(page)
    question = Confirmation(
        _("Withdraw this appeal?"),
        _("Nobody looks at the grade again for it."),
        agree=_("Withdraw"),
        cancel_url=page,
        facts=[(_("Customer"), row.customer.name)],
        tone=Tone.BAD,
    )
    return ask(request, question)


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
    row = queries.appeal(acting(request), number)
    grades = [
        (each.code, each.name) for each in newest_grades(row.scheme.code) if each.code != row.code
    ]
    form = ChangeForm(grades, request.POST or None)
    return _answering(request, number, form, _("Change the grade"), appealing.change_grade)


def _answering(
    request: HttpRequest, number: int, form: Any, title: str, deed: Callable[..., object]
) -> HttpResponse:
    actor = acting(request)
    row = queries.appeal(actor, number)
    demand(request, REVIEW, row)
    if request.method == "POST" and form.is_valid():
        try:
            deed(actor, number, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except (AppealAnswered, ReviewMoved) as refusal:
            failure = failure_of(refusal)
            form.add_error(None, str(failure.detail) if failure else "")
        else:
            return redirect("evaluation:appeal", number)
    context = {"form": form, "title": title, "appeal": row, "customer": row.customer}
    return render(request, "evaluation/reviews/answer_appeal.html", context)
