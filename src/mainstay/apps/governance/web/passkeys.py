"""Pages: one's own passkeys, and signing in with one."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from mainstay.apps.governance import passkeys, queries, services
from mainstay.apps.governance.models import Person, WayIn
from mainstay.apps.governance.sign_in import (
    may_try_passkey,
    must_use_provider,
    record_wrong_passkey,
    refuse_way,
)
from mainstay.apps.governance.web.confirming import confirmed, confirmed_if
from mainstay.apps.governance.web.forms.account import NewPasskeyForm, PasskeyNameForm
from mainstay.apps.governance.web.going_on import page_of_ours
from mainstay.apps.governance.web.second_factor import show_codes, signed_in_long_ago
from mainstay.apps.governance.web.submission import FormPage, agree, fill_in
from mainstay.shell.paging import Page
from mainstay.shell.web.access import acting
from mainstay.shell.web.confirmation import Confirmation
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Column, Table, Tone

OK, BAD_REQUEST, TOO_MANY = 200, 400, 429


def passkey_table(person: Person) -> Table[Authenticator]:
    """A person's own passkeys, each with ways to rename and remove it."""

    def rename(key: Authenticator) -> str:
        return reverse("governance:rename_passkey", args=[key.pk])

    def remove(key: Authenticator) -> str:
        return reverse("governance:remove_passkey", args=[key.pk])

    return Table(
        caption=_("Passkeys"),
        columns=[
            Column("name", gettext_lazy("Name"), lambda key: key.data["name"]),
            Column("created", gettext_lazy("Added"), lambda key: key.created_at),
            Column("used", gettext_lazy("Last used"), lambda key: key.last_used_at),
            Column("rename", "", lambda _key: _("Rename"), link=rename),
            Column("remove", "", lambda _key: _("Remove"), link=remove),
        ],
        page=Page(queries.passkeys_of(person)),
        cards=True,
    )


@never_cache
@writing
@confirmed_if(signed_in_long_ago)
def add(request: HttpRequest) -> HttpResponse:
    """A name, and a key that the browser makes; recovery codes come with the first factor."""
    actor = acting(request)
    if not passkeys.offered(request):
        return render(request, "governance/passkeys_closed.html", {"address": settings.PUBLIC_URL})
    form = NewPasskeyForm(request.POST or None)

    def keep(*, name: str, credential: Mapping[str, Any]) -> list[str] | None:
        return services.add_passkey(actor, name=name, key=passkeys.made(request, credential))

    try:
        codes = submitted(request, form, keep)
    except passkeys.WrongPasskey:
        codes = None
        form.add_error(None, _("The browser has made no passkey. Try again."))
    if codes:
        return show_codes(request, codes)
    if codes is not None:
        messages.success(request, _("The passkey has been added."))
        return redirect("governance:account")
    context = {
        "form": form,
        "options": passkeys.ask_for_new(request, queries.myself(actor)),
        "owed": queries.lacks_second_factor(actor),
    }
    return render(request, "governance/passkey.html", context)


@writing
def rename(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """A form for another name."""
    actor = acting(request)
    found = queries.passkey(queries.myself(actor), passkey_id)
    page = FormPage(
        title=_("Rename passkey"),
        submit=_("Save"),
        done=_("The passkey has been renamed."),
        parent=_("Your account"),
        parent_url=reverse("governance:account"),
    )
    form = PasskeyNameForm(request.POST or None, initial={"name": found.data["name"]})
    return fill_in(request, form, partial(services.rename_passkey, actor, passkey_id), page)


@writing
@confirmed
def remove(request: HttpRequest, passkey_id: int) -> HttpResponse:
    """Ask, then forget one of one's own passkeys."""
    actor = acting(request)
    found = queries.passkey(queries.myself(actor), passkey_id)
    here = reverse("governance:account")
    question = Confirmation(
        title=_("Remove the passkey %(name)s?") % {"name": found.data["name"]},
        text=_("It signs nobody in any more. Delete it on the device too."),
        agree=_("Remove"),
        cancel_url=here,
        tone=Tone.BAD,
    )
    write = partial(services.remove_passkey, actor, passkey_id)
    return agree(request, question, write, _("The passkey has been removed."), here)


@never_cache
@login_not_required
@sensitive_post_parameters()
@writing
def sign_in(request: HttpRequest) -> HttpResponse:
    """What the browser is to sign; and once it has, the person whose key it was is signed in."""
    if not passkeys.offered(request):
        return JsonResponse({}, status=BAD_REQUEST)
    allowed = may_try_passkey(request)
    if request.method != "POST":
        options = passkeys.ask_for_known(request) if allowed else {}
        return JsonResponse(options, status=OK if allowed else TOO_MANY)
    if not allowed:
        messages.error(request, _("Too many attempts. Please wait a few minutes."))
        return redirect("account_login")
    try:
        person, key = passkeys.used(request, passkeys.answer_in(request.POST))
    except passkeys.WrongPasskey:
        record_wrong_passkey(request)
        messages.error(request, _("This passkey is not known here."))
        return redirect("account_login")
    if must_use_provider(person):
        return refuse_way(request, person)
    services.note_passkey(key)
    person.backend = settings.AUTHENTICATION_BACKENDS[0]
    get_adapter(request).login(request, person, way=WayIn.PASSKEY)
    request.session.set_expiry(0)
    return redirect(page_of_ours(request, request.POST.get("next", "")))
