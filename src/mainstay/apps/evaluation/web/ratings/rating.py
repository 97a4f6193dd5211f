"""Pages: rating, as a grid of all customers and for one customer after the other."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from mainstay.apps.evaluation.criteria import CRITERIA, Criterion
from mainstay.apps.evaluation.models import Rating, RatingRound
from mainstay.apps.evaluation.policies import GIVE_RATINGS
from mainstay.apps.evaluation.queries.ratings.answers import (
    AskedCustomer,
    asked_customers,
    next_unrated,
    others_ratings,
    place_of,
)
from mainstay.apps.evaluation.queries.ratings.rounds import (
    RoundEnded,
    criteria_of,
    own_progress,
    rating_round,
)
from mainstay.apps.evaluation.services.ratings.giving import give_rating, take_back_rating
from mainstay.apps.evaluation.web.ratings.forms import CANNOT_SAY, AnswerForm, steps_of
from mainstay.apps.evaluation.wording.ratings import answer_words, criterion_name
from mainstay.foundation.access.actor import Actor
from mainstay.shell.failures import failure_of
from mainstay.shell.paging import SequenceRows, capped_count, paginate
from mainstay.shell.web.access import acting, demand, requires
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Table

CUSTOMERS_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Question:
    """A criterion as it is asked about a customer, with what was answered."""

    criterion: Criterion
    steps: list[tuple[str, str | Promise, str | Promise]]
    """What is sent, what stands beside the box, and what has to be seen for it."""
    said: str
    comment: str
    url: str

    @property
    def is_answered(self) -> bool:
        return bool(self.said)


def _question(row: RatingRound, customer: AskedCustomer, criterion: Criterion) -> Question:
    answer = customer.answers.get(criterion.code)
    said = ""
    if answer is not None:
        said = CANNOT_SAY if answer.value is None else str(answer.value)
    steps = [
        (value, label, criterion.anchors.get(int(value), "") if value.isdecimal() else "")
        for value, label in steps_of(criterion)
    ]
    url = reverse("evaluation:answer", args=[row.pk, customer.key, criterion.code])
    return Question(criterion, steps, said, answer.comment if answer else "", url)


def _asked_round(request: HttpRequest, number: int) -> RatingRound:
    """The round, for one of its raters. Raises RoundNotFound and AccessDenied."""
    row = rating_round(acting(request), number)
    demand(request, GIVE_RATINGS, row)
    return row


@require_safe
@requires(GIVE_RATINGS)
def rate(request: HttpRequest, number: int) -> HttpResponse:
    """Every customer of a round in a row, every criterion in a column."""
    actor = acting(request)
    row = _asked_round(request, number)
    if not row.is_open:
        return redirect("evaluation:round", number)
    asked = asked_customers(actor, row)
    criteria = criteria_of(row)
    page = paginate(
        SequenceRows(asked), ["code"], cursor=request.GET.get("cursor"), size=CUSTOMERS_AT_ONCE
    )
    context = {
        "round": row,
        "criteria": criteria,
        "rows": [
            (each, [_question(row, each, criterion) for criterion in criteria])
            for each in page.items
        ],
        "table": Table(_("Ratings"), [], page, total=capped_count(asked)),
        "next": next_unrated(asked),
        "progress": own_progress(actor, row),
    }
    return render(request, "evaluation/ratings/grid.html", context)


@writing
@requires(GIVE_RATINGS)
def rate_customer(request: HttpRequest, number: int, key: int) -> HttpResponse:
    """One customer in all criteria, with the anchors; sent, on to the next one."""
    actor = acting(request)
    row = _asked_round(request, number)
    if not row.is_open:
        return redirect("evaluation:round", number)
    place = place_of(actor, row, key)
    if request.method == "POST":
        return _all_answered(request, actor, row, key)
    rated = place.customer.is_rated
    context: dict[str, Any] = {
        "round": row,
        "place": place,
        "questions": [_question(row, place.customer, each) for each in criteria_of(row)],
        "progress": own_progress(actor, row),
        "others": _told(others_ratings(actor, row, key)) if rated else None,
    }
    return render(request, "evaluation/ratings/customer.html", context)


def _told(found: list[Rating]) -> list[tuple[str, str, str, str]]:
    """Answers of others in words: criterion, rater, answer, comment."""
    return [
        (
            criterion_name(each.criterion),
            each.rater.full_name,
            answer_words(CRITERIA[each.criterion], each.value),
            each.comment,
        )
        for each in found
        if each.criterion in CRITERIA
    ]


def _all_answered(request: HttpRequest, actor: Actor, row: RatingRound, key: int) -> HttpResponse:
    """Keep all answers of a form, as without script, and go to the next customer."""
    here = redirect("evaluation:rate_customer", row.pk, key)
    try:
        for criterion in criteria_of(row):
            form = _form(request, criterion, prefix=f"{criterion.code}-")
            if not form.is_valid():
                messages.error(request, _("An answer cannot be understood."))
                return here
            _keep(actor, row.pk, key, criterion, form)
    except RoundEnded as ended:
        messages.error(request, _words(ended))
        return redirect("evaluation:round", row.pk)
    following = next_unrated(asked_customers(actor, row))
    if following is None:
        return redirect("evaluation:rate", row.pk)
    return redirect("evaluation:rate_customer", row.pk, following.key)


def _form(request: HttpRequest, criterion: Criterion, prefix: str = "") -> AnswerForm:
    said = {name: request.POST.get(prefix + name, "") for name in ("value", "comment")}
    return AnswerForm(criterion, said)


def _keep(actor: Actor, number: int, key: int, criterion: Criterion, form: AnswerForm) -> None:
    if form.is_answered:
        comment = form.cleaned_data["comment"]
        give_rating(actor, number, key, criterion.code, value=form.step, comment=comment)
    else:
        take_back_rating(actor, number, key, criterion.code)


@require_POST
@requires(GIVE_RATINGS)
def answer(request: HttpRequest, number: int, key: int, criterion: str) -> HttpResponse:
    """Keep one answer as it is entered, and say so in its place."""
    actor = acting(request)
    row = _asked_round(request, number)
    if criterion not in row.criteria or criterion not in CRITERIA:
        raise Http404
    form = _form(request, CRITERIA[criterion], prefix=f"{criterion}-")
    refusal = ""
    if not form.is_valid():
        refusal = _("An answer cannot be understood.")
    else:
        try:
            _keep(actor, number, key, CRITERIA[criterion], form)
        except RoundEnded as ended:
            refusal = _words(ended)
    context = {
        "round": row,
        "refusal": refusal,
        "is_answered": not refusal and form.is_answered,
        "progress": own_progress(actor, row),
    }
    return render(request, "evaluation/ratings/kept.html", context)


def _words(refusal: Exception) -> str:
    failure = failure_of(refusal)
    return str(failure.detail) if failure else ""
