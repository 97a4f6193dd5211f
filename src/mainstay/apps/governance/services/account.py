"""What a person changes of the own account."""

from typing import TypedDict, Unpack

from django.utils.translation import gettext as _

from mainstay.apps.governance.models import Person
from mainstay.apps.governance.services.changes import save_changes
from mainstay.apps.governance.services.passwords import SAVED, assign_password
from mainstay.apps.governance.services.refusals import checked_language, checked_zone, refused
from mainstay.foundation.access.actor import Actor, ActorKind
from mainstay.foundation.access.services import AccessDenied, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.names import checked_name

OWN_ACCOUNT = "governance.account.change"


class OwnSettings(TypedDict, total=False):
    """What a person may change without an administrator; what is left out stays."""

    full_name: str
    language: str
    time_zone: str
    gets_mail: bool


@service(OWN_ACCOUNT)
def change_own_settings(actor: Actor, **facts: Unpack[OwnSettings]) -> Person:
    """Change the own name, language, time zone or mail. Raises ValidationError naming the field."""
    person = own_account(actor)
    changes = save_changes(person, facts, lambda: _assign(person, **facts))
    if changes:
        audit.record(actor, "governance.account.changed", subject=person, changes=changes)
    return person


@service(OWN_ACCOUNT)
def change_own_password(actor: Actor, *, current: str, new: str) -> Person:
    """Replace the own password; other sessions end. Raises ValidationError naming the field.

    Only the person can do it: a token must not turn itself into a sign-in.
    """
    if actor.kind is not ActorKind.PERSON:
        raise AccessDenied(OWN_ACCOUNT)
    person = own_account(actor)
    if not person.check_password(current):
        raise refused("current", _("This is not your password."), "wrong_password")
    if current == new:
        raise refused("new", _("Choose a password other than the present one."), "same_password")
    assign_password(person, new, field="new")
    person.must_change_password = False
    person.save(update_fields=[*SAVED, "must_change_password"])
    audit.record(actor, "governance.account.password_changed", subject=person)
    return person


def _assign(person: Person, **facts: Unpack[OwnSettings]) -> None:
    """Check the facts and put them on the person, unsaved."""
    if "full_name" in facts:
        person.full_name = checked_name(Person, "full_name", facts["full_name"])
    if "language" in facts:
        person.language = checked_language(facts["language"])
    if "time_zone" in facts:
        person.time_zone = checked_zone(facts["time_zone"])
    if "gets_mail" in facts:
        person.gets_mail = facts["gets_mail"]


def own_account(actor: Actor) -> Person:
    """The account behind the actor. Raises AccessDenied where there is none."""
    if actor.person_id is None:
        raise AccessDenied(OWN_ACCOUNT)
    rows = Person.objects.system("everybody may change the own account")
    person = rows.filter(pk=actor.person_id, is_active=True).first()
    if person is None:
        raise AccessDenied(OWN_ACCOUNT)
    return person
