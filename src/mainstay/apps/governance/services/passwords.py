"""Giving a password to a person, whoever chose it."""

from django.contrib.auth.hashers import check_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.apps.governance import queries, rules
from mainstay.apps.governance.models import FormerPassword, Person
from mainstay.foundation.access.scoped import ScopedQuerySet

SAVED = ("password", "password_set_at")
"""The fields of a person that a new password changes."""


def assign_password(person: Person, password: str, *, field: str = "password") -> None:
    """Check a password and put it on the person, unsaved. Raises ValidationError naming `field`."""
    strict = queries.sign_in_rules().strict and person.pk is not None
    try:
        validate_password(password, person)
        if strict:
            _refuse_former(person, password)
    except ValidationError as error:
        raise ValidationError({field: error}) from None
    if strict:
        _keep_present(person)
    person.set_password(password)
    person.password_set_at = timezone.now()


def forget_former_passwords() -> None:
    """The standard profile compares with none, so that none needs to be kept."""
    _former().delete()


def _refuse_former(person: Person, password: str) -> None:
    kept = _former().filter(person=person).values_list("password", flat=True)
    if any(check_password(password, each) for each in (person.password, *kept)):
        message = _("Choose a password other than your last %(count)d.")
        message %= {"count": rules.FORMER_PASSWORDS + 1}
        raise ValidationError(message, code="password_used_before")


def _keep_present(person: Person) -> None:
    if not person.has_usable_password():
        return
    FormerPassword(person=person, password=person.password).save()
    kept = _former().filter(person=person).order_by("-pk").values_list("pk", flat=True)
    _former().filter(pk__in=list(kept[rules.FORMER_PASSWORDS :])).delete()


def _former() -> ScopedQuerySet[FormerPassword]:
    return FormerPassword.objects.system("a new password is compared with those before it")
