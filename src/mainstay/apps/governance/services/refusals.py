"""Refusals of governance's services, each with the field it belongs to and a code."""

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _

from mainstay.kernel.clock import zone_names


def refused(field: str | None, message: str, code: str) -> ValidationError:
    """The error to raise: `field` is the argument at fault, None when no single one is."""
    return ValidationError({field or NON_FIELD_ERRORS: ValidationError(message, code=code)})


def checked_language(language: str) -> str:
    """A language that the product speaks, or "" for the browser's. Raises ValidationError."""
    if language and language not in dict(settings.LANGUAGES):
        raise refused("language", _("Mainstay does not speak this language."), "unknown_language")
    return language


def checked_zone(time_zone: str) -> str:
    """A time zone that one can choose, or "" for the company's. Raises ValidationError."""
    time_zone = time_zone.strip()
    if time_zone and time_zone not in zone_names():
        message = _("Enter a time zone such as Asia/Shanghai.")
        raise refused("time_zone", message, "unknown_zone")
    return time_zone
