"""Refusals of governance's services, each with the field it belongs to and a code."""

from django.conf import settings
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.utils.translation import gettext as _


def refused(field: str | None, message: str, code: str) -> ValidationError:
    """The error to raise: `field` is the argument at fault, None when no single one is."""
    return ValidationError({field or NON_FIELD_ERRORS: ValidationError(message, code=code)})


def checked_language(language: str) -> str:
    """A language that the product speaks, or "" for the browser's. Raises ValidationError."""
    if language and language not in dict(settings.LANGUAGES):
        raise refused("language", _("Mainstay does not speak this language."), "unknown_language")
    return language
