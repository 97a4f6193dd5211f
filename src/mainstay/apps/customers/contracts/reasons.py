"""Why the facts of a customer are refused, in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, Promise] = {
    "missing": _("This is needed."),
    "too_long": _("This is too long."),
    "control_characters": _("This holds characters that cannot be seen."),
    "out_of_range": _("This number cannot be kept."),
    "in_the_future": _("This day lies in the future."),
    "unknown_choice": _("This is not one of the choices."),
    "wrong_check_digit": _("The check digit does not fit: something is mistyped."),
    "code_taken": _("Another customer has this code."),
    "code_belongs_to_archived": _("This code belongs to an archived customer."),
    "archived": _("An archived customer must be restored before it can be changed."),
    "unknown_parent": _("There is no such parent."),
    "parent_cycle": _("A customer cannot stand above itself."),
    "unknown_owner": _("There is nobody of this name who can own a customer."),
    "ambiguous_owner": _("Several people have this name: give the e-mail address."),
    "duplicate_in_file": _("The file has this code more than once with different content."),
    "not_permitted": _("This customer is not yours to change."),
}
"""Code → words; an import report and a form say the same."""
