"""Pages: the decision sheet of a proposed grade, and what is decided on it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mainstay.apps.evaluation.models import GradeReview, Nomination, ReviewState
from mainstay.apps.evaluation.policies import APPROVE, REVIEW, SUPPORT, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews.decided import newest_decided
from mainstay.apps.evaluation.queries.reviews.queue import ReviewNotFound, review
from mainstay.apps.evaluation.queries.reviews.sheets import DecisionSheet, decision_sheet
from mainstay.apps.evaluation.queries.schemes import grades_of
from mainstay.apps.evaluation.services.reviews import deciding
from mainstay.apps.evaluation.services.reviews.deciding import ReviewMoved
from mainstay.apps.evaluation.web.reviews.forms import NoteForm, OverrideForm
from mainstay.apps.evaluation.web.reviews.tables import (
    before_badge,
    move_badge,
    proposed_badge,
    remark_words,
    state_badge,
)
from mainstay.apps.evaluation.wording.amounts import figure, indicator_name
from mainstay.apps.evaluation.wording.names import grade_name, scheme_name
from mainstay.apps.evaluation.wording.reviews import step_name
from mainstay.apps.evaluation.wording.waterfall import waterfall
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.policies import policy_of
from mainstay.shell.failures import failure_of
from mainstay.shell.web.access import acting, demand, requires
from mainstay.shell.web.submission import writing


@require_safe
@requires(VIEW_EVALUATIONS)
def review_page(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """A proposed grade with its evidence, and what the reader may do about it.

    Once it is in force its address leads to the sheet that was signed last.
    """
    actor = acting(request)
    try:
        sheet = decision_sheet(actor, code, key)
    except ReviewNotFound:
        number = newest_decided(actor, code, key)
        if number is None:
            raise
        return redirect("evaluation:decided_review", code, number)
    context = {**shown(sheet), **_permitted(actor, sheet.review)}
    return render(request, "evaluation/reviews/sheet.html", context)


def shown(sheet: DecisionSheet) -> dict[str, Any]:
    """A decision sheet as its page shows it."""
    row = sheet.review
    code = row.grade.scheme.code
    currency = governance.installation().reporting_currency
    return {
        "sheet": sheet,
        "review": row,
        "grade": row.grade,
        "customer": row.customer,
        "scheme": row.grade.scheme,
        "name": scheme_name(code),
        "before": before_badge(row),
        "proposed": proposed_badge(row),
        "move": move_badge(row),
        "state": state_badge(row),
        "computed": grade_name(code, row.computed_code) if row.computed_code else "",
        "remarks": remark_words(list(sheet.remarks)),
        "compared": any(each.before is not None for each in sheet.figures),
        "figures": [
            (
                indicator_name(each.code),
                figure(each.code, each.before, currency),
                figure(each.code, each.now, currency),
            )
            for each in sheet.figures
        ],
        "nominated": _nominated(code, sheet.nomination),
        "fall": waterfall(sheet.why.scorecard, currency) if sheet.why else None,
        "signatures": [(step_name(each.name), each) for each in sheet.signatures],
    }


def _nominated(code: str, row: Nomination | None) -> str:
    if row is None:
        return ""
    return _("Nominated for %(grade)s") % {"grade": grade_name(code, row.code)}


def _permitted(actor: Actor, row: GradeReview) -> dict[str, bool]:
    """What the reader may do about a proposal as it stands."""

    def may(permission: str) -> bool:
        return policy_of(GradeReview).allows(actor, permission, row)

    reviews = not row.passed and may(REVIEW)
    return {
        "may_accept": reviews and not row.is_decided,
        "may_override": reviews,
        "may_take_back": reviews and row.is_decided,
        "may_answer": row.state == ReviewState.EVIDENCE and may(SUPPORT),
        "may_send_back": row.is_decided and may(APPROVE),
    }


def _sheet(code: str, key: int) -> str:
    return reverse("evaluation:review", args=[code, key])


def _edits(request: HttpRequest) -> int | None:
    said = request.POST.get("edits", "")
    return int(said) if said.isdecimal() else None


@require_POST
@requires(REVIEW)
def accept_page(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Accept what is proposed."""
    return _done(
        request, code, key, lambda: deciding.accept_one(acting(request), code, key, _edits(request))
    )


@require_POST
@requires(REVIEW)
def take_back_page(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """Take a decision back."""
    return _done(
        request, code, key, lambda: deciding.take_back(acting(request), code, key, _edits(request))
    )


def _done(request: HttpRequest, code: str, key: int, deed: Callable[[], object]) -> HttpResponse:
    """Do it and go to the sheet, which says where somebody else was quicker."""
    try:
        deed()
    except ReviewMoved as refusal:
        failure = failure_of(refusal)
        messages.error(request, str(failure.detail) if failure else "")
    return redirect(_sheet(code, key))


@writing
@requires(REVIEW)
def override_page(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """A form that decides another grade."""
    actor = acting(request)
    row = _asked(request, code, key, REVIEW)
    proposed = row.computed_code or row.grade.code
    grades = [
        (each.code, each.name)
        for each in grades_of(row.evaluation.version)
        if each.code != proposed
    ]
    initial: dict[str, Any] = {"edits": row.edits}
    if row.computed_code:
        initial |= {
            "grade": row.grade.code,
            "reason": row.reason,
            "holds_until": row.holds_until,
        }
    form = OverrideForm(grades, request.POST or None, initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        if _written(form, lambda: deciding.override(actor, code, key, **said)):
            return redirect(_sheet(code, key))
    title = _("Decide another grade")
    return _form(request, row, form, title, _("Decide"))


@dataclass(frozen=True, slots=True)
class _Writing:
    """A note that does something: who may, what it is called, and the deed."""

    permission: str
    title: str
    label: str
    help_text: str
    submit: str
    deed: Callable[..., object]


@writing
@requires(REVIEW)
def ask_page(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """A form that asks for evidence."""
    return _noted(
        request,
        code,
        key,
        _Writing(
            REVIEW,
            _("Ask for evidence"),
            _("What is asked for"),
            _("The customer's owner is told, and can answer on the sheet."),
            _("Ask"),
            deciding.ask_evidence,
        ),
    )


@writing
@requires(SUPPORT)
def answer_page(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """A form that gives the evidence that was asked for."""
    return _noted(
        request,
        code,
        key,
        _Writing(
            SUPPORT,
            _("Give evidence"),
            _("Evidence"),
            _("Projects, contracts, talks: what the figures do not tell."),
            _("Give"),
            deciding.give_evidence,
        ),
    )


@writing
@requires(APPROVE)
def send_back_page(request: HttpRequest, code: str, key: int) -> HttpResponse:
    """A form that sends a decision back for review."""
    return _noted(
        request,
        code,
        key,
        _Writing(
            APPROVE,
            _("Send back for review"),
            _("Why"),
            _("It is reviewed again, and passes the steps from the first."),
            _("Send back"),
            deciding.send_back,
        ),
    )


def _noted(request: HttpRequest, code: str, key: int, writing_: _Writing) -> HttpResponse:
    row = _asked(request, code, key, writing_.permission)
    form = NoteForm(
        request.POST or None,
        edits=row.edits,
        label=writing_.label,
        help_text=writing_.help_text,
    )
    if request.method == "POST" and form.is_valid():
        said, actor = form.cleaned_data, acting(request)
        if _written(form, lambda: writing_.deed(actor, code, key, **said)):
            return redirect(_sheet(code, key))
    return _form(request, row, form, writing_.title, writing_.submit)


def _asked(request: HttpRequest, code: str, key: int, permission: str) -> GradeReview:
    """The proposal that a form is about, for who may use the right on it."""
    row = review(acting(request), code, key)
    demand(request, permission, row)
    return row


def _written(form: Any, deed: Callable[[], object]) -> bool:
    """Whether it was done; the form says why not."""
    try:
        deed()
    except ValidationError as refusal:
        form.add_error(None, refusal)
    except ReviewMoved as refusal:
        failure = failure_of(refusal)
        form.add_error(None, str(failure.detail) if failure else "")
    else:
        return True
    return False


def _form(
    request: HttpRequest, row: GradeReview, form: Any, title: str, submit: str
) -> HttpResponse:
    code = row.grade.scheme.code
    context = {
        "form": form,
        "title": title,
        "submit": submit,
        "review": row,
        "code": code,
        "customer": row.customer,
        "name": scheme_name(code),
        "before": before_badge(row),
        "proposed": proposed_badge(row),
    }
    return render(request, "evaluation/reviews/form.html", context)
