"""Reads of second factors: who has one, and who owes one."""

from datetime import datetime
from typing import NamedTuple

from allauth.mfa import app_settings as second_factor_settings
from allauth.mfa.models import Authenticator
from django.db.models import QuerySet

from mainstay.apps.governance import rules
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.queries.company import find_installation
from mainstay.foundation.access.actor import Actor

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What stands beside the password; recovery codes only help out."""


class SecondFactor(NamedTuple):
    """A person's second factor: since when, when last used, what it is, what help is left."""

    since: datetime
    last_used_at: datetime | None
    codes_left: int
    has_app: bool
    passkeys: int


def second_factor_of(person: Person) -> SecondFactor | None:
    """The second factor of a person whom the reader was given; None without one."""
    kept = list(Authenticator.objects.filter(user_id=person.pk).order_by("pk"))
    factors = [each for each in kept if each.type in FACTORS]
    if not factors:
        return None
    uses = [each.last_used_at for each in kept if each.last_used_at is not None]
    passkeys = sum(each.type == Authenticator.Type.WEBAUTHN for each in factors)
    return SecondFactor(
        since=min(each.created_at for each in factors),
        last_used_at=max(uses, default=None),
        codes_left=sum(map(_codes_left, kept)),
        has_app=len(factors) > passkeys,
        passkeys=passkeys,
    )


def _codes_left(kept: Authenticator) -> int:
    if kept.type != Authenticator.Type.RECOVERY_CODES:
        return 0
    made: int = second_factor_settings.RECOVERY_CODE_COUNT
    used: int = kept.data["used_mask"].bit_count()
    return made - used


def passkeys_of(person: Person) -> list[Authenticator]:
    """The passkeys of a person whom the reader was given, oldest first."""
    kept = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.WEBAUTHN)
    return list(kept.order_by("pk"))


def passkey(person: Person, passkey_id: int) -> Authenticator:
    """One of a person's passkeys. Raises Authenticator.DoesNotExist."""
    kept = Authenticator.objects.filter(user_id=person.pk, type=Authenticator.Type.WEBAUTHN)
    return kept.get(pk=passkey_id)


def lacks_second_factor(actor: Actor) -> bool:
    """Whether the installation asks the actor for a second factor that is not there yet.

    Costs a query only for those whom the rule names.
    """
    company = find_installation()
    if company is None or not rules.owes_second_factor(company.second_factor, actor.permissions):
        return False
    return not with_second_factor().filter(user_id=actor.person_id).exists()


def with_second_factor() -> "QuerySet[Authenticator]":
    """What is kept of apps and passkeys, whoever they belong to."""
    found: QuerySet[Authenticator] = Authenticator.objects.filter(type__in=FACTORS)
    return found
