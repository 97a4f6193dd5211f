"""What lets people and programs in: invitations, links to the provider, tokens, sessions."""

from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mainstay.apps.governance.models.house import Person, Role, Team
from mainstay.foundation.access.scoped import ScopedManager


class WayIn(models.TextChoices):
    """How somebody has signed in."""

    PASSWORD = "password", _("Password")
    PASSKEY = "passkey", _("Passkey")
    PROVIDER = "provider", _("Identity provider")


class Invitation(models.Model):
    """Somebody who was invited and has not set a password yet, with what they will be.

    `word` is what the link is good for: another one is drawn each time the invitation is sent.
    """

    email = models.EmailField(unique=True)
    full_name = models.CharField(max_length=150)
    language = models.CharField(max_length=16, blank=True)
    team = models.ForeignKey(
        Team, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    roles = models.ManyToManyField(Role, blank=True, related_name="invitations")
    invited_by = models.ForeignKey(
        Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="invitations"
    )
    word = models.CharField(max_length=32)
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-sent_at", "-id"]

    def __str__(self) -> str:
        return self.email


class ProviderLink(models.Model):
    """Which account of the identity provider is a person's, by what the provider never changes.

    `email` is what the provider called the person when the link was made, for people to read.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="provider_links")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=255)
    email = models.CharField(max_length=254, blank=True)
    linked_at = models.DateTimeField(auto_now_add=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-linked_at", "-id"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["issuer", "subject"], name="governance_provider_subject"
            ),
            models.UniqueConstraint(fields=["person", "issuer"], name="governance_provider_person"),
        ]

    def __str__(self) -> str:
        return self.email or self.subject


class FormerPassword(models.Model):
    """The hash of a password that a person had before, so that it does not come back too soon.

    Kept in the strict profile alone.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="former_passwords")
    password = models.CharField(max_length=128)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-id"]

    def __str__(self) -> str:
        return f"{self.person_id}"


class ApiToken(models.Model):
    """A secret that lets a program act for a person, narrowed to some of the person's permissions.

    Only the SHA-256 digest is kept: the secret has 256 random bits, so that a slow hash would add
    nothing. `prefix` finds the row and names the token to its owner.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=120)
    prefix = models.CharField(max_length=16, unique=True)
    digest = models.CharField(max_length=64)
    read_only = models.BooleanField(default=True)
    scopes = models.JSONField(default=list)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix})"

    @property
    def is_usable(self) -> bool:
        """Neither revoked nor expired."""
        return self.revoked_at is None and self.expires_at > timezone.now()


class BrowserSession(models.Model):
    """What is known of a session that somebody opened in a browser: which device, from where, when.

    `key` is that of Django's session; `proof` tells whether the person's password and generation
    are still those that it was opened with.
    """

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="browser_sessions")
    key = models.CharField(max_length=40, unique=True)
    proof = models.CharField(max_length=64)
    device = models.CharField(max_length=100, blank=True)
    way = models.CharField(max_length=16, choices=WayIn.choices, blank=True)
    address = models.CharField(max_length=64, blank=True)
    opened_at = models.DateTimeField(auto_now_add=True)
    last_seen_at = models.DateTimeField()

    objects = ScopedManager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-last_seen_at", "-id"]

    def __str__(self) -> str:
        return self.device
