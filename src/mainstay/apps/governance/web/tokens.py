"""Pages: API tokens."""

from collections.abc import Iterable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache

from mainstay.apps.governance import queries, services
from mainstay.apps.governance.models import ApiToken
from mainstay.apps.governance.web.forms.account import TokenForm
from mainstay.apps.governance.web.submission import agree
from mainstay.foundation.access.permissions import all_permissions
from mainstay.shell.paging import Page
from mainstay.shell.web.access import acting, demand
from mainstay.shell.web.confirmation import Confirmation
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Badge, Column, Table, Tone


def token_table(tokens: Iterable[ApiToken]) -> Table[ApiToken]:
    """Some tokens, each with a way to revoke it."""
    return Table(
        caption=_("API tokens"),
        columns=[
            Column("name", gettext_lazy("Name"), lambda token: token.name),
            Column("prefix", gettext_lazy("Begins with"), lambda token: f"mainstay_{token.prefix}"),
            Column("may", gettext_lazy("Allowed to"), _reach),
            Column("expires_at", gettext_lazy("Ends"), lambda token: token.expires_at, wide=True),
            Column("used", gettext_lazy("Last used"), lambda token: token.last_used_at, wide=True),
            Column("state", gettext_lazy("Status"), _state),
            Column("revoke", "", _offer, link=_revocation),
        ],
        page=Page(list(tokens)),
        cards=True,
    )


def _reach(token: ApiToken) -> str:
    if token.read_only:
        return _("Read")
    number = len(token.scopes)
    return ngettext("%(number)d permission", "%(number)d permissions", number) % {"number": number}


def _state(token: ApiToken) -> Badge:
    if token.revoked_at is not None:
        return Badge(gettext_lazy("Revoked"))
    if token.expires_at <= timezone.now():
        return Badge(gettext_lazy("Expired"), Tone.CAUTION)
    return Badge(gettext_lazy("In force"), Tone.GOOD)


def _offer(token: ApiToken) -> str:
    return _("Revoke") if token.is_usable else ""


def _revocation(token: ApiToken) -> str | None:
    return reverse("governance:revoke_token", args=[token.pk]) if token.is_usable else None


@never_cache
@writing
def new_token(request: HttpRequest) -> HttpResponse:
    """A form for an own token; its text is shown in the answer and never again."""
    actor = acting(request)
    held = [each for each in all_permissions() if actor.may(each.code)]
    form = TokenForm(held, request.POST or None)

    def issue(**facts: Any) -> tuple[ApiToken, str]:
        return services.issue_token(actor, **facts)

    if issued := submitted(request, form, issue):
        token, text = issued
        return render(request, "governance/token_issued.html", {"token": token, "text": text})
    return render(request, "governance/token_form.html", {"form": form})


@writing
def revoke_token(request: HttpRequest, token_id: int) -> HttpResponse:
    """Ask, then end a token: an own one, or for administrators anybody's."""
    actor = acting(request)
    token = queries.token(actor, token_id)
    own = token.person_id == actor.person_id
    if not own:
        demand(request, "governance.token.change")
    back = (
        reverse("governance:account")
        if own
        else reverse("governance:person", args=[token.person_id])
    )
    question = Confirmation(
        title=_("Revoke %(name)s?") % {"name": token.name},
        text=_("Whatever uses this token is refused from now on. This cannot be undone."),
        agree=_("Revoke"),
        cancel_url=back,
        tone=Tone.BAD,
    )
    done = _("The token has been revoked.")
    return agree(request, question, lambda: services.revoke_token(actor, token), done, back)
