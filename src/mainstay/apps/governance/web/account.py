"""Pages: the own account."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.provider import configuration
from mainstay.apps.governance.sign_in import (
    may_try_password,
    must_renew_password,
    note_session,
)
from mainstay.apps.governance.web.forms.account import OwnSettingsForm
from mainstay.apps.governance.web.forms.passwords import PasswordForm
from mainstay.apps.governance.web.passkeys import passkey_table
from mainstay.apps.governance.web.sessions import session_table
from mainstay.apps.governance.web.tokens import token_table
from mainstay.shell.web.access import acting
from mainstay.shell.web.submission import submitted, writing


@writing
def account(request: HttpRequest) -> HttpResponse:
    """Name, language, time zone, password and tokens of whoever is signed in."""
    actor = acting(request)
    me = queries.myself(actor)
    present = {name: getattr(me, name) for name in OwnSettingsForm.base_fields}
    form = OwnSettingsForm(request.POST or None, initial=present)

    def change(**facts: Any) -> Person:
        return services.change_own_settings(actor, **facts)

    if submitted(request, form, change) is not None:
        messages.success(request, _("Your account has been changed."))
        return redirect("governance:account")
    context = {"me": me, "form": form, "tokens": token_table(queries.tokens(actor))}
    context["sessions"] = session_table(queries.sessions(actor), request.session.session_key)
    context["second_factor"] = queries.second_factor_of(me)
    context["passkeys"] = passkey_table(me)
    context["provider"] = configuration.provider()
    context["provider_link"] = queries.provider_link(actor, me)
    return render(request, "governance/account.html", context)


@sensitive_post_parameters()
@writing
def change_password(request: HttpRequest) -> HttpResponse:
    """A form for a new own password; the present one may be guessed only so often."""
    actor = acting(request)
    form = PasswordForm(request.POST or None)

    def change(**facts: Any) -> Person:
        return services.change_own_password(actor, **facts)

    if request.method == "POST" and not may_try_password(request):
        form.add_error(None, _("Too many attempts. Please wait a few minutes."))
    elif person := submitted(request, form, change):
        update_session_auth_hash(request, person)
        note_session(request, person)
        messages.success(request, _("Your password has been changed."))
        return redirect("governance:account")
    me = queries.myself(actor)
    if not me.has_usable_password():
        messages.info(request, _("You have no password here; you sign in through the provider."))
        return redirect("governance:account")
    context = {
        "form": form,
        "initial": me.must_change_password,
        "run_out": must_renew_password(request, me),
        "days": queries.sign_in_rules().password_days,
    }
    return render(request, "governance/password.html", context)
