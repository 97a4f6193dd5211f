"""Pages in front of the door: the sign-in, and those for whoever has no password or forgot it."""

from dataclasses import replace
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.views import LoginView, ReauthenticateView
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from mainstay.apps.governance import links, passkeys, queries, services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.provider import configuration
from mainstay.apps.governance.sign_in import REFUSAL, client_address, may_ask_for_password
from mainstay.apps.governance.web.forms.passwords import ForgottenForm, NewPasswordForm
from mainstay.foundation import letters
from mainstay.foundation.access.actor import system_actor
from mainstay.shell.web.access import acting
from mainstay.shell.web.submission import submitted, writing

GONE = 404


class SignInView(LoginView):  # type: ignore[misc]
    """allauth's page for e-mail and password, which says what else opens the door here."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page is made of."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["passkeys_offered"] = passkeys.offered(self.request)
        context["refusal"] = self.request.session.pop(REFUSAL, "")
        context["provider"] = configuration.provider()
        context["provider_only"] = configuration.only()
        return context


sign_in = SignInView.as_view()


class ConfirmView(ReauthenticateView):  # type: ignore[misc]
    """allauth's page that asks for the password once more, or for the provider that is linked."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """What the page is made of."""
        context: dict[str, Any] = super().get_context_data(**kwargs)
        actor = acting(self.request)
        me = queries.myself(actor)
        if queries.provider_link(actor, me) is not None:
            context["provider"] = configuration.provider()
        context["has_password"] = me.has_usable_password()
        return context


confirm = ConfirmView.as_view()


@never_cache
@login_not_required
@sensitive_variables("text")
@sensitive_post_parameters()
@writing
def invitation(request: HttpRequest, text: str) -> HttpResponse:
    """Whoever was invited sets a password and is signed in."""
    found = links.invitation_behind(text)
    if found is None:
        says = _(
            "It was used, withdrawn or sent again, or its 3 days are over. Ask for another one."
        )
        return _gone(request, _("This invitation opens nothing any more"), says)
    context: dict[str, Any] = {"invitation": found, "provider": configuration.provider()}
    if configuration.only():
        context["provider_only"] = True
        return render(request, "governance/accept_invitation.html", context)
    form = NewPasswordForm(request.POST or None)
    actor = replace(system_actor("invitation"), origin=client_address(request))

    def accept(**facts: Any) -> Person:
        return services.accept_invitation(actor, found, **facts)

    if person := submitted(request, form, accept):
        person.backend = settings.AUTHENTICATION_BACKENDS[0]
        get_adapter(request).login(request, person)
        messages.success(request, _("Welcome to Mainstay."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    context["form"] = form
    return render(request, "governance/accept_invitation.html", context)


@never_cache
@login_not_required
@writing
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for the e-mail and say the same whoever it belongs to."""
    if not letters.can_be_sent():
        return render(request, "governance/forgotten_password.html", {"closed": True})
    form = ForgottenForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        context = {"form": form, "provider_only": configuration.only()}
        return render(request, "governance/forgotten_password.html", context)
    email = form.cleaned_data["email"]
    if not may_ask_for_password(request, email):
        form.add_error(None, _("Too many attempts. Please wait an hour."))
        return render(request, "governance/forgotten_password.html", {"form": form})
    services.ask_for_password(email, client_address(request))
    return render(request, "governance/forgotten_password.html", {"asked": True})


@never_cache
@login_not_required
@sensitive_variables("text")
@sensitive_post_parameters()
@writing
def new_password(request: HttpRequest, text: str) -> HttpResponse:
    """Whoever holds the link sets a password, and signs in with it."""
    person = links.person_behind(text)
    if person is None:
        says = _("It was used, or its 30 minutes are over. Ask for another one.")
        return _gone(request, _("This link opens nothing any more"), says)
    form = NewPasswordForm(request.POST or None)
    actor = queries.actor_of(person, client_address(request))

    def change(**facts: Any) -> Person:
        return services.replace_forgotten_password(actor, text, **facts)

    if submitted(request, form, change):
        messages.success(request, _("Your password has been changed. Sign in with it."))
        return redirect("account_login")
    return render(request, "governance/new_password.html", {"form": form, "person": person})


def _gone(request: HttpRequest, title: str, says: str) -> HttpResponse:
    context = {"title": title, "says": says}
    return render(request, "governance/link_gone.html", context, status=GONE)
