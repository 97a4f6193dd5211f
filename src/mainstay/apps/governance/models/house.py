"""The installation, its people, teams and roles, and its backups."""

from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.actor import RowScope
from mainstay.foundation.access.scoped import ScopedManager

MAX_FESTIVAL_DAYS = 60
MAX_FESTIVAL_DAYS_BEFORE = 20
MAX_RATE_DAYS = 3_660
MAX_KEPT_DAYS = 36_500
MAX_PASSWORD_DAYS = 3_660
MAX_IDLE_MINUTES = 1_440
KEPT_DAYS = (
    "leftovers_days",
    "old_states_days",
    "uploads_days",
    "rejects_days",
    "before_images_days",
    "frozen_inputs_days",
    "messages_days",
)
"""Fields that say for how many days something is kept."""


def _kept_days(default: int) -> "models.PositiveIntegerField[int, int]":
    return models.PositiveIntegerField(
        default=default, validators=[MaxValueValidator(MAX_KEPT_DAYS)]
    )


class Scope(models.TextChoices):
    """What a role reaches, with the words people read: the foundation's row scopes, and regions.

    Regions and teams add up: neither is wider than the other.
    """

    OWN = RowScope.OWN.value, _("Own customers")
    TEAM = RowScope.TEAM.value, _("Team and below")
    REGION = "region", _("Regions of the person")
    ALL = RowScope.ALL.value, _("Everything")


class ShippedRole(models.TextChoices):
    """The roles every installation has, with their translated names."""

    ADMINISTRATOR = "administrator", _("Administrator")
    EXECUTIVE = "executive", _("Executive")
    DIRECTOR = "director", _("Sales director")
    KEY_ACCOUNT_MANAGER = "key_account_manager", _("Key account manager")
    SERVICE_AGENT = "service_agent", _("Service agent")
    ANALYST = "analyst", _("Analyst")
    AUDITOR = "auditor", _("Auditor")


class SecondFactorDuty(models.TextChoices):
    """Who needs a second factor to work here."""

    NOBODY = "nobody", _("Nobody")
    ADMINISTRATORS = "administrators", _("Administrators")
    EVERYBODY = "everybody", _("Everybody")


class SignInProfile(models.TextChoices):
    """How strict the installation is about passwords, idle people and administrators."""

    STANDARD = "standard", _("Standard")
    STRICT = "strict", _("Strict")


class Installation(models.Model):
    """The one row that says whose installation this is and what its figures are counted in.

    Currency and time zone are fixed once the ledger has its first commit: every amount and every
    day in it was counted in them. Trade rests for `spring_festival_days` from
    `spring_festival_days_before` the lunar new year's day; without days nothing is taken out.
    An exchange rate holds for `exchange_rate_days` after its own day, unless there is a newer one.
    Whom `second_factor` names sets up a second factor before anything else. `password_days` and
    `idle_minutes` count in the strict profile alone; 0 is without end.

    The last fields say for how many days what is no longer needed is kept; 0 keeps it for good.
    """

    ONLY: ClassVar[int] = 1

    id = models.PositiveSmallIntegerField(primary_key=True, default=ONLY, editable=False)
    name = models.CharField(max_length=200)
    reporting_currency = models.CharField(max_length=3)
    time_zone = models.CharField(max_length=64)
    fiscal_year_start_month = models.PositiveSmallIntegerField(
        default=1, validators=[MinValueValidator(1), MaxValueValidator(12)]
    )
    spring_festival_days = models.PositiveSmallIntegerField(
        default=0, validators=[MaxValueValidator(MAX_FESTIVAL_DAYS)]
    )
    spring_festival_days_before = models.PositiveSmallIntegerField(
        default=1, validators=[MaxValueValidator(MAX_FESTIVAL_DAYS_BEFORE)]
    )
    exchange_rate_days = models.PositiveSmallIntegerField(
        default=31,
        validators=[MinValueValidator(0), MaxValueValidator(MAX_RATE_DAYS)],
    )
    second_factor = models.CharField(
        max_length=16, choices=SecondFactorDuty.choices, default=SecondFactorDuty.NOBODY
    )
    sign_in_profile = models.CharField(
        max_length=16, choices=SignInProfile.choices, default=SignInProfile.STANDARD
    )
    password_days = models.PositiveSmallIntegerField(
        default=90, validators=[MaxValueValidator(MAX_PASSWORD_DAYS)]
    )
    idle_minutes = models.PositiveSmallIntegerField(
        default=30, validators=[MaxValueValidator(MAX_IDLE_MINUTES)]
    )
    leftovers_days = _kept_days(7)
    old_states_days = _kept_days(30)
    uploads_days = _kept_days(730)
    rejects_days = _kept_days(730)
    before_images_days = _kept_days(0)
    frozen_inputs_days = _kept_days(0)
    messages_days = _kept_days(90)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = ScopedManager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(id=1), name="governance_one_installation"),
            models.CheckConstraint(
                condition=models.Q(fiscal_year_start_month__range=(1, 12)),
                name="governance_fiscal_month",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    spring_festival_days__lte=MAX_FESTIVAL_DAYS,
                    spring_festival_days_before__lte=MAX_FESTIVAL_DAYS_BEFORE,
                ),
                name="governance_spring_festival",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Backup(models.Model):
    """A backup that was made: when its moment was, where it was written, how much it holds."""

    made_at = models.DateTimeField()
    seconds = models.FloatField()
    file_name = models.CharField(max_length=1000)
    bytes = models.BigIntegerField()
    files = models.PositiveIntegerField()
    by_name = models.CharField(max_length=200)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-id"]

    def __str__(self) -> str:
        return self.file_name


class Team(models.Model):
    """A node of the team tree. Its members with the row scope `team` reach it and all below it."""

    name = models.CharField(max_length=120)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    lead = models.ForeignKey(
        "governance.Person",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="led_teams",
    )

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["parent", "name"], name="governance_team_name"),
            models.UniqueConstraint(
                fields=["name"],
                condition=models.Q(parent__isnull=True),
                name="governance_top_team_name",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A named set of permissions with a row scope.

    Shipped roles (`built_in`) follow the permissions that the apps declare and are read-only;
    an installation's own roles are plain data.
    """

    code = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    permissions = models.JSONField(default=list)
    scope = models.CharField(max_length=8, choices=Scope.choices, default=Scope.OWN)
    built_in = models.BooleanField(default=False)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-built_in", "id"]

    def __str__(self) -> str:
        return str(self.label)

    @property
    def label(self) -> str | Promise:
        """The name as the reader knows it: translated for shipped roles, as typed for others."""
        return ShippedRole(self.code).label if self.built_in else self.name


class Person(AbstractBaseUser):
    """Somebody who signs in. The e-mail, kept in lower case, is the sign-in name.

    `region_ids` are the regions given to the person, which count for roles with the row scope
    `region`; the regions themselves are reference data. Without a `time_zone` moments are told in
    the company's.
    """

    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=150)
    language = models.CharField(max_length=16, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    gets_mail = models.BooleanField(default=True)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.PROTECT, related_name="members"
    )
    region_ids = models.JSONField(default=list)
    roles = models.ManyToManyField(Role, blank=True, related_name="people")
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    password_set_at = models.DateTimeField(default=timezone.now)
    session_generation = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["full_name", "id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="governance_email_lower"
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Bind sessions to the password and to `session_generation`, so that both can end them."""
        return salted_hmac(
            "mainstay.governance.session",
            f"{self.password}:{self.session_generation}",
            secret=secret,
            algorithm="sha256",
        ).hexdigest()
