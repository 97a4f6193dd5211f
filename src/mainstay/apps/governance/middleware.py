"""What every request gets before its view: who acts, in which language, and whether at all."""

from collections.abc import Callable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.cache import patch_vary_headers

from mainstay.apps.governance import idling, queries, services
from mainstay.apps.governance.models import Person, WayIn
from mainstay.apps.governance.sign_in import (
    PROVED,
    WAY,
    client_address,
    localise,
    must_renew_password,
    note_session,
)
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.kept import values_kept

NOTED_AT_MOST_EVERY_SECONDS = 60

Responder = Callable[[HttpRequest], HttpResponse]


class ActorMiddleware:
    """Sets `request.actor`: the signed-in person as an actor, None for nobody.

    The session of a person who was disabled or whose password changed is ended here, and one that
    was left alone for too long.
    """

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with queries.installation_kept(), values_kept():
            request.actor = self._actor(request)  # type: ignore[attr-defined]
            return self.get_response(request)

    def _actor(self, request: HttpRequest) -> Actor | None:
        if isinstance(request.user, Person):
            actor = queries.actor_of(request.user, client_address(request))
            if idling.has_been_idle(request):
                idling.end(request, actor)
                return None
            note_session(request, request.user, at_most_every=NOTED_AT_MOST_EVERY_SECONDS)
            return actor
        if SESSION_KEY in request.session:
            request.session.flush()
        return None


class LanguageMiddleware:
    """Speaks the person's language, else the browser's, and tells time in the person's zone.

    Who shows a token is known later, to the interface for programs.
    """

    def __init__(self, get_response: Responder) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        person = request.user if isinstance(request.user, Person) else None
        localise(request, person, language=person.language if person else "")
        response = self.get_response(request)
        self._keep_choice(request)
        patch_vary_headers(response, ("Accept-Language",))
        response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
        return response

    def _keep_choice(self, request: HttpRequest) -> None:
        """Remember what a signed-in person chose in the language switch, for every browser."""
        match = request.resolver_match
        if request.method != "POST" or match is None or match.view_name != "set_language":
            return
        actor, language = getattr(request, "actor", None), request.POST.get("language", "")
        if isinstance(actor, Actor) and language in dict(settings.LANGUAGES):
            services.change_own_settings(actor, language=language)


class SignInRequiredMiddleware(LoginRequiredMiddleware):
    """Closed by default: a page is for signed-in people unless its view says otherwise.

    The API answers 401 by itself. A person with an initial password, or one that had run out at
    sign-in, chooses a new one first, and
    one who owes a second factor sets it up; until then both are nobody to the API.
    """

    OPEN_WITHOUT_OWN_PASSWORD: ClassVar[frozenset[str]] = frozenset(
        {"account_change_password", "account_logout", "set_language"}
    )
    OPEN_WITHOUT_SECOND_FACTOR: ClassVar[frozenset[str]] = frozenset(
        {
            "account_change_password",
            "account_logout",
            "account_reauthenticate",
            "governance:add_passkey",
            "governance:add_second_factor",
            "governance:confirm_by_provider",
            "set_language",
        }
    )

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., Any], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if match is not None and "ninja" in match.app_names:
            if _owes_password(request) or _lacks_second_factor(request):
                request.actor = None  # type: ignore[attr-defined]
            return None
        if _is_public(view_func):
            return None
        refusal = super().process_view(request, view_func, view_args, view_kwargs)
        if refusal is not None:
            return refusal
        name = match.view_name if match is not None else ""
        if _owes_password(request) and name not in self.OPEN_WITHOUT_OWN_PASSWORD:
            return redirect("account_change_password")
        if name not in self.OPEN_WITHOUT_SECOND_FACTOR and _lacks_second_factor(request):
            return redirect("governance:add_second_factor")
        return None


def _is_public(view_func: Callable[..., Any]) -> bool:
    """Whether the view is marked with Django's `login_not_required`."""
    return not getattr(view_func, "login_required", True)


def _owes_password(request: HttpRequest) -> bool:
    """Whether an own password comes first: the present one was given, or has run out.

    Whoever comes from the identity provider has not used one.
    """
    person = request.user
    if not isinstance(person, Person) or request.session.get(WAY) == WayIn.PROVIDER:
        return False
    return person.must_change_password or must_renew_password(request, person)


def _lacks_second_factor(request: HttpRequest) -> bool:
    """Whether whoever is signed in owes a second factor. A token's bearer is not signed in.

    What the identity provider has asked for counts as one.
    """
    if request.session.get(PROVED):
        return False
    actor = getattr(request, "actor", None)
    return isinstance(actor, Actor) and queries.lacks_second_factor(actor)
