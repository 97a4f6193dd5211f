"""Forms of the pages of contacts. Field names are the services' argument names."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.customers.models import Contact
from mainstay.apps.customers.queries import ContactFilter
from mainstay.apps.customers.rules import LONGEST_CONTACT_TEXTS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.field_rights import hidden_fields

_KEY_LIMIT = 2**63


class ContactFilterForm(forms.Form):
    """The search of the list; what cannot be understood is left aside."""

    q = forms.CharField(label=_("Search"), required=False)
    archived = forms.BooleanField(label=_("Archived ones too"), required=False)
    customer = forms.IntegerField(
        required=False, min_value=1, max_value=_KEY_LIMIT - 1, widget=forms.HiddenInput
    )

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        self.full_clean()

    @property
    def wanted(self) -> ContactFilter:
        """The filter that the valid values make."""
        values = self.cleaned_data
        return ContactFilter(
            text=values.get("q", ""),
            customer=values.get("customer"),
            archived=values.get("archived", False),
        )


def _text(name: str, label: Any, **settings: Any) -> forms.CharField:
    longest = LONGEST_CONTACT_TEXTS[name]
    return forms.CharField(label=label, max_length=longest, required=name == "name", **settings)


class ContactForm(forms.Form):
    """The facts of a contact, as far as the person may see them.

    What they must be is decided by the service.
    """

    name = _text("name", pgettext_lazy("person", "Name"))
    is_main = forms.BooleanField(label=_("Main contact"), required=False)
    position = _text("position", _("Position"))
    department = _text("department", _("Department"))
    mobile = _text("mobile", _("Mobile"))
    phone = _text("phone", _("Phone"))
    email = _text("email", _("E-mail"))
    wechat = _text("wechat", _("WeChat"))
    code = _text("code", _("Code"), help_text=_("What another system calls this person."))
    source = _text(
        "source",
        _("System of the code"),
        help_text=_("The system that uses the code, such as ERP."),
    )
    notes = _text("notes", _("Notes"), widget=forms.Textarea(attrs={"rows": 3}))
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, actor: Actor, contact: Contact | None, data: Mapping[str, Any] | None
    ) -> None:
        names = self.base_fields
        initial = {name: getattr(contact, name) for name in names} if contact else {}
        super().__init__(data, initial=initial)
        for name in hidden_fields(actor, Contact) & self.fields.keys():
            del self.fields[name]
        if contact is not None and contact.archived_at is not None:
            for field in self.fields.values():
                field.disabled = True
