"""Pages: inviting people, and the invitations that nobody has accepted yet."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mainstay.apps.governance import links, queries, services
from mainstay.apps.governance.models import Invitation
from mainstay.apps.governance.web.forms.people import InvitationForm
from mainstay.apps.governance.web.submission import FormPage, agree
from mainstay.foundation import letters
from mainstay.shell.paging import QuerySetRows, capped_count, paginate
from mainstay.shell.sentences import joined, listed
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation, ask
from mainstay.shell.web.exporting import asked_format, download_rows
from mainstay.shell.web.submission import submitted, writing
from mainstay.shell.web.tables import Badge, Column, Table, Tone

PERMISSION = "governance.person.change"


@require_safe
@requires(PERMISSION)
def invitations(request: HttpRequest) -> HttpResponseBase:
    """Who was invited and has not come yet."""
    rows, order = queries.invitations(acting(request)), ["-sent_at", "-pk"]
    if kind := asked_format(request):
        action = "governance.invitations.exported"
        rows = rows.order_by(*order)
        return download_rows(request, "invitations", _facts(), rows, action=action, kind=kind)
    table = Table(
        caption=_("Invitations"),
        columns=[*_facts(), *_acts()],
        page=paginate(QuerySetRows(rows), order, cursor=request.GET.get("cursor")),
        total=capped_count(rows),
        cards=True,
    )
    return render(request, "governance/invitations.html", {"table": table})


def _facts() -> list[Column[Invitation]]:
    return [
        Column("email", gettext_lazy("E-mail"), lambda each: each.email),
        Column("full_name", pgettext_lazy("person", "Name"), lambda each: each.full_name),
        Column("roles", gettext_lazy("Roles"), _roles, wrap=True),
        Column("by", gettext_lazy("Invited by"), lambda each: each.invited_by, wide=True),
        Column("sent_at", gettext_lazy("Sent"), lambda each: each.sent_at, wide=True),
        Column("state", gettext_lazy("Status"), _state),
    ]


def _acts() -> list[Column[Invitation]]:
    def again(invitation: Invitation) -> str:
        return reverse("governance:renew_invitation", args=[invitation.pk])

    def withdraw(invitation: Invitation) -> str:
        return reverse("governance:withdraw_invitation", args=[invitation.pk])

    return [
        Column("again", "", lambda _each: _("Send again"), link=again),
        Column("withdraw", "", lambda _each: _("Withdraw"), link=withdraw),
    ]


def _roles(invitation: Invitation) -> str:
    return listed(role.label for role in invitation.roles.all())


def _state(invitation: Invitation) -> Badge:
    if invitation.expires_at <= timezone.now():
        return Badge(gettext_lazy("Expired"), Tone.CAUTION)
    return Badge(pgettext_lazy("invitation", "Open"), Tone.GOOD)


@never_cache
@writing
@requires(PERMISSION)
def invite(request: HttpRequest) -> HttpResponse:
    """A form for somebody to invite; the link goes by mail, or is shown once."""
    actor = acting(request)
    form = InvitationForm(actor, request.POST or None)

    def send(**facts: Any) -> Invitation:
        return services.invite(actor, **facts)

    if invitation := submitted(request, form, send):
        return _sent(request, invitation)
    page = FormPage(
        title=_("Invite a person"),
        submit=_("Invite"),
        done="",
        parent=_("Invitations"),
        parent_url=reverse("governance:invitations"),
    )
    return render(request, "governance/form.html", {"form": form, "page": page})


@never_cache
@writing
@requires(PERMISSION)
def renew(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Ask, then send an invitation again."""
    actor = acting(request)
    found = queries.invitation(actor, invitation_id)
    question = Confirmation(
        title=_("Send the invitation of %(name)s again?") % {"name": found.full_name},
        text=_("The link that was sent before opens nothing any more."),
        agree=_("Send again"),
        cancel_url=reverse("governance:invitations"),
        facts=[(_("E-mail"), found.email)],
    )
    if request.method != "POST":
        return ask(request, question)
    try:
        return _sent(request, services.renew_invitation(actor, found))
    except ValidationError as error:
        messages.error(request, joined(error.messages))
        return redirect("governance:invitations")


def _sent(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    """Say that the mail is on its way, or show the link, this once."""
    if letters.can_be_sent():
        says = _("The invitation is on its way to %(email)s.") % {"email": invitation.email}
        messages.success(request, says)
        return redirect("governance:invitations")
    link = request.build_absolute_uri(links.invitation_path(invitation))
    context = {"invitation": invitation, "link": link}
    return render(request, "governance/invitation_link.html", context)


@writing
@requires(PERMISSION)
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Ask, then take an invitation back."""
    actor = acting(request)
    found = queries.invitation(actor, invitation_id)
    here = reverse("governance:invitations")
    question = Confirmation(
        title=_("Withdraw the invitation of %(name)s?") % {"name": found.full_name},
        text=_("Its link opens nothing any more. You can invite the person again."),
        agree=_("Withdraw"),
        cancel_url=here,
        facts=[(_("E-mail"), found.email)],
        tone=Tone.BAD,
    )
    done = _("The invitation has been withdrawn.")
    return agree(request, question, lambda: services.withdraw_invitation(actor, found), done, here)
