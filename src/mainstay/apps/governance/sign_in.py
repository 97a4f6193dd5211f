"""Sign-in by e-mail and password: allauth's flow with our people, our audit trail, no sign-up.

And what follows from knowing who asks: the actor of a token, the language and time of an answer.
"""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter, get_adapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.forms import LoginForm
from allauth.core import context, ratelimit
from allauth.core.internal import ratelimit as counting
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainstay.apps.governance import halfway, idling, queries, rules, services
from mainstay.apps.governance.models import Person, WayIn
from mainstay.apps.governance.provider import configuration
from mainstay.foundation.access.actor import Actor, anonymous_actor
from mainstay.foundation.audit import services as audit
from mainstay.foundation.audit.models import AuditOutcome

NOTED = "noted_at"
"""When a session was last noted, in the session itself."""
RUN_OUT = "password_run_out"
"""In a session: the password had run out when it was opened."""
WAY = "signed_in_by"
"""In a session: how it was opened."""
PROVED = "provider_second_factor"
"""In a session: the identity provider has asked for a second factor."""
TOKEN_FAILURES = {"token": "10/m/ip"}
"""How many wrong tokens an address may show, as with sign-in."""
TOKEN_WAIT_SECONDS = 60
REFUSAL = "sign_in_refusal"
"""In a session: why nobody was let in, for the sign-in page to say once."""
PROVIDER = {"provider": "30/m/ip"}
"""How often an address may set out for the identity provider, and come back from it."""
PASSKEY = {"passkey": "40/m/ip"}
"""How often an address may ask what to sign, and hand it in."""
FORGOTTEN = {"forgotten": "20/h/ip,3/h/key"}
"""How many links for a new password an address may ask for, and an e-mail get."""


def client_address(request: HttpRequest) -> str:
    """The address a request came from; proxies are believed as far as the settings trust them."""
    return str(get_adapter().get_client_ip(request))


def note_session(request: HttpRequest, person: Person, *, at_most_every: float = 0) -> None:
    """Keep that the request's session is in use, unless that was done some seconds ago."""
    now = timezone.now().timestamp()
    if now - request.session.get(NOTED, 0.0) < at_most_every:
        return
    request.session[NOTED] = now
    if request.session.session_key is None:
        request.session.save()
    services.note_session(
        person,
        str(request.session.session_key),
        address=client_address(request),
        agent=request.headers.get("User-Agent", ""),
        way=request.session.get(WAY, ""),
    )


def must_renew_password(request: HttpRequest, person: Person) -> bool:
    """Whether the password had run out when the session was opened, and still has.

    Nobody is interrupted at work: who is signed in already is asked at the next sign-in.
    """
    return RUN_OUT in request.session and queries.has_run_out(person)


def localise(request: HttpRequest, reader: Person | None, *, language: str) -> None:
    """Answer in a language, else in the one the request asks for; a known reader in their zone."""
    spoken = language or translation.get_language_from_request(request)
    translation.activate(spoken)
    request.LANGUAGE_CODE = spoken
    known = queries.zone_of(reader.time_zone) if reader else None
    timezone.activate(known or timezone.get_default_timezone())


def actor_of_token(request: HttpRequest, text: str) -> Actor | None:
    """The actor of a request that shows an API token, None when the token is not in force.

    The answer is in the language that the program asks for, else in that of the token's owner,
    whose time zone it is told in.
    Raises Throttled for a wrong one after too many from the same address. A right one is let in all
    the same: it cannot be guessed, and its program may share the address with others.
    """
    found = queries.actor_of_token(text, client_address(request))
    if found is None:
        if not _may_fail_again(request):
            # Commands register this function too, and do without the interface.
            from ninja.errors import Throttled

            raise Throttled(wait=TOKEN_WAIT_SECONDS)
        return None
    actor, token = found
    services.note_use(token)
    asks = "Accept-Language" in request.headers
    localise(request, token.person, language="" if asks else token.person.language)
    return actor


def _may_fail_again(request: HttpRequest) -> bool:
    """Count a wrong token of a client's address, with any method of HTTP."""
    used = counting.consume(
        request, app="governance", action="token", config=TOKEN_FAILURES, limit_get=True
    )
    return used is not None


def may_try_password(request: HttpRequest) -> bool:
    """Count an attempt of a signed-in person at the own password; False when there were too many.

    Otherwise a borrowed session could find the password out.
    """
    return bool(ratelimit.consume(request, action="change_password", user=request.user))


def may_ask_for_password(request: HttpRequest, email: str) -> bool:
    """Count a request for a new password, whether anybody has the e-mail or not."""
    used = counting.consume(
        request, app="governance", action="forgotten", config=FORGOTTEN, key=email.strip().lower()
    )
    return used is not None


def may_try_passkey(request: HttpRequest) -> bool:
    """Count an attempt to sign in with a passkey, which cannot be guessed but keeps us busy."""
    used = counting.consume(
        request, app="governance", action="passkey", config=PASSKEY, limit_get=True
    )
    return used is not None


def may_try_provider(request: HttpRequest) -> bool:
    """Count a way to the identity provider, or back from it."""
    used = counting.consume(
        request, app="governance", action="provider", config=PROVIDER, limit_get=True
    )
    return used is not None


def must_use_provider(person: Person) -> bool:
    """Whether a person may come in through the identity provider alone.

    Administrators keep their passwords: if the provider fails, they are the last way in.
    """
    if not configuration.only():
        return False
    return rules.ADMINISTERING.isdisjoint(queries.actor_of(person).permissions)


def record_refused_entry(request: HttpRequest, reason: str, email: str = "") -> None:
    """Audit what the identity provider or its rules have refused, to whom is known or not."""
    inside: Actor | None = getattr(request, "actor", None)
    actor = inside or anonymous_actor(email, client_address(request))
    audit.record(
        actor,
        "governance.session.opened",
        outcome=AuditOutcome.FAILED,
        reason=reason,
        way=WayIn.PROVIDER.value,
    )


def refuse_way(request: HttpRequest, person: Person) -> HttpResponse:
    """Lead back whoever must use the provider and came in another way."""
    record_refused_entry(request, "provider_only", person.email)
    request.session[REFUSAL] = gettext("Only administrators sign in without the provider here.")
    return redirect("account_login")


def record_wrong_passkey(request: HttpRequest, person: Person | None = None) -> None:
    """Audit a passkey that opened nothing."""
    actor = anonymous_actor(person.email if person else "", client_address(request))
    audit.record(
        actor, "governance.session.opened", outcome=AuditOutcome.FAILED, reason="wrong_passkey"
    )


class SignInForm(LoginForm):  # type: ignore[misc]
    """E-mail and password, called as they are elsewhere on our pages."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["remember"].label = _("Stay signed in")
        for name in ("login", "password"):
            self.fields[name].widget.attrs.pop("placeholder", None)


class PasswordBackend(AuthenticationBackend):  # type: ignore[misc]
    """Checks e-mail and password of active people.

    A disabled person is refused like an unknown one, after as much work.
    """

    def _authenticate_by_email(self, email: str, password: str) -> Person | None:
        person = queries.person_signing_in(email)
        if person is None:
            return None
        self._did_check_password = True
        return person if person.check_password(password) else None

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session, None once disabled."""
        return queries.person_of_session(user_id)


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Where allauth asks us: sign-up is closed, and each sign-in leaves an audit entry."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Never: administrators create people."""
        return False

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Say nothing: the page after sign-in or sign-out says enough."""

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the attempt; a refused one is audited too."""
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            self._record_failure(request, credentials, reason="too_many_attempts")
            raise

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Audit an attempt with a wrong e-mail or password."""
        self._record_failure(request, credentials, reason="wrong_email_or_password")

    def pre_login(self, request: HttpRequest, user: Person, **facts: Any) -> HttpResponse | None:
        """After the right password, ask whoever has a second factor for it."""
        refusal: HttpResponse | None = super().pre_login(request, user, **facts)
        if refusal is None and must_use_provider(user):
            return refuse_way(request, user)
        if refusal is not None or queries.second_factor_of(user) is None:
            return refusal
        halfway.remember(request, user, then=facts.get("redirect_url") or "")
        return redirect("sign_in_code")

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The password alone: it is what a session that was left open does not hold."""
        if not isinstance(user, Person):
            return []
        return [{"id": "reauthenticate", "url": reverse("account_reauthenticate")}]

    def reauthenticate(self, user: Person, password: str) -> bool:
        """Whether this is the password of whoever is signed in; either outcome is audited."""
        actor = queries.actor_of(user, client_address(context.request))
        right = user.check_password(password)
        outcome = AuditOutcome.DONE if right else AuditOutcome.FAILED
        audit.record(actor, "governance.account.confirmed", subject=user, outcome=outcome)
        return right

    def login(
        self,
        request: HttpRequest,
        user: Person,
        *,
        way: WayIn = WayIn.PASSWORD,
        proved: bool = False,
    ) -> None:
        """Open the session and audit it; `proved` when the provider asked for a second factor."""
        super().login(request, user)
        request.session.pop(idling.LEFT, None)
        request.session.pop(REFUSAL, None)
        request.session[WAY] = way.value
        request.session[PROVED] = proved
        if way is not WayIn.PROVIDER and queries.has_run_out(user):
            request.session[RUN_OUT] = True
        note_session(request, user)
        actor = queries.actor_of(user, client_address(request))
        audit.record(actor, "governance.session.opened", subject=user, way=way.value)

    def logout(self, request: HttpRequest) -> None:
        """End the session and audit it."""
        actor: Actor | None = getattr(request, "actor", None)
        services.forget_session(request.session.session_key)
        super().logout(request)
        if actor is not None:
            audit.record(actor, "governance.session.closed")

    def _record_failure(
        self, request: HttpRequest, credentials: dict[str, Any], *, reason: str
    ) -> None:
        actor = anonymous_actor(str(credentials.get("email", "")), client_address(request))
        audit.record(actor, "governance.session.opened", outcome=AuditOutcome.FAILED, reason=reason)
