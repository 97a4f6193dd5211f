"""Pages: nominations, making one, withdrawing and declining it."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.customers.queries import CustomerNotFound, customer, customer_by_code
from mainstay.apps.evaluation.models import Nomination, NominationState
from mainstay.apps.evaluation.policies import REVIEW, SUPPORT, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews import nominations as queries
from mainstay.apps.evaluation.services.reviews.nominating import (
    NominationAnswered,
    decline_nomination,
    nominate,
    withdraw_nomination,
)
from mainstay.apps.evaluation.web.reviews.forms import DeclineForm, NominationForm
from mainstay.apps.evaluation.wording.names import grade_name, scheme_name
from mainstay.foundation.access.policies import policy_of
from mainstay.shell.failures import failure_of
from mainstay.shell.web.access import acting, demand, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.listing import Listing
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Badge, Column, Tone

_TONES = {
    NominationState.OPEN: Tone.INFO,
    NominationState.GRANTED: Tone.GOOD,
    NominationState.DECLINED: Tone.CAUTION,
    NominationState.WITHDRAWN: Tone.PLAIN,
}


def _columns() -> list[Column[Any]]:
    def link(row: Nomination) -> str:
        return reverse("evaluation:nomination", args=[row.pk])

    def grade(row: Nomination) -> str:
        return str(grade_name(row.scheme.code, row.code))

    return [
        Column("name", gettext_lazy("Customer"), lambda row: row.customer.name, link=link),
        Column("code", gettext_lazy("Customer code"), lambda row: row.customer.code, wide=True),
        Column("scheme", gettext_lazy("Scheme"), lambda row: scheme_name(row.scheme.code)),
        Column("grade", pgettext_lazy("nomination", "For the grade"), grade),
        Column("by", gettext_lazy("By"), lambda row: row.by_name, wide=True),
        Column("at", gettext_lazy("Date"), lambda row: row.at, wide=True),
        Column("state", gettext_lazy("Status"), _badge),
    ]


def _badge(row: Nomination) -> Badge:
    return Badge(row.get_state_display(), _TONES[NominationState(row.state)])


@require_safe
@requires(VIEW_EVALUATIONS)
def nomination_list(request: HttpRequest) -> HttpResponseBase:
    """Nominations of customers within reach, the newest first."""
    actor = acting(request)
    asked = request.GET.get("state", "")
    listing = Listing(
        caption=_("Nominations"),
        name="nominations",
        columns=_columns(),
        rows=queries.nominations(actor, state=asked if asked in NominationState.values else ""),
        order=["-pk"],
        action="evaluation.nominations.exported",
    )
    if (file := listing.file(request)) is not None:
        return file
    context = {
        "table": listing.table(request),
        "asked": asked,
        "states": NominationState.choices,
        "may_nominate": actor.may(SUPPORT),
    }
    return render(request, "evaluation/reviews/nominations.html", context)


@require_safe
@requires(VIEW_EVALUATIONS)
def nomination_page(request: HttpRequest, number: int) -> HttpResponse:
    """One nomination with its evidence and its answer."""
    actor = acting(request)
    row = queries.nomination(actor, number)
    context = {
        "nomination": row,
        "customer": row.customer,
        "name": scheme_name(row.scheme.code),
        "grade": grade_name(row.scheme.code, row.code),
        "state": _badge(row),
        "may_withdraw": row.is_open and policy_of(Nomination).allows(actor, SUPPORT, row),
        "may_decline": row.is_open and policy_of(Nomination).allows(actor, REVIEW, row),
    }
    return render(request, "evaluation/reviews/nomination.html", context)


@writing
@requires(SUPPORT)
def new_nomination(request: HttpRequest) -> HttpResponse:
    """A form that nominates a customer; `customer` of the address fills it in."""
    actor = acting(request)
    grades = [
        (
            str(scheme_name(scheme.code)),
            [(f"{scheme.code}/{each.code}", each.name) for each in known],
        )
        for scheme, known in queries.grades_to_nominate_for(actor)
    ]
    asked = request.GET.get("customer", "")
    initial = {}
    if asked.isascii() and asked.isdecimal() and len(asked) <= 18:  # noqa: PLR2004 - fits any key
        initial = {"customer": customer(actor, int(asked)).code}
    form = NominationForm(grades, request.POST or None, initial)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        scheme, _slash, grade = said["grade"].partition("/")
        try:
            key = customer_by_code(actor, said["customer"].strip()).pk
            made = nominate(
                actor, scheme=scheme, customer=key, grade=grade, evidence=said["evidence"]
            )
        except CustomerNotFound as refusal:
            failure = failure_of(refusal)
            form.add_error("customer", str(failure.detail) if failure else "")
        except ValidationError as refusal:
            for field, errors in refusal.error_dict.items():
                for error in errors:
                    form.add_error("grade" if field == "scheme" else field, error)
        else:
            return redirect("evaluation:nomination", made.pk)
    context = {"form": form, "possible": bool(grades)}
    return render(request, "evaluation/reviews/nominate.html", context)


@writing
@requires(SUPPORT)
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Ask, then withdraw a nomination."""
    row = queries.nomination(acting(request), number)
    demand(request, SUPPORT, row)
    page = reverse("evaluation:nomination", args=[number])
    if request.method == "POST":
        try:
            withdraw_nomination(acting(request), number)
        except NominationAnswered as refusal:
            failure = failure_of(refusal)
            messages.error(request, str(failure.detail) if failure else "")
        return redirect(page)
    question = Confirmation(
        _("Withdraw this nomination?"),
        _("The next evaluation does not show it. The customer can be nominated again."),
        agree=_("Withdraw"),
        cancel_url=page,
        facts=[
            (_("Customer"), row.customer.name),
            (pgettext("nomination", "For the grade"), grade_name(row.scheme.code, row.code)),
        ],
        tone=Tone.BAD,
    )
    return ask(request, question)


@writing
@requires(REVIEW)
def decline(request: HttpRequest, number: int) -> HttpResponse:
    """A form that declines a nomination with a reason."""
    actor = acting(request)
    row = queries.nomination(actor, number)
    demand(request, REVIEW, row)
    form = DeclineForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            decline_nomination(actor, number, **form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        except NominationAnswered as refusal:
            failure = failure_of(refusal)
            form.add_error(None, str(failure.detail) if failure else "")
        else:
            return redirect("evaluation:nomination", number)
    context = {"form": form, "nomination": row, "customer": row.customer}
    return render(request, "evaluation/reviews/decline.html", context)
