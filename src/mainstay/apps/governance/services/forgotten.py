"""A forgotten password, replaced through a link that is sent to the person's e-mail."""

from django.db import transaction

from mainstay.apps.governance import links, queries
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.services.account import OWN_ACCOUNT, own_account
from mainstay.apps.governance.services.passwords import SAVED, assign_password
from mainstay.apps.governance.services.sessions import forget_sessions_of
from mainstay.foundation import letters
from mainstay.foundation.access.actor import Actor, anonymous_actor, system_actor
from mainstay.foundation.access.services import AccessDenied, service
from mainstay.foundation.audit import services as audit

LETTER = "governance.forgotten_password"
NOBODY = 0
"""The key of a letter that nobody gets."""


@transaction.atomic
def ask_for_password(email: str, origin: str) -> None:
    """Send a link to the person with this e-mail, if there is one.

    The same is read and written for an e-mail that nobody has, so that neither the answer nor its
    time tells who has an account: the letter to nobody is thrown away by whoever sends it.
    """
    person = queries.person_signing_in(email)
    key = NOBODY if person is None else person.pk
    letters.send(system_actor("sign-in"), LETTER, key)
    audit.record(anonymous_actor(email, origin), "governance.account.password_asked_for")


@service(OWN_ACCOUNT)
def replace_forgotten_password(actor: Actor, text: str, *, new: str) -> Person:
    """Set the password of the person behind a link; all sessions end, the second factor stays.

    Raises AccessDenied for a link of somebody else or one that is good no more, and
    ValidationError naming the field.
    """
    rows = Person.objects.system("whoever holds the link sets a password").select_for_update()
    person = rows.get(pk=own_account(actor).pk)
    if links.person_behind(text) != person:
        raise AccessDenied(OWN_ACCOUNT)
    assign_password(person, new, field="new")
    person.must_change_password = False
    person.save(update_fields=[*SAVED, "must_change_password"])
    ended = forget_sessions_of(person)
    audit.record(actor, "governance.account.password_reset", subject=person, sessions=ended)
    return person
