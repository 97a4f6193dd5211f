"""The passkeys of a person: added, named anew, removed."""

from allauth.mfa.models import Authenticator
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.apps.governance import queries
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.services.account import OWN_ACCOUNT
from mainstay.apps.governance.services.refusals import refused
from mainstay.apps.governance.services.second_factor import (
    forget_useless_codes,
    locked,
    missing_codes,
)
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.kernel.text import has_controls

MOST = 10
LONGEST_NAME = 60


@service(OWN_ACCOUNT)
def add_passkey(actor: Actor, *, name: str, key: str) -> list[str]:
    """Keep a key that the browser has proved to hold; recovery codes come with the first factor.

    Raises ValidationError naming the field.
    """
    person = locked(actor)
    if len(queries.passkeys_of(person)) >= MOST:
        raise refused(
            None, _("You have %(most)d passkeys. Remove one first.") % {"most": MOST}, "many"
        )
    kept = Authenticator(
        user=person,
        type=Authenticator.Type.WEBAUTHN,
        data={"name": _checked(name), "key": key},
    )
    kept.save()
    audit.record(actor, "governance.passkey.added", subject=person, passkey=kept.data["name"])
    return missing_codes(person)


@service(OWN_ACCOUNT)
def rename_passkey(actor: Actor, passkey_id: int, *, name: str) -> Authenticator:
    """Call an own passkey otherwise. Raises ValidationError and Authenticator.DoesNotExist."""
    kept = queries.passkey(locked(actor), passkey_id)
    before, after = kept.data["name"], _checked(name)
    if before != after:
        kept.data = {**kept.data, "name": after}
        kept.save(update_fields=["data"])
        audit.record(
            actor,
            "governance.passkey.renamed",
            subject=kept.user,
            changes={"passkey": [before, after]},
        )
    return kept


@service(OWN_ACCOUNT)
def remove_passkey(actor: Actor, passkey_id: int) -> Person:
    """Forget an own passkey; with the last factor its recovery codes go too.

    Raises Authenticator.DoesNotExist.
    """
    person = locked(actor)
    kept = queries.passkey(person, passkey_id)
    audit.record(actor, "governance.passkey.removed", subject=person, passkey=kept.data["name"])
    kept.delete()
    forget_useless_codes(person)
    return person


def note_passkey(kept: Authenticator) -> None:
    """A key has been used to sign in."""
    kept.last_used_at = timezone.now()
    kept.save(update_fields=["last_used_at"])


def _checked(name: str) -> str:
    name = name.strip()
    if not name or len(name) > LONGEST_NAME or has_controls(name):
        message = _("Enter a name of at most %(longest)d characters.") % {"longest": LONGEST_NAME}
        raise refused("name", message, "name")
    return name
