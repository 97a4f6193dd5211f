"""Pages: the second factor, one's own and, for administrators, that of others."""

from functools import partial
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from mainstay.apps.governance import halfway, passkeys, queries, second_factor, services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.sign_in import record_wrong_passkey
from mainstay.apps.governance.web.confirming import confirmed, confirmed_if
from mainstay.apps.governance.web.forms.account import SecondFactorForm
from mainstay.apps.governance.web.submission import PersonQuestion, agree, agree_about_person
from mainstay.shell.sentences import joined
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Tone

_PENDING = "second_factor_pending"
_FRESH_SECONDS = 300


def signed_in_long_ago(request: HttpRequest) -> bool:
    """Whether the password was typed too long ago to add something to the account."""
    records = get_authentication_records(request, request.user)
    since = max((record["at"] for record in records), default=0.0)
    return timezone.now().timestamp() - since > _FRESH_SECONDS


@never_cache
@sensitive_post_parameters()
@writing
@confirmed_if(signed_in_long_ago)
def add(request: HttpRequest) -> HttpResponse:
    """A picture to scan and a field for the first code; then the recovery codes, this once."""
    actor = acting(request)
    me = queries.myself(actor)
    present = queries.second_factor_of(me)
    if present is not None and present.has_app:
        return redirect("governance:account")
    secret = _pending_secret(request)
    form = SecondFactorForm(request.POST or None)

    def turn_on(**facts: Any) -> list[str]:
        return services.add_second_factor(actor, secret=secret, **facts)

    codes = submitted(request, form, turn_on)
    if codes is not None:
        request.session.pop(_PENDING, None)
        if codes:
            return show_codes(request, codes)
        messages.success(request, _("Your second factor is turned on."))
        return redirect("governance:account")
    context = {
        "form": form,
        "picture": second_factor.picture(me, secret),
        "secret": _in_groups(secret),
        "owed": queries.lacks_second_factor(actor),
        "passkeys": passkeys.offered(request),
    }
    return render(request, "governance/second_factor.html", context)


@never_cache
@writing
@confirmed
def renew_codes(request: HttpRequest) -> HttpResponse:
    """Ask, then show new recovery codes; the old ones open nothing any more."""
    actor = acting(request)
    question = Confirmation(
        title=_("Make new recovery codes?"),
        text=_("The codes that you have kept until now no longer work."),
        agree=_("Make new codes"),
        cancel_url=reverse("governance:account"),
    )
    if request.method != "POST":
        return ask(request, question)
    try:
        return show_codes(request, services.renew_recovery_codes(actor))
    except ValidationError as error:
        messages.error(request, joined(error.messages))
        return redirect("governance:account")


@writing
@confirmed
def remove(request: HttpRequest) -> HttpResponse:
    """Ask, then turn the own second factor off."""
    actor = acting(request)
    here = reverse("governance:account")
    question = Confirmation(
        title=_("Turn off your second factor?"),
        text=_(
            "Whoever knows your password can sign in then. Your passkeys and recovery codes end "
            "too."
        ),
        agree=_("Turn off"),
        cancel_url=here,
        tone=Tone.BAD,
    )
    done = _("Your second factor is turned off.")
    return agree(request, question, partial(services.remove_second_factor, actor), done, here)


@writing
@requires("governance.person.change")
@confirmed
def reset(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask, then take a lost second factor from a person."""
    question = PersonQuestion(
        title=_("Reset the second factor of %(name)s?"),
        text=_(
            "The password alone is enough to sign in until the person sets up another one. Make "
            "sure that it is really this person who asks."
        ),
        agree=_("Reset second factor"),
        done=_("The second factor has been reset."),
        tone=Tone.BAD,
    )
    return agree_about_person(request, person_id, question, services.reset_second_factor)


@never_cache
@login_not_required
@sensitive_post_parameters()
@writing
def enter_code(request: HttpRequest) -> HttpResponse:
    """After the right password: the code that ends the sign-in."""
    found = halfway.recall(request)
    if found is None or request.user.is_authenticated:
        return redirect("account_login")
    if "cancel" in request.POST:
        halfway.forget(request)
        return redirect("account_login")
    factor = queries.second_factor_of(found.person)
    with_keys = factor is not None and bool(factor.passkeys) and passkeys.offered(request)
    if "credential" in request.POST:
        if _shows_passkey(request, found.person):
            return _let_in(request, found)
        form = second_factor.CodeForm(user=found.person)
    else:
        form = second_factor.CodeForm(request.POST or None, user=found.person)
        if request.method == "POST" and form.is_valid():
            form.save()
            return _let_in(request, found)
    context = {"form": form, "has_app": factor is not None and factor.has_app}
    context["way"] = found.way
    if with_keys:
        context["options"] = passkeys.ask_for_known(request, found.person)
    return render(request, "governance/code.html", context)


def _shows_passkey(request: HttpRequest, person: Person) -> bool:
    """Whether the browser has signed with a key of the person; a wrong one is audited and told."""
    try:
        _person, key = passkeys.used(request, passkeys.answer_in(request.POST), person)
    except passkeys.WrongPasskey:
        record_wrong_passkey(request, person)
        messages.error(request, _("This passkey is not known here."))
        return False
    services.note_passkey(key)
    return True


def _let_in(request: HttpRequest, found: halfway.Halfway) -> HttpResponse:
    halfway.forget(request)
    get_adapter(request).login(request, found.person, way=found.way)
    return redirect(found.then or settings.LOGIN_REDIRECT_URL)


def show_codes(request: HttpRequest, codes: list[str]) -> HttpResponse:
    shown = [f"{code[:4]} {code[4:]}" for code in codes]
    return render(request, "governance/recovery_codes.html", {"codes": shown})


def _pending_secret(request: HttpRequest) -> str:
    """The secret that is being set up, the same until it is, so that a mistyped code can be mended.

    Another person's session has other data, and a session keeps it encrypted.
    """
    secret = second_factor.opened(request.session.get(_PENDING, ""))
    if secret is None:
        secret = second_factor.new_secret()
        request.session[_PENDING] = second_factor.sealed(secret)
    return secret


def _in_groups(secret: str) -> str:
    """The secret as it is easy to type in."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
