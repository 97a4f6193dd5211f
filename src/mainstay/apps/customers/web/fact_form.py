"""The form of a single fact: the form of a customer with one field left."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mainstay.apps.customers import queries
from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.web.carried import carried, is_as_read, text_of
from mainstay.apps.customers.web.forms import CustomerForm
from mainstay.apps.reference.queries.branches import industry_names, region_names
from mainstay.foundation.access.actor import Actor

_SUGGESTED = 200
_HIDDEN = '<input type="hidden" name="{}" value="{}">'
_NAMES = {"industry": industry_names, "region": region_names}


class FactForm(CustomerForm):
    """One fact of a customer; what it must be is decided where it is for all of them."""

    def __init__(
        self,
        actor: Actor,
        field: str,
        customer: Customer,
        data: Mapping[str, Any] | None = None,
        place: str = "",
    ) -> None:
        super().__init__(actor, data, customer=customer)
        self.fields = {name: self.fields[name] for name in ("version", field)}
        self.auto_id = f"{place}-%s"
        self._field = field
        self._customer = customer
        if field in _NAMES:
            self.fields[field].widget.attrs["list"] = self.suggestions_id

    @property
    def fact(self) -> forms.BoundField:
        """The one field."""
        return self[self._field]

    @property
    def label(self) -> str:
        """What the field is heard as."""
        words = {"field": self.fact.label, "customer": self._customer.name}
        return _("%(field)s of %(customer)s") % words

    @property
    def suggestions_id(self) -> str:
        """The id of the list of what can be chosen or typed."""
        return str(self.auto_id) % "suggestions"

    @property
    def suggestions(self) -> list[str]:
        """What occurs and what is known, where a fact has names of its own."""
        if self._field not in _NAMES:
            return []
        occurring = queries.occurring(self._actor, self._field, _SUGGESTED)
        return sorted({*occurring, *_NAMES[self._field](self._actor)})

    @property
    def is_long(self) -> bool:
        """Whether Enter begins another line."""
        return isinstance(self.fact.field.widget, forms.Textarea)

    @property
    def is_check(self) -> bool:
        return isinstance(self.fact.field.widget, forms.CheckboxInput)

    @property
    def carried(self) -> SafeString:
        """The version and the value that were read."""
        return format_html("{}{}", self["version"], carried(self))

    def version_to_write(self) -> int:
        """The version that was read; the one in force where the fact is still as it was read.

        Who changes one fact has nothing against others' changes of other facts.
        """
        if is_as_read(self.fact):
            return self._customer.version
        return self.cleaned_data["version"] or 0

    def refuse(self, error: ValidationError) -> None:
        """Say at the field why the service refused."""
        self.add_error(self._field, error.messages)

    def resending(self, value: str, **more: object) -> SafeString:
        """Hidden inputs that give the fact a value, over the version in force."""
        inputs = {
            "version": self._customer.version,
            self._field: value,
            self.fact.html_initial_name: text_of(self.fact),
            **more,
        }
        return format_html_join(SafeString(""), _HIDDEN, inputs.items())
