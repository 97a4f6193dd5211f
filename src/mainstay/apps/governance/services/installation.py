"""Setting up an installation, changing it, and completing its schema after migrations."""

from typing import Any, TypedDict, Unpack
from zoneinfo import available_timezones

from django.core.management import call_command
from django.db import transaction
from django.db.models import TextChoices
from django.utils.translation import gettext as _

from mainstay.apps.governance import queries
from mainstay.apps.governance.contracts import InstallationChanged
from mainstay.apps.governance.models import (
    KEPT_DAYS,
    MAX_FESTIVAL_DAYS,
    MAX_FESTIVAL_DAYS_BEFORE,
    MAX_IDLE_MINUTES,
    MAX_KEPT_DAYS,
    MAX_PASSWORD_DAYS,
    MAX_RATE_DAYS,
    Installation,
    Person,
    SecondFactorDuty,
    ShippedRole,
    SignInProfile,
)
from mainstay.apps.governance.services.changes import in_words, save_changes
from mainstay.apps.governance.services.passwords import forget_former_passwords
from mainstay.apps.governance.services.people import create_person
from mainstay.apps.governance.services.refusals import refused
from mainstay.apps.governance.services.roles import synchronise_shipped_roles
from mainstay.apps.governance.services.separation import refuse_mixed_people
from mainstay.foundation import events
from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.names import checked_name
from mainstay.kernel.currencies import CURRENCIES

CHANGE = "governance.installation.change"
TOLD = (
    "name",
    "reporting_currency",
    "time_zone",
    "fiscal_year_start_month",
    "spring_festival_days",
    "spring_festival_days_before",
    "exchange_rate_days",
    "second_factor",
    "sign_in_profile",
    "password_days",
    "idle_minutes",
    *KEPT_DAYS,
)
_RANGES = {
    "fiscal_year_start_month": (1, 12),
    "spring_festival_days": (0, MAX_FESTIVAL_DAYS),
    "spring_festival_days_before": (0, MAX_FESTIVAL_DAYS_BEFORE),
    "exchange_rate_days": (0, MAX_RATE_DAYS),
    "password_days": (0, MAX_PASSWORD_DAYS),
    "idle_minutes": (0, MAX_IDLE_MINUTES),
    **dict.fromkeys(KEPT_DAYS, (0, MAX_KEPT_DAYS)),
    # What is written but not named yet must not look forgotten.
    "leftovers_days": (1, MAX_KEPT_DAYS),
}
_CHOICES: dict[str, type[TextChoices]] = {
    "second_factor": SecondFactorDuty,
    "sign_in_profile": SignInProfile,
}


class AlreadyInitialised(Exception):
    """The installation has been set up before."""


class InstallationFacts(TypedDict, total=False):
    """What may be changed of the installation; what is left out stays."""

    name: str
    reporting_currency: str
    time_zone: str
    fiscal_year_start_month: int
    spring_festival_days: int
    spring_festival_days_before: int
    exchange_rate_days: int
    second_factor: str
    sign_in_profile: str
    password_days: int
    idle_minutes: int
    leftovers_days: int
    old_states_days: int
    uploads_days: int
    rejects_days: int
    before_images_days: int
    frozen_inputs_days: int
    messages_days: int


@transaction.atomic
def initialise(
    *,
    email: str,
    password: str,
    currency: str,
    time_zone: str,
    name: str = "Mainstay",
    full_name: str = "Administrator",
) -> Person:
    """Set up an empty database: the installation and its first administrator.

    Raises AlreadyInitialised, and ValidationError naming the argument.
    """
    actor = system_actor("init")
    if Installation.objects.system("set-up asks whether it is the first").exists():
        raise AlreadyInitialised
    company = Installation()
    _assign(company, name=name, reporting_currency=currency, time_zone=time_zone)
    company.save(force_insert=True)
    audit.record(
        actor,
        "governance.installation.created",
        subject=company,
        changes={name: [None, value] for name, value in in_words(company, TOLD).items()},
    )
    return create_person(
        actor,
        email=email,
        full_name=full_name,
        password=password,
        roles=[ShippedRole.ADMINISTRATOR],
        must_change_password=False,
    )


@service(CHANGE)
def change_installation(actor: Actor, **facts: Unpack[InstallationFacts]) -> Installation:
    """Change the installation. Raises ValidationError, also for what the ledger has locked."""
    company = Installation.objects.visible_to(actor).select_for_update().get()
    require(actor, CHANGE, company)
    changes = save_changes(company, facts, lambda: _assign(company, **facts))
    for field in ("reporting_currency", "time_zone"):
        if field in changes and queries.is_zone_locked():
            message = _("The ledger counts in it already; it can no longer be changed.")
            raise refused(field, message, "locked")
    if changes:
        queries.forget_installation()
        _follow_profile(changes)
        audit.record(actor, "governance.installation.changed", subject=company, changes=changes)
        events.publish(InstallationChanged(frozenset(changes)))
    return company


def _follow_profile(changes: dict[str, list[Any]]) -> None:
    """What another profile for sign-in asks of the rest. Raises ValidationError."""
    if "sign_in_profile" not in changes:
        return
    if queries.sign_in_rules().strict:
        refuse_mixed_people("sign_in_profile")
    else:
        forget_former_passwords()


def complete_schema(using: str) -> None:
    """Bring what migrations do not cover up to date: shipped roles and the cache table."""
    call_command("createcachetable", database=using, verbosity=0)
    synchronise_shipped_roles(using)


def _assign(company: Installation, **facts: Unpack[InstallationFacts]) -> None:
    """Check the facts and put them on the installation, unsaved."""
    if "name" in facts:
        company.name = checked_name(Installation, "name", facts["name"])
    if "reporting_currency" in facts:
        company.reporting_currency = facts["reporting_currency"].strip().upper()
        if company.reporting_currency not in CURRENCIES:
            message = _("Enter a currency as the three letters of ISO 4217, such as CNY.")
            raise refused("reporting_currency", message, "invalid")
    if "time_zone" in facts:
        company.time_zone = facts["time_zone"].strip()
        if company.time_zone not in available_timezones():
            message = _("Enter a time zone such as Asia/Shanghai.")
            raise refused("time_zone", message, "unknown_zone")
    for field in _CHOICES.keys() & facts.keys():
        _assign_choice(company, field, facts[field])  # type: ignore[literal-required]
    for field in _RANGES.keys() & facts.keys():
        _assign_number(company, field, facts[field])  # type: ignore[literal-required]


def _assign_choice(company: Installation, field: str, value: str) -> None:
    if value not in _CHOICES[field]:
        raise refused(field, _("Choose one of the list."), "invalid")
    setattr(company, field, value)


def _assign_number(company: Installation, field: str, value: int) -> None:
    least, most = _RANGES[field]
    if not least <= value <= most:
        message = _("Enter a number from %(least)d to %(most)d.") % {"least": least, "most": most}
        raise refused(field, message, "out_of_range")
    setattr(company, field, value)
