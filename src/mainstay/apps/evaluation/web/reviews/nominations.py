"""Pages: nominations, making one, withdrawing and declining it."""

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.customers.queries import CustomerNotFound, customer, customer_by_code
from mainstay.apps.evaluation.models import NominationState
from mainstay.apps.evaluation.policies import REVIEW, SUPPORT, VIEW_EVALUATIONS
from mainstay.apps.evaluation.queries.reviews.requests import (
    grades_to_nominate_for,
    nomination,
    nominations,
)
from mainstay.apps.evaluation.services.reviews.nominating import (
    decline_nomination,
    nominate,
    withdraw_nomination,
)
from mainstay.apps.evaluation.web.reviews import requests
from mainstay.apps.evaluation.web.reviews.forms import DeclineForm, NominationForm
from mainstay.apps.evaluation.wording.names import scheme_name
from mainstay.shell.failures import failure_of
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.submission import writing


@require_safe
@requires(VIEW_EVALUATIONS)
def nomination_list(request: HttpRequest) -> HttpResponseBase:
    """Nominations of customers within reach, the newest first."""
    actor = acting(request)
    asked = request.GET.get("state", "")
    rows = nominations(actor, state=asked if asked in NominationState.values else "")
    heading = pgettext_lazy("nomination", "For the grade")
    listing = requests.listing_of("nominations", _("Nominations"), heading, rows)
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
    context = requests.shown(actor, nomination(actor, number))
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
        for scheme, known in grades_to_nominate_for(actor)
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
    return requests.ask_to_withdraw(
        request,
        nomination(acting(request), number),
        withdraw_nomination,
        _("Withdraw this nomination?"),
        _("The next evaluation does not show it. The customer can be nominated again."),
    )


@writing
@requires(REVIEW)
def decline(request: HttpRequest, number: int) -> HttpResponse:
    """A form that declines a nomination with a reason."""
    row = nomination(acting(request), number)
    form = DeclineForm(request.POST or None)
    if requests.answered(request, row, form, decline_nomination):
        return redirect("evaluation:nomination", number)
    context = {"form": form, "nomination": row, "customer": row.customer}
    return render(request, "evaluation/reviews/decline.html", context)
