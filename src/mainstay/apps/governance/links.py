"""Links that open one page to whoever holds them: an invitation, a new password.

They are signed and kept nowhere. What they name makes them good once: an invitation has a word of
its own, which goes with it; a new password ends the fingerprint of the one before.
"""

from datetime import timedelta

from django.core import signing
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare

from mainstay.apps.governance import queries, rules
from mainstay.apps.governance.models import Invitation, Person

RESET_FOR = timedelta(minutes=30)
_INVITATION = "mainstay.governance.invitation"
_RESET = "mainstay.governance.forgotten_password"


def invitation_path(invitation: Invitation) -> str:
    """The page where whoever was invited sets a password."""
    text = signing.dumps([invitation.pk, invitation.word], salt=_INVITATION)
    return reverse("invitation", args=[text])


def invitation_behind(text: str) -> Invitation | None:
    """The invitation of a link; None once it was accepted, withdrawn, sent anew or ran out."""
    number, word = _opened(text, _INVITATION) or (0, "")
    found = queries.open_invitation(number)
    if found is None or not constant_time_compare(found.word, word):
        return None
    return found if found.expires_at > timezone.now() else None


def reset_path(person: Person) -> str:
    """The page where a person sets a new password instead of a forgotten one."""
    return reverse("new_password", args=[signing.dumps([person.pk, _proof(person)], salt=_RESET)])


def person_behind(text: str) -> Person | None:
    """The person of a link; None after half an hour, and once anything of the sign-in changed."""
    number, proof = _opened(text, _RESET, RESET_FOR) or (0, "")
    person = queries.person_of_session(number)
    if person is None or not constant_time_compare(_proof(person), proof):
        return None
    return person


def _proof(person: Person) -> str:
    """What differs after another password, an end of all sessions or another e-mail."""
    return rules.fingerprint(f"{person.get_session_auth_hash()}:{person.email}")


def _opened(text: str, salt: str, age: timedelta | None = None) -> tuple[int, str] | None:
    try:
        number, word = signing.loads(text, salt=salt, max_age=age)
    except signing.BadSignature:
        return None
    return int(number), str(word)
