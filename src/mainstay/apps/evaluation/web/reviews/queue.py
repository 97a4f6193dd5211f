"""Pages: the schemes with proposed grades, what one proposes, accepting many at once."""

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation.models import Approval, Evaluation, ReviewState, Scheme
from mainstay.apps.evaluation.policies import REVIEW, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews import queue as queries
from mainstay.apps.evaluation.queries.reviews.queue import Counts, Wanted
from mainstay.apps.evaluation.queries.reviews.steps import StepStanding, standings
from mainstay.apps.evaluation.queries.schemes import scheme, schemes
from mainstay.apps.evaluation.services.reviews.deciding import accept
from mainstay.apps.evaluation.web.reviews.forms import QueueFilterForm
from mainstay.apps.evaluation.web.reviews.tables import review_columns
from mainstay.apps.evaluation.wording.names import scheme_name
from mainstay.apps.evaluation.wording.reviews import SORTS, step_name
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.shell.paging import QuerySetRows, capped_count, paginate
from mainstay.shell.web import figures
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Pick, Table

_KEY_DIGITS = 18


@dataclass(frozen=True, slots=True)
class Card:
    """A scheme that asks for approval; without an `evaluation` nothing waits."""

    scheme: Scheme
    name: str
    evaluation: Evaluation | None
    counts: Counts | None
    steps: list[tuple[str, StepStanding]]

    @property
    def waiting(self) -> int:
        """How many grades nobody has decided about."""
        return 0 if self.counts is None else self.counts.states[ReviewState.WAITING]


def cards(actor: Actor) -> list[Card]:
    """The schemes that ask for approval, with what waits of the customers in reach."""
    asking = [
        each
        for each in schemes(actor)
        if each.approval == Approval.REQUIRED and each.retired_at is None
    ]
    return [_card(actor, each) for each in asking]


def _card(actor: Actor, row: Scheme) -> Card:
    name = str(scheme_name(row.code))
    evaluation = queries.evaluation_in_review(actor, row.code)
    if evaluation is None:
        return Card(row, name, None, None, [])
    steps = [(str(step_name(each.step.name)), each) for each in standings(actor, evaluation)]
    return Card(row, name, evaluation, queries.counts(actor, evaluation), steps)


@require_safe
@requires(VIEW_EVALUATIONS)
def review_list(request: HttpRequest) -> HttpResponse:
    """The schemes that ask for approval, and what waits in each."""
    return render(request, "evaluation/reviews/list.html", {"cards": cards(acting(request))})


@require_safe
@requires(VIEW_EVALUATIONS)
def review_queue(request: HttpRequest, code: str) -> HttpResponseBase:
    """What an evaluation proposes, narrowed by what is worth a look, by team, by words."""
    actor = acting(request)
    row = scheme(actor, code)
    evaluation = queries.evaluation_in_review(actor, code)
    context: dict[str, Any] = {"scheme": row, "name": scheme_name(code), "evaluation": evaluation}
    if evaluation is None:
        return render(request, "evaluation/reviews/queue.html", context)
    counted = queries.counts(actor, evaluation)
    form = _filters(actor, evaluation, counted, request.GET)
    rows = queries.with_facts(queries.queue(actor, evaluation, form.wanted))
    columns = review_columns(queries.known_sorts(actor, evaluation))
    if kind := asked_format(request):
        name, action = f"proposed-grades-{evaluation.pk}", "evaluation.reviews.exported"
        return download_rows(request, name, columns, rows, action=action, kind=kind)
    narrowing = {name: request.GET.get(name, "") for name in form.fields}
    accept_url = reverse("evaluation:accept_reviews", args=[code])
    context |= {
        "form": form,
        "filtered": form.wanted != Wanted(),
        "counts": _told(counted, narrowing),
        "total": counted.total,
        "may_review": actor.may(REVIEW),
        "accept_all": f"{accept_url}?{urlencode({'all': 1, **narrowing})}",
        "table": Table(
            caption=_("Proposed grades"),
            columns=columns,
            page=paginate(
                QuerySetRows(rows, queries.PRESENT), queries.ORDER, cursor=request.GET.get("cursor")
            ),
            currency=governance.installation().reporting_currency,
            total=capped_count(rows),
            cards=True,
            pick=Pick(
                accept_url,
                _("Accept"),
                lambda each: each.customer_id,
                lambda each: each.customer.name,
            )
            if actor.may(REVIEW)
            else None,
        ),
    }
    return render(request, "evaluation/reviews/queue.html", context)


def _filters(
    actor: Actor, evaluation: Evaluation, counted: Counts, said: QueryDict
) -> QueueFilterForm:
    sorts = queries.known_sorts(actor, evaluation)
    return QueueFilterForm(sorts, queries.teams(counted), said)


def _told(counted: Counts, narrowing: dict[str, str]) -> list[tuple[str, int, str, bool]]:
    """How many of each kind, with the address that shows them and whether it does now."""
    told = []
    for name, labels, numbers in (
        ("state", {each.value: each.label for each in ReviewState}, counted.states),
        ("kind", SORTS, counted.sorts),
    ):
        for each, number in numbers.items():
            shown = narrowing.get(name) == each.value
            wanted = {**narrowing, name: "" if shown else each.value}
            told.append((str(labels[each.value]), number, f"?{urlencode(wanted)}", shown))
    return told


@writing
@requires(REVIEW)
def accept_reviews(request: HttpRequest, code: str) -> HttpResponse:
    """Ask, then accept those that were chosen, or all that the filters show."""
    actor = acting(request)
    page = reverse("evaluation:reviews_of", args=[code])
    evaluation = queries.evaluation_in_review(actor, code)
    if evaluation is None:
        return on_to(request, page)
    texts = request.GET.getlist("keys")
    keys = [int(each) for each in texts if _is_key(each)]
    counted = queries.counts(actor, evaluation)
    form = _filters(actor, evaluation, counted, request.GET)
    wanted = form.wanted if request.GET.get("all") else None
    if not form.is_valid() or (wanted is None and (not keys or len(keys) < len(texts))):
        told = _("The address of this page is damaged. Choose the customers again.")
        messages.error(request, told)
        return on_to(request, page)
    if request.method == "POST":
        done = accept(actor, code, keys, wanted)
        _tell(request, done.accepted, done.left)
        return on_to(request, page)
    rows = queries.queue(actor, evaluation, wanted)
    number = len(keys) if wanted is None else rows.count()
    return ask(
        request,
        Confirmation(
            _("Accept these grades?"),
            _(
                "They then wait for approval. What waits for evidence, what is decided already and "
                "what is not yours to decide is left as it is and counted."
            ),
            agree=_("Accept"),
            cancel_url=page,
            action=request.get_full_path(),
            facts=[(_("How many"), figures.full_number(number))],
        ),
    )


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) <= _KEY_DIGITS


def _tell(request: HttpRequest, accepted: int, left: int) -> None:
    says = ngettext("%(n)s grade accepted.", "%(n)s grades accepted.", accepted)
    told = says % {"n": figures.full_number(accepted)}
    if left:
        says = ngettext(
            "%(n)s was left: somebody else has decided, evidence is missing, or it is not yours.",
            "%(n)s were left: somebody else has decided, evidence is missing, or they are not "
            "yours.",
            left,
        )
        told = f"{told} {says % {'n': figures.full_number(left)}}"
    messages.info(request, told)
