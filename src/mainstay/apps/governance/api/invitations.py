"""The interface for programs: invitations."""

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.governance import links, queries, services
from mainstay.apps.governance.models import Invitation
from mainstay.foundation import letters
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class InvitationOut(Schema):
    """An invitation that nobody has accepted yet."""

    id: int
    email: str
    full_name: str
    language: str
    team_id: int | None
    roles: list[str]
    invited_by_id: int | None
    sent_at: datetime
    expires_at: datetime

    @staticmethod
    def resolve_roles(invitation: Invitation) -> list[str]:
        """The codes of the roles."""
        return [role.code for role in invitation.roles.all()]


class InvitationIn(Schema):
    """Somebody to invite."""

    email: str
    full_name: str
    language: str = ""
    team_id: int | None = None
    roles: list[str] = Field([], description="Codes of roles.")


class SentInvitation(Schema):
    """An invitation, with its link where no mail is sent: to be handed over, never shown again."""

    invitation: InvitationOut
    link: str | None


@router.get("", response=PageOut[InvitationOut])
@requires("governance.person.change")
def list_invitations(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """The invitations that nobody has accepted yet, the last sent first."""
    rows = queries.invitations(acting(request))
    return page_out(request, QuerySetRows(rows), ["-sent_at", "-pk"], page)


@router.post("", response={201: SentInvitation})
@requires("governance.person.change")
def invite(request: HttpRequest, invitation: InvitationIn) -> Status[dict[str, Any]]:
    """Invite somebody, by mail where mail is sent; the link is good once, for three days."""
    return Status(201, _sent(request, services.invite(acting(request), **invitation.dict())))


@router.post("/{int:invitation_id}/send", response=SentInvitation)
@requires("governance.person.change")
def renew_invitation(request: HttpRequest, invitation_id: int) -> dict[str, Any]:
    """Send an invitation again; the link before opens nothing any more."""
    actor = acting(request)
    found = queries.invitation(actor, invitation_id)
    return _sent(request, services.renew_invitation(actor, found))


@router.delete("/{int:invitation_id}", response={204: None})
@requires("governance.person.change")
def withdraw_invitation(request: HttpRequest, invitation_id: int) -> Status[None]:
    """Withdraw an invitation."""
    actor = acting(request)
    services.withdraw_invitation(actor, queries.invitation(actor, invitation_id))
    return Status(204, None)


def _sent(request: HttpRequest, invitation: Invitation) -> dict[str, Any]:
    link = None
    if not letters.can_be_sent():
        link = request.build_absolute_uri(links.invitation_path(invitation))
    return {"invitation": queries.invitation(acting(request), invitation.pk), "link": link}
