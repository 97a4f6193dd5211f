"""Reads of invitations: those that nobody has accepted yet."""

from django.db.models import Prefetch, QuerySet

from mainstay.apps.governance.models import Invitation, Role
from mainstay.foundation.access.actor import Actor


def invitations(actor: Actor) -> QuerySet[Invitation]:
    """The invitations the actor may see, the last sent first, with roles and who invited."""
    roles = Role.objects.system("shown beside an invitation that is visible")
    rows = Invitation.objects.visible_to(actor).select_related("invited_by")
    return rows.prefetch_related(Prefetch("roles", queryset=roles))


def invitation(actor: Actor, invitation_id: int) -> Invitation:
    """One visible invitation. Raises Invitation.DoesNotExist."""
    return invitations(actor).get(pk=invitation_id)


def open_invitation(invitation_id: int) -> Invitation | None:
    """The invitation of a link, which nobody may read without the link."""
    rows = Invitation.objects.system("the link says who was invited")
    return rows.select_related("invited_by").filter(pk=invitation_id).first()
