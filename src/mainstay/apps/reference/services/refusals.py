"""Refusing facts: the codes of the rules, put into words for whoever asked."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError

from mainstay.apps.reference.contracts import REASONS
from mainstay.apps.reference.rules.rates import Problem


def refused(problems: Iterable[Problem]) -> ValidationError:
    """The error to raise; it names the fields, so that a form shows each beside its field."""
    errors: dict[str, list[ValidationError]] = {}
    for problem in problems:
        error = ValidationError(str(REASONS[problem.code]), code=problem.code)
        errors.setdefault(problem.field, []).append(error)
    return ValidationError(errors)
