"""The second factor of a person: codes of an authenticator app, and recovery codes for emergencies.

Passkeys stand in `services.passkeys`.

allauth keeps both and asks for them at sign-in; what is secret in them is encrypted by the adapter
in `governance.second_factor`.
"""

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, validate_totp_code
from django.utils.translation import gettext as _

from mainstay.apps.governance import queries
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.services.account import OWN_ACCOUNT, own_account
from mainstay.apps.governance.services.refusals import refused
from mainstay.foundation.access.actor import Actor, ActorKind
from mainstay.foundation.access.services import AccessDenied, require, service
from mainstay.foundation.audit import services as audit

CHANGE = "governance.person.change"


@service(OWN_ACCOUNT)
def add_second_factor(actor: Actor, *, secret: str, code: str) -> list[str]:
    """Turn the own second factor on and return the recovery codes, which are never shown again.

    There are none to return where a passkey has brought them before. `code` proves that the app
    holds the secret. Raises ValidationError naming the field.
    """
    person = locked(actor)
    if _has_app(person):
        raise refused(None, _("Your second factor is turned on already."), "exists")
    if not validate_totp_code(secret, code):
        raise refused("code", _("This code is wrong or has run out. Enter the next one."), "wrong")
    app = TOTP.activate(person, secret)
    app.validate_code(code)  # so that the same code does not sign anybody in
    audit.record(actor, "governance.second_factor.added", subject=person)
    return missing_codes(person)


@service(OWN_ACCOUNT)
def renew_recovery_codes(actor: Actor) -> list[str]:
    """Replace the own recovery codes and return the new ones. Raises ValidationError."""
    person = locked(actor)
    if queries.second_factor_of(person) is None:
        raise refused(None, _("Your second factor is not turned on."), "missing")
    codes = _fresh_codes(person)
    audit.record(actor, "governance.second_factor.codes_renewed", subject=person)
    return codes


@service(OWN_ACCOUNT)
def remove_second_factor(actor: Actor) -> Person:
    """Turn the own second factor off: the app, all passkeys and the recovery codes."""
    person = locked(actor)
    if _delete_all(person):
        audit.record(actor, "governance.second_factor.removed", subject=person)
    return person


@service(CHANGE)
def reset_second_factor(actor: Actor, person: Person) -> Person:
    """Take a lost second factor from a person, who signs in with the password alone from then on.

    A token cannot do it, since nobody can ask a program for a password once more.
    """
    require(actor, CHANGE, person)
    if actor.kind is ActorKind.TOKEN:
        raise AccessDenied(CHANGE)
    if _delete_all(person):
        audit.record(actor, "governance.person.second_factor_reset", subject=person)
    return person


def missing_codes(person: Person) -> list[str]:
    """Recovery codes for whoever has none yet; none for others, whose codes go on."""
    kept = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.RECOVERY_CODES)
    return [] if kept.exists() else _fresh_codes(person)


def forget_useless_codes(person: Person) -> None:
    """Without a second factor there is nothing that recovery codes would help with."""
    if queries.second_factor_of(person) is None:
        _delete_all(person)


def locked(actor: Actor) -> Person:
    """The own account, locked, so that two requests do not add two factors. A token has none."""
    if actor.kind is not ActorKind.PERSON:
        raise AccessDenied(OWN_ACCOUNT)
    person = own_account(actor)
    rows = Person.objects.system("everybody keeps the own second factor").select_for_update()
    return rows.get(pk=person.pk)


def _has_app(person: Person) -> bool:
    kept = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.TOTP)
    return bool(kept.exists())


def _fresh_codes(person: Person) -> list[str]:
    kept = Authenticator.objects.filter(user_id=person.pk)
    kept.filter(type=Authenticator.Type.RECOVERY_CODES).delete()
    return list(RecoveryCodes.activate(person).generate_codes())


def _delete_all(person: Person) -> bool:
    deleted, _per_model = Authenticator.objects.filter(user_id=person.pk).delete()
    return bool(deleted)
