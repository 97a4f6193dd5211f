"""Pages: the rating rounds, making one, what came of it, closing and cancelling it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainstay.apps.customers.queries import views
from mainstay.apps.evaluation.models import RatingRound
from mainstay.apps.evaluation.policies import CHANGE_ROUNDS, GIVE_RATINGS, VIEW_RATINGS
from mainstay.apps.evaluation.queries.ratings import choosing, rounds
from mainstay.apps.evaluation.queries.ratings.results import comments, coverage, results
from mainstay.apps.evaluation.queries.ratings.rounds import RoundEnded
from mainstay.apps.evaluation.services.ratings.rounds import (
    NobodyRated,
    cancel_round,
    close_round,
    make_round,
)
from mainstay.apps.evaluation.web.ratings.forms import RoundForm
from mainstay.apps.evaluation.web.ratings.tables import (
    comment_columns,
    result_columns,
    round_columns,
    state_badge,
)
from mainstay.foundation.access.actor import Actor
from mainstay.shell.failures import failure_of
from mainstay.shell.paging import Page, SequenceRows, paginate
from mainstay.shell.sentences import listed
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.listing import Listing
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Table, Tone

COMMENTS_SHOWN = 100
"""A page shows so many; the file has them all."""


@require_safe
@requires(VIEW_RATINGS)
def round_list(request: HttpRequest) -> HttpResponseBase:
    """All rounds, and above them what the reader is asked to rate."""
    actor = acting(request)
    listing = Listing(
        caption=_("Rating rounds"),
        name="rating-rounds",
        columns=round_columns(),
        rows=rounds.rounds(actor),
        order=["-pk"],
        action="evaluation.rating_rounds.exported",
    )
    if (file := listing.file(request)) is not None:
        return file
    context = {
        "table": listing.table(request),
        "own": rounds.rounds_to_rate(actor),
        "may_change": actor.may(CHANGE_ROUNDS),
    }
    return render(request, "evaluation/ratings/list.html", context)


@writing
@requires(CHANGE_ROUNDS)
def new_round(request: HttpRequest) -> HttpResponse:
    """A form that makes a round."""
    actor = acting(request)
    form = RoundForm(
        [(each.person_id, each.full_name) for each in choosing.possible_raters()],
        [(each.pk, each.name) for each in views.views(actor)],
        data=request.POST or None,
        initial={"view": request.GET.get("view", "")},
    )
    if request.method == "POST" and form.is_valid():
        made = _made(actor, form)
        if made is not None:
            return redirect("evaluation:round", made.pk)
    return render(request, "evaluation/ratings/form.html", {"form": form})


def _made(actor: Actor, form: RoundForm) -> RatingRound | None:
    """The round; None where it was refused, and the form says why."""
    said = form.cleaned_data
    try:
        return make_round(
            actor,
            {
                "name": said["name"],
                "criteria": said["criteria"],
                "customers": choosing.chosen(actor, form.choice),
                "people": said["people"],
                "due_on": said["due_on"],
            },
        )
    except ValidationError as refusal:
        for field, errors in refusal.error_dict.items():
            for error in errors:
                form.add_error("codes" if field == "customers" else field, error)
    except (views.HiddenView, views.ViewNotFound) as refusal:
        failure = failure_of(refusal)
        form.add_error("view", str(failure.detail) if failure else "")
    return None


@require_safe
@requires(VIEW_RATINGS)
def round_page(request: HttpRequest, number: int) -> HttpResponse:
    """How far a round is, and what came of it as far as the reader may know."""
    actor = acting(request)
    row = rounds.rating_round(actor, number)
    found = results(actor, row)
    raters = rounds.raters_progress(row)
    is_rater = any(each.person_id == actor.person_id for each in raters)
    context: dict[str, Any] = {
        "round": row,
        "state": state_badge(row),
        "criteria": rounds.criteria_of(row),
        "raters": raters,
        "coverage": coverage(actor, row, found),
        "table": Table(
            caption=_("Results"),
            columns=result_columns(),
            page=paginate(SequenceRows(found), ["code", "place"], cursor=request.GET.get("cursor")),
            cards=True,
        ),
        "disagreements": sum(each.disagrees for each in found),
        "comments": Table(
            caption=_("Comments"),
            columns=comment_columns(),
            page=Page(list(comments(actor, row)[:COMMENTS_SHOWN])),
            cards=True,
        ),
        "may_rate": row.is_open and is_rater and actor.may(GIVE_RATINGS),
        "may_change": row.is_open and actor.may(CHANGE_ROUNDS),
    }
    context["may_import"] = actor.may(GIVE_RATINGS) and (
        context["may_rate"] or context["may_change"]
    )
    return render(request, "evaluation/ratings/round.html", context)


@require_safe
@requires(VIEW_RATINGS)
def export_results(request: HttpRequest, number: int) -> HttpResponseBase:
    """The results of a round, or its comments, as a file."""
    actor = acting(request)
    row = rounds.rating_round(actor, number)
    kind = asked_format(request)
    if kind is None:
        return redirect("evaluation:round", number)
    name = f"ratings-{number}"
    if request.GET.get("what") == "comments":
        return download_rows(
            request,
            f"{name}-comments",
            comment_columns(),
            comments(actor, row),
            action="evaluation.rating_comments.exported",
            kind=kind,
        )
    return download_rows(
        request,
        name,
        result_columns(whole=True),
        results(actor, row),
        action="evaluation.ratings.exported",
        kind=kind,
    )


@writing
@requires(CHANGE_ROUNDS)
def close(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, then close a round."""
    row = rounds.rating_round(acting(request), number)
    page = reverse("evaluation:round", args=[number])
    if request.method == "POST":
        return _ended(request, number, close_round)
    missing = [each for each in rounds.raters_progress(row) if not each.progress.is_done]
    names = listed(each.name for each in missing)
    facts = [(_("Have not rated everything"), names)] if missing else []
    question = Confirmation(
        _("Close this round?"),
        _("From today on its ratings count in evaluations. Nothing of it can be changed then."),
        agree=_("Close the round"),
        cancel_url=page,
        facts=facts,
    )
    return ask(request, question)


@writing
@requires(CHANGE_ROUNDS)
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, then cancel a round."""
    rounds.rating_round(acting(request), number)
    if request.method == "POST":
        return _ended(request, number, cancel_round)
    question = Confirmation(
        _("Cancel this round?"),
        _("What has been rated is kept and never counts."),
        agree=_("Cancel the round"),
        cancel_url=reverse("evaluation:round", args=[number]),
        tone=Tone.BAD,
    )
    return ask(request, question)


def _ended(
    request: HttpRequest, number: int, end: Callable[[Actor, int], RatingRound]
) -> HttpResponse:
    """End a round and go to its page, which says where it could not be."""
    try:
        end(acting(request), number)
    except (RoundEnded, NobodyRated) as refusal:
        failure = failure_of(refusal)
        messages.error(request, str(failure.detail) if failure else "")
    return redirect("evaluation:round", number)
