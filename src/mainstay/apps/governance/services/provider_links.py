"""Whom the identity provider lets in, and which of its accounts is whose."""

from dataclasses import replace

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.apps.governance import queries, rules
from mainstay.apps.governance.models import Invitation, Person, ProviderLink, Role, WayIn
from mainstay.apps.governance.provider.identity import EntryRefused, Identity
from mainstay.apps.governance.services.account import OWN_ACCOUNT
from mainstay.apps.governance.services.invitations import accept_invitation
from mainstay.apps.governance.services.people import CHANGE, create_person
from mainstay.apps.governance.services.refusals import refused
from mainstay.apps.governance.services.second_factor import locked
from mainstay.apps.governance.services.sessions import forget_sessions_of
from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.foundation.access.scoped import ScopedQuerySet
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit


def enter(identity: Identity, origin: str) -> Person:
    """The person whom the provider lets in; linked, accepted or made where it is the first time.

    Raises EntryRefused.
    """
    try:
        with transaction.atomic():
            return _entering(identity, origin)
    except IntegrityError as error:
        raise EntryRefused("code_refused") from error  # the same person has come in twice at once


def owner_of(identity: Identity) -> Person | None:
    """Whom the provider's account belongs to here."""
    link = _links().filter(issuer=identity.issuer, subject=identity.subject)
    found = link.select_related("person").first()
    return found.person if found is not None else None


@service(OWN_ACCOUNT)
def link_own_account(actor: Actor, identity: Identity) -> Person:
    """Link the own account to one of the provider's. A token cannot. Raises EntryRefused."""
    person = locked(actor)
    owner = owner_of(identity)
    if owner is not None and owner != person:
        raise EntryRefused("taken")
    if owner is None:
        _link(actor, person, identity)
    return person


@service(OWN_ACCOUNT)
def unlink_own_account(actor: Actor, present: str = "") -> Person:
    """Take the own link away; sessions that came of it end, but for the one with key `present`.

    Refused to whoever could not come in any other way. Raises ValidationError.
    """
    person = locked(actor)
    if not person.has_usable_password() and not queries.passkeys_of(person):
        message = _("You could not sign in any more: you have neither a password nor a passkey.")
        raise refused(None, message, "last_way_in")
    if _unlink(person, present):
        audit.record(actor, "governance.provider.unlinked", subject=person)
    return person


@service(CHANGE)
def unlink_person(actor: Actor, person: Person) -> bool:
    """Take a person's link away, if there is one; sessions that came of it end."""
    require(actor, CHANGE, person)
    had = _unlink(person)
    if had:
        audit.record(actor, "governance.person.unlinked", subject=person)
    return had


def _entering(identity: Identity, origin: str) -> Person:
    person = owner_of(identity)
    if person is not None:
        _refuse_disabled(person)
        mine = _links().filter(person=person, issuer=identity.issuer)
        mine.update(last_used_at=timezone.now())
        return person
    if not identity.email:
        raise EntryRefused("email_unverified")
    rows = Person.objects.system("an e-mail that the provider vouches for names the person")
    person = rows.select_for_update().filter(email=identity.email).first()
    if person is None:
        person = _welcomed(identity, origin)
    _refuse_disabled(person)
    if _links().filter(person=person, issuer=identity.issuer).exists():
        raise EntryRefused("other_account")
    _link(queries.actor_of(person, origin), person, identity)
    return person


def _refuse_disabled(person: Person) -> None:
    if not person.is_active:
        raise EntryRefused("disabled")


def _welcomed(identity: Identity, origin: str) -> Person:
    """A person who was not here before: invited, or let in by the settings."""
    rows = Invitation.objects.system("an e-mail that the provider vouches for was invited")
    invitation = rows.filter(email=identity.email).first()
    if invitation is None:
        return _made(identity, origin)
    if invitation.expires_at <= timezone.now():
        raise EntryRefused("invitation_over")
    actor = replace(system_actor("invitation"), origin=origin)
    try:
        return accept_invitation(actor, invitation, new=None)
    except ValidationError as error:
        raise EntryRefused("cannot_be_made") from error


def _made(identity: Identity, origin: str) -> Person:
    """Somebody whom nobody has invited: only where the settings give a role to such people."""
    local, _at, domain = identity.email.rpartition("@")
    trusted = {each.lower() for each in settings.OIDC_NEW_PEOPLE_DOMAINS}
    if not settings.OIDC_NEW_PEOPLE_ROLE or domain not in trusted:
        raise EntryRefused("unknown_person", email=identity.email)
    if not may_be_given(settings.OIDC_NEW_PEOPLE_ROLE):
        raise EntryRefused("cannot_be_made")
    try:
        return create_person(
            replace(system_actor("provider"), origin=origin),
            email=identity.email,
            full_name=identity.full_name or local,
            password=None,
            roles=[settings.OIDC_NEW_PEOPLE_ROLE],
            must_change_password=False,
        )
    except ValidationError as error:
        raise EntryRefused("cannot_be_made") from error


def may_be_given(code: str) -> bool:
    """Whether people who were not invited may have a role: it exists and administers nothing."""
    role = Role.objects.system("the settings name a role for new people").filter(code=code).first()
    return role is not None and rules.ADMINISTERING.isdisjoint(role.permissions)


def _link(actor: Actor, person: Person, identity: Identity) -> None:
    _links().filter(person=person, issuer=identity.issuer).delete()
    ProviderLink(
        person=person,
        issuer=identity.issuer,
        subject=identity.subject,
        email=identity.email,
        last_used_at=timezone.now(),
    ).save()
    audit.record(
        actor,
        "governance.provider.linked",
        subject=person,
        provider=identity.issuer,
        provider_subject=identity.subject,
        email=identity.email,
    )


def _unlink(person: Person, present: str = "") -> bool:
    deleted, _per_model = _links().filter(person=person).delete()
    if deleted:
        forget_sessions_of(person, way=WayIn.PROVIDER, but=present)
    return bool(deleted)


def _links() -> ScopedQuerySet[ProviderLink]:
    return ProviderLink.objects.system("whoever comes from the provider is looked for")
