"""Regions and industries that results are narrowed to, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.evaluation.queries.breakdown import ALONE, NOT_STATED, Field

FIELDS: dict[Field, Promise] = {
    Field.REGION: gettext_lazy("Region"),
    Field.INDUSTRY: gettext_lazy("Industry"),
}


def place_name(wanted: str) -> str:
    """What a filter asks for, as people call it."""
    if wanted == NOT_STATED:
        return _("not stated")
    if wanted.startswith(ALONE):
        return _("%(place)s itself") % {"place": wanted.removeprefix(ALONE)}
    return wanted
