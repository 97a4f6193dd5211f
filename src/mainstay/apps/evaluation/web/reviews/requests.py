"""What the pages of nominations and of appeals have in common."""

from collections.abc import Callable, Mapping
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.evaluation.models import GradeRequest
from mainstay.apps.evaluation.policies import REVIEW, SUPPORT
from mainstay.apps.evaluation.services.reviews.deciding import ReviewMoved
from mainstay.apps.evaluation.services.reviews.requests import RequestAnswered
from mainstay.apps.evaluation.wording.names import grade_name, scheme_name
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.policies import policy_of
from mainstay.foundation.audit.naming import name_in_words
from mainstay.shell.failures import failure_of
from mainstay.shell.web.access import acting, demand
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.listing import Listing
from mainstay.shell.web.tables import Badge, Column, Tone

_TONES = {
    "open": Tone.INFO,
    "granted": Tone.GOOD,
    "declined": Tone.CAUTION,
    "upheld": Tone.CAUTION,
    "changed": Tone.GOOD,
    "withdrawn": Tone.PLAIN,
}


def state_badge(row: Any) -> Badge:
    """What became of a request."""
    return Badge(row.get_state_display(), _TONES[row.state])


def page_of(row: GradeRequest) -> str:
    """The address of a request's page."""
    return reverse(f"evaluation:{row._meta.model_name}", args=[row.pk])


def grade_of(row: GradeRequest) -> str:
    """The grade that a request is about."""
    return str(grade_name(row.scheme.code, row.code))


def listing_of(name: str, caption: str, grade: str | Promise, rows: QuerySet[Any]) -> Listing:
    """A table of requests, the newest first; `grade` heads their grades."""
    columns: list[Column[Any]] = [
        Column("name", gettext_lazy("Customer"), lambda row: row.customer.name, link=page_of),
        Column("code", gettext_lazy("Customer code"), lambda row: row.customer.code, wide=True),
        Column("scheme", gettext_lazy("Scheme"), lambda row: scheme_name(row.scheme.code)),
        Column("grade", grade, grade_of),
        Column("by", gettext_lazy("By"), lambda row: name_in_words(row.by_name), wide=True),
        Column("at", gettext_lazy("Date"), lambda row: row.at, wide=True),
        Column("state", gettext_lazy("Status"), state_badge),
    ]
    return Listing(
        caption=caption,
        name=name,
        columns=columns,
        rows=rows,
        order=["-pk"],
        action=f"evaluation.{name}.exported",
    )


def shown(actor: Actor, row: GradeRequest) -> Mapping[str, Any]:
    """What the page of a request shows, and what the actor may do to it."""
    policy = policy_of(type(row))
    return {
        "asked": row,
        "customer": row.customer,
        "name": scheme_name(row.scheme.code),
        "grade": grade_of(row),
        "state": state_badge(row),
        "may_withdraw": row.is_open and policy.allows(actor, SUPPORT, row),
        "may_answer": row.is_open and policy.allows(actor, REVIEW, row),
    }


def ask_to_withdraw(
    request: HttpRequest,
    row: GradeRequest,
    withdraw: Callable[[Actor, int], object],
    question: str,
    effect: str,
) -> HttpResponse:
    """Ask, then withdraw a request."""
    demand(request, SUPPORT, row)
    page = page_of(row)
    if request.method == "POST":
        try:
            withdraw(acting(request), row.pk)
        except RequestAnswered as refusal:
            messages.error(request, _told(refusal))
        return redirect(page)
    confirmation = Confirmation(
        question,
        effect,
        agree=_("Withdraw"),
        cancel_url=page,
        facts=[(_("Customer"), row.customer.name), (_("Grade"), grade_of(row))],
        tone=Tone.BAD,
    )
    return ask(request, confirmation)


def answered(
    request: HttpRequest, row: GradeRequest, form: Form, deed: Callable[..., object]
) -> bool:
    """Whether a filled-in form has answered a request; what refuses it stands on the form."""
    demand(request, REVIEW, row)
    if request.method != "POST" or not form.is_valid():
        return False
    try:
        deed(acting(request), row.pk, **form.cleaned_data)
    except ValidationError as refusal:
        form.add_error(None, refusal)
        return False
    except (RequestAnswered, ReviewMoved) as refusal:
        form.add_error(None, _told(refusal))
        return False
    return True


def _told(refusal: Exception) -> str:
    failure = failure_of(refusal)
    return str(failure.detail) if failure else ""
