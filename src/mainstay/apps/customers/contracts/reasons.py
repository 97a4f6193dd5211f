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
    "not_a_text": _("This must be a text."),
    "not_a_number": _("This is not a number."),
    "not_a_whole_number": _("This must be a whole number."),
    "too_many_places": _("There are at most four decimal places."),
    "not_a_day": _("This is not a day, such as 2026-01-31."),
    "not_yes_or_no": _("The answer is yes or no."),
    "too_small": _("This is less or earlier than the field takes."),
    "too_great": _("This is more or later than the field takes."),
    "unknown_custom_field": _("There is no such custom field, or it is archived."),
    "field_code": _(
        "The code begins with a small letter and has small letters, digits and underscores alone."
    ),
    "field_code_taken": _("Another custom field has this code."),
    "too_many_fields": _("There are as many custom fields as there may be."),
    "type_fixed": _("Customers have values of this field, so its type stays."),
    "code_fixed": _("Customers have values of this field, so its code stays."),
    "field_has_values": _("Customers have values of this field: it can be archived, not deleted."),
    "text_length": _("A text has between 1 and 500 characters."),
    "no_choices": _("A choice needs something to choose from."),
    "too_many_choices": _("There are more choices than there may be."),
    "choice_twice": _("Two choices have the same code."),
    "choice_code": _(
        "The code of a choice has letters, digits, points, hyphens and underscores alone, up to 40."
    ),
    "choice_name": _("Every choice needs a name, of up to 80 characters."),
    "choice_used": _("Customers have a choice that is missing here: archive it instead."),
    "bounds_swapped": _("The greatest value is less than the least."),
    "wrong_check_digit": _("The check digit does not fit: something is mistyped."),
    "code_taken": _("Another customer has this code."),
    "code_belongs_to_archived": _("This code belongs to an archived customer."),
    "archived": _("An archived customer must be restored before it can be changed."),
    "view_name_taken": _("You have another view of this name."),
    "too_many_views": _("You have as many views as there may be; delete one first."),
    "too_many_pins": _("As many views as there may be are pinned; take one away first."),
    "unknown_column": _("There is no such column, or none that you may see."),
    "column_twice": _("A column stands there twice, or there are too many."),
    "unknown_parent": _("There is no such parent."),
    "parent_cycle": _("A customer cannot stand above itself."),
    "unknown_owner": _("There is nobody of this name who can own a customer."),
    "owners_decide": _(
        "Owner and region decide who sees the customer: that is not for its account team."
    ),
    "unknown_member": _("There is nobody of this name who can belong to an account team."),
    "member_twice": _("This person belongs to the account team already."),
    "ambiguous_owner": _("Several people have this name: give the e-mail address."),
    "duplicate_in_file": _("The file has this code more than once with different content."),
    "not_permitted": _("This customer is not yours to change."),
    "hidden_field": _("You may not see this, so you cannot set it either."),
    "not_an_email": _("This is not an e-mail address."),
    "contact_code_taken": _("Another contact has this code."),
    "contact_archived": _("This contact is archived and must be restored before it can change."),
    "contact_of_other_customer": _("The contact with this code belongs to another customer."),
    "customer_archived": _("This customer is archived and must be restored before it can change."),
    "unknown_customer": _("There is no customer with this code."),
    "unknown_customer_name": _("There is no customer of this name."),
    "ambiguous_customer": _("Several customers have this name: give the customer's code."),
    "ambiguous_contact": _(
        "Several contacts of this customer have this name: give the contact's code, its e-mail "
        "address or its telephone number."
    ),
    "contact_twice_in_file": _("The file has this contact more than once with different content."),
}
"""Code → words; an import report and a form say the same."""
