"""Pages: signing in through the identity provider, and what of one's account is linked to it."""

from functools import partial
from urllib.parse import urlencode

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mainstay.apps.governance import halfway, queries, services
from mainstay.apps.governance.models import Person, WayIn
from mainstay.apps.governance.provider import flow
from mainstay.apps.governance.provider.configuration import Provider, provider
from mainstay.apps.governance.provider.flow import Asked, Purpose
from mainstay.apps.governance.provider.identity import EntryRefused, Identity
from mainstay.apps.governance.provider.wording import says
from mainstay.apps.governance.sign_in import (
    REFUSAL,
    client_address,
    may_try_provider,
    record_refused_entry,
)
from mainstay.apps.governance.web.confirming import confirmed, confirmed_if
from mainstay.apps.governance.web.going_on import page_of_ours
from mainstay.apps.governance.web.second_factor import signed_in_long_ago
from mainstay.apps.governance.web.submission import PersonQuestion, agree, agree_about_person
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit import services as audit
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Tone

_FRESH_SECONDS = 300


@never_cache
@login_not_required
@require_safe
def sign_in(request: HttpRequest) -> HttpResponse:
    """Lead to the provider."""
    return _lead_there(request, Purpose.SIGN_IN)


@never_cache
@require_safe
@confirmed_if(signed_in_long_ago)
def link(request: HttpRequest) -> HttpResponse:
    """Lead to the provider, whose account is then linked to one's own."""
    acting(request)
    return _lead_there(request, Purpose.LINK)


@never_cache
@require_safe
def confirm(request: HttpRequest) -> HttpResponse:
    """Lead to the provider to prove once more who one is."""
    acting(request)
    return _lead_there(request, Purpose.CONFIRM)


@never_cache
@login_not_required
@require_safe
def back(request: HttpRequest) -> HttpResponse:
    """Whom the provider has led back is signed in, linked or confirmed; or told why not."""
    here = _provider()
    made: Asked | None = None
    try:
        if not may_try_provider(request):
            raise EntryRefused("too_many_attempts")
        made = flow.asked(request)
        identity = flow.told(request, here, made)
        return _ENDS[made.purpose](request, identity, made)
    except EntryRefused as refusal:
        return _refuse(request, here, refusal, made)


@writing
@confirmed
def unlink(request: HttpRequest) -> HttpResponse:
    """Ask, then take the own link away."""
    actor, page = acting(request), reverse("governance:account")
    name = _provider().name
    question = Confirmation(
        title=_("Unlink your account from %(name)s?") % {"name": name},
        text=_("Signing in through it links your account again if it vouches for your e-mail."),
        agree=_("Unlink"),
        cancel_url=page,
        tone=Tone.BAD,
    )
    write = partial(services.unlink_own_account, actor, str(request.session.session_key))
    return agree(request, question, write, _("Your account is not linked any more."), page)


@writing
@requires("governance.person.change")
def unlink_person(request: HttpRequest, person_id: int) -> HttpResponse:
    """Ask, then take a person's link away."""
    _provider()
    question = PersonQuestion(
        title=_("Unlink the account of %(name)s?"),
        text=_(
            "Sessions that were opened through the provider end. At the next sign-in the provider "
            "links the account again by its e-mail: to shut a person out, disable it."
        ),
        agree=_("Unlink"),
        done=_("The account is not linked any more."),
        tone=Tone.BAD,
    )
    return agree_about_person(request, person_id, question, services.unlink_person)


def _provider() -> Provider:
    here = provider()
    if here is None:
        raise Http404
    return here


def _lead_there(request: HttpRequest, purpose: Purpose) -> HttpResponse:
    here = _provider()
    then = page_of_ours(request, request.GET.get("next", ""))
    try:
        if not may_try_provider(request):
            raise EntryRefused("too_many_attempts")
        return redirect(flow.way_there(request, here, purpose, then))
    except EntryRefused as refusal:
        return _refuse(request, here, refusal, None)


def _refuse(
    request: HttpRequest, here: Provider, refusal: EntryRefused, made: Asked | None
) -> HttpResponse:
    """Say why, where it began; the audit trail keeps the reason."""
    actor: Actor | None = getattr(request, "actor", None)
    record_refused_entry(request, refusal.code, refusal.facts.get("email", ""))
    if actor is not None and (made is None or made.purpose is not Purpose.SIGN_IN):
        messages.error(request, says(refusal, here))
        return redirect("governance:account")
    request.session[REFUSAL] = says(refusal, here)
    return redirect("account_login")


def _sign_in(request: HttpRequest, identity: Identity, made: Asked) -> HttpResponse:
    person = services.enter(identity, client_address(request))
    person.backend = settings.AUTHENTICATION_BACKENDS[0]
    owes = queries.second_factor_of(person) is not None and not identity.second_factor
    if owes:
        halfway.remember(request, person, then=made.then, way=WayIn.PROVIDER)
        return redirect("sign_in_code")
    get_adapter(request).login(request, person, way=WayIn.PROVIDER, proved=identity.second_factor)
    request.session.set_expiry(0)
    if flow.is_fresh(identity, _FRESH_SECONDS):
        record_authentication(request, person, method=WayIn.PROVIDER.value)
    return redirect(made.then)


def _link(request: HttpRequest, identity: Identity, _made: Asked) -> HttpResponse:
    services.link_own_account(_whoever_began(request), identity)
    messages.success(request, _("Your account is linked."))
    return redirect("governance:account")


def _confirm(request: HttpRequest, identity: Identity, made: Asked) -> HttpResponse:
    actor = _whoever_began(request)
    person = services.owner_of(identity)
    if not isinstance(person, Person) or person.pk != actor.person_id:
        raise EntryRefused("not_yours")
    record_authentication(request, request.user, method=WayIn.PROVIDER.value, reauthenticated=True)
    audit.record(actor, "governance.provider.confirmed", subject=person)
    request.GET = QueryDict(urlencode({"next": made.then}))
    return resume_request(request) or redirect(made.then)


def _whoever_began(request: HttpRequest) -> Actor:
    actor: Actor | None = getattr(request, "actor", None)
    if actor is None:
        raise EntryRefused("begun_elsewhere")
    return actor


_ENDS = {Purpose.SIGN_IN: _sign_in, Purpose.LINK: _link, Purpose.CONFIRM: _confirm}
