"""Names that people give to things, checked before a database is asked to keep them."""

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _

from mainstay.kernel.text import has_controls


def checked_name(model: type[Model], field: str, name: str) -> str:
    """The name without spaces around it. Raises ValidationError where the field cannot keep it."""
    name = name.strip()
    longest: int | None = getattr(model._meta.get_field(field), "max_length", None)
    if not name:
        raise _refused(field, _("Enter a name."), "required")
    if longest is not None and len(name) > longest:
        message = _("A name has at most %(longest)d characters.") % {"longest": longest}
        raise _refused(field, message, "too_long")
    if has_controls(name):
        raise _refused(field, _("This holds characters that cannot be seen."), "control_characters")
    return name


def _refused(field: str, message: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(message, code=code)})
