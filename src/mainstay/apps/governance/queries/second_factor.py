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


class SecondFactor(NamedTuple):
    """A person's second factor: since when, when last used, and how much help is left."""

    since: datetime
    last_used_at: datetime | None
    codes_left: int


def second_factor_of(person: Person) -> SecondFactor | None:
    """The second factor of a person whom the reader was given; None without one."""
    kept = {each.type: each for each in Authenticator.objects.filter(user_id=person.pk)}
    app = kept.get(Authenticator.Type.TOTP)
    if app is None:
        return None
    codes = kept.get(Authenticator.Type.RECOVERY_CODES)
    made = second_factor_settings.RECOVERY_CODE_COUNT
    left = made - codes.data["used_mask"].bit_count() if codes is not None else 0
    uses = [each.last_used_at for each in kept.values() if each.last_used_at is not None]
    return SecondFactor(app.created_at, max(uses, default=None), left)


def lacks_second_factor(actor: Actor) -> bool:
    """Whether the installation asks the actor for a second factor that is not there yet.

    Costs a query only for those whom the rule names.
    """
    company = find_installation()
    if company is None or not rules.owes_second_factor(company.second_factor, actor.permissions):
        return False
    return not with_second_factor().filter(user_id=actor.person_id).exists()


def with_second_factor() -> "QuerySet[Authenticator]":
    found: QuerySet[Authenticator] = Authenticator.objects.filter(type=Authenticator.Type.TOTP)
    return found
