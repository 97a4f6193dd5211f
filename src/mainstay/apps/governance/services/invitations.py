"""Inviting people, who choose their password themselves behind a link that is good once."""

from collections.abc import Iterable
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _

from mainstay.apps.governance.models import Invitation, Person
from mainstay.apps.governance.services.changes import in_words
from mainstay.apps.governance.services.people import (
    CHANGE,
    assign_facts,
    create_person,
    roles_named,
)
from mainstay.apps.governance.services.refusals import refused
from mainstay.apps.governance.services.separation import refuse_mixed_roles
from mainstay.foundation import letters
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.shell.sentences import joined

LETTER = "governance.invitation"
GOOD_FOR = timedelta(days=3)
TOLD = ("email", "full_name", "language", "team_id")


@service(CHANGE)
def invite(
    actor: Actor,
    *,
    email: str,
    full_name: str,
    language: str = "",
    team_id: int | None = None,
    roles: Iterable[str] = (),
) -> Invitation:
    """Invite somebody; by mail where mail goes out. Raises ValidationError naming the field."""
    facts = Person()
    assign_facts(facts, email=email, full_name=full_name, language=language, team_id=team_id)
    chosen = roles_named(roles)
    refuse_mixed_roles(chosen)
    invitation = Invitation(**{name: getattr(facts, name) for name in TOLD})
    invitation.invited_by_id = actor.person_id
    try:
        with transaction.atomic():
            _send(actor, invitation)
    except IntegrityError:
        raise refused("email", _("This e-mail has been invited already."), "invited") from None
    invitation.roles.add(*chosen)
    audit.record(
        actor,
        "governance.invitation.sent",
        subject=invitation,
        changes={
            **{name: [None, value] for name, value in in_words(invitation, TOLD).items()},
            "roles": [[], [role.code for role in chosen]],
        },
    )
    return invitation


@service(CHANGE)
def renew_invitation(actor: Actor, invitation: Invitation) -> Invitation:
    """Send an invitation anew, good for as long as the first; the link before opens nothing."""
    require(actor, CHANGE, invitation)
    _send(actor, invitation)
    audit.record(actor, "governance.invitation.renewed", subject=invitation)
    return invitation


@service(CHANGE)
def withdraw_invitation(actor: Actor, invitation: Invitation) -> None:
    """Take an invitation back; its link opens nothing any more."""
    require(actor, CHANGE, invitation)
    audit.record(actor, "governance.invitation.withdrawn", subject=invitation)
    invitation.delete()


@service(CHANGE)
def accept_invitation(actor: Actor, invitation: Invitation, *, new: str | None) -> Person:
    """Make the invited person, with the password that they chose; the invitation is used up.

    Without a password the person signs in through the identity provider. Called for whoever holds
    the link, by the system. Raises ValidationError, for `new` or for the whole: what was promised
    may be impossible by now, and the invitation used or withdrawn.
    """
    rows = Invitation.objects.system("whoever holds the link accepts").select_for_update()
    here = rows.filter(word=invitation.word, expires_at__gt=timezone.now())
    held = here.filter(pk=invitation.pk).first()
    if held is None:
        raise refused(None, _("This invitation has been used or withdrawn."), "used")
    roles = [role.code for role in held.roles.system("what was promised")]
    audit.record(actor, "governance.invitation.accepted", subject=held)
    held.delete()
    try:
        return create_person(
            actor,
            email=held.email,
            full_name=held.full_name,
            password=new,
            language=held.language,
            team_id=held.team_id,
            roles=roles,
            must_change_password=False,
            blame="new",
        )
    except ValidationError as error:
        if "new" in error.error_dict:
            raise
        raise refused(None, joined(error.messages), "outdated") from None


def _send(actor: Actor, invitation: Invitation) -> None:
    """Give the invitation a word and a time of its own, and have it mailed."""
    invitation.word = get_random_string(22)
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + GOOD_FOR
    invitation.save()
    letters.send(actor, LETTER, invitation.pk)
