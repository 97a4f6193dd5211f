"""Refusals of notifications' services, each with the field it belongs to and a code."""

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError


def refused(field: str | None, message: str, code: str) -> ValidationError:
    """The error to raise: `field` is the argument at fault, None when no single one is."""
    return ValidationError({field or NON_FIELD_ERRORS: ValidationError(message, code=code)})
