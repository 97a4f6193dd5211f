"""Pages: the steps that approve decided grades, and doing one of them; who does which step."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from mainstay.apps.evaluation.policies import APPROVE, CHANGE_SCHEMES, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews import queue as queries
from mainstay.apps.evaluation.queries.reviews.queue import ReviewNotFound
from mainstay.apps.evaluation.queries.reviews.steps import (
    StepStanding,
    Summary,
    standings,
    waiting_at,
)
from mainstay.apps.evaluation.queries.schemes import scheme
from mainstay.apps.evaluation.services.approval_chains import change_chain
from mainstay.apps.evaluation.services.reviews.deciding import ReviewMoved
from mainstay.apps.evaluation.services.reviews.passing import pass_step
from mainstay.apps.evaluation.web.reviews.forms import ChainForm
from mainstay.apps.evaluation.web.reviews.tables import review_columns
from mainstay.apps.evaluation.wording.names import grade_name, scheme_name
from mainstay.apps.evaluation.wording.reviews import step_name
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.services import AccessDenied
from mainstay.shell.failures import failure_of
from mainstay.shell.paging import QuerySetRows, paginate
from mainstay.shell.web import figures
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.partials import on_to
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import GradeBadge, Table


@require_safe
@requires(VIEW_EVALUATIONS)
def step_page(request: HttpRequest, code: str) -> HttpResponse:
    """The steps with what waits at each; of the reader's own step what approving would change."""
    actor = acting(request)
    row = scheme(actor, code)
    evaluation = queries.evaluation_in_review(actor, code)
    roles = governance.role_names()
    found = [] if evaluation is None else standings(actor, evaluation)
    mine = next((each for each in found if each.mine and each.mine.grades), None)
    context: dict[str, Any] = {
        "scheme": row,
        "name": scheme_name(code),
        "evaluation": evaluation,
        "steps": [
            (step_name(each.step.name), roles.get(each.step.role, each.step.role), each)
            for each in found
        ],
        "currency": governance.installation().reporting_currency,
    }
    if evaluation is not None and mine is not None and mine.mine is not None:
        rows = queries.with_facts(waiting_at(actor, evaluation, mine.step))
        context |= {
            "mine": mine,
            "mine_name": step_name(mine.step.name),
            "sizes": _sizes(code, mine.mine),
            "table": Table(
                caption=_("What waits for you"),
                columns=review_columns(queries.known_sorts(actor, evaluation)),
                page=paginate(
                    QuerySetRows(rows, queries.PRESENT),
                    queries.ORDER,
                    cursor=request.GET.get("cursor"),
                ),
                currency=governance.installation().reporting_currency,
                cards=True,
            ),
        }
    return render(request, "evaluation/reviews/steps.html", context)


def _sizes(code: str, found: Summary) -> list[tuple[GradeBadge, int, int]]:
    """Each grade with how many have it and would have it."""
    return [
        (GradeBadge(grade_name(code, each.code), each.step), each.before, each.after)
        for each in found.sizes
    ]


@writing
@requires(APPROVE)
def approve_page(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Ask, then approve what waits for the reader at a step."""
    actor = acting(request)
    page = reverse("evaluation:review_steps", args=[code])
    if request.method == "POST":
        try:
            done = pass_step(actor, code, number, request.POST.get("seen", ""))
        except (ReviewMoved, ReviewNotFound) as refusal:
            failure = failure_of(refusal)
            messages.error(request, str(failure.detail) if failure else "")
        else:
            says = ngettext("%(n)s grade approved.", "%(n)s grades approved.", done.grades)
            messages.success(request, says % {"n": figures.full_number(done.grades)})
        return on_to(request, page)
    evaluation = queries.evaluation_in_review(actor, code)
    found = [] if evaluation is None else standings(actor, evaluation)
    mine = next((each for each in found if each.step.number == number), None)
    if mine is None:
        raise ReviewNotFound(number)
    if mine.mine is None:
        raise AccessDenied(APPROVE, mine.step.role)
    if not mine.mine.grades:
        messages.info(request, _("Nothing waits for you at this step."))
        return on_to(request, page)
    return ask(request, _question(mine, mine.mine, page))


def _question(standing: StepStanding, found: Summary, page: str) -> Confirmation:
    step = standing.step
    says = _("They then wait at the next step.")
    if step.is_last:
        says = _("They come into force today. Owners whose customers' grades change are told.")
    return Confirmation(
        _("Approve these grades?"),
        says,
        agree=_("Approve"),
        cancel_url=page,
        facts=[
            (_("Step"), step_name(step.name)),
            (_("Grades"), figures.full_number(found.grades)),
            (_("Promotions"), figures.full_number(found.promotions)),
            (_("Demotions"), figures.full_number(found.demotions)),
        ],
        hidden={"seen": found.seen},
    )


@writing
@requires(CHANGE_SCHEMES)
def chain_page(request: HttpRequest, code: str) -> HttpResponse:
    """A form for the steps that approve the grades of a scheme."""
    actor = acting(request)
    row = scheme(actor, code)
    form = ChainForm(governance.role_names(), request.POST or None, row.chain)
    if request.method == "POST" and form.is_valid():
        try:
            change_chain(actor, code, form.chain)
        except ValidationError as refusal:
            for message in refusal.messages:
                form.add_error(None, message)
        else:
            return redirect("evaluation:scheme", code)
    context = {"form": form, "scheme": row, "name": scheme_name(code)}
    return render(request, "evaluation/schemes/chain.html", context)
