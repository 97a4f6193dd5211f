"""The form of a bulk change: what is done, and the value that goes with it."""

import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.customers import policies, queries
from mainstay.apps.customers.contracts.custom_fields import CustomField
from mainstay.apps.customers.models import BulkDeed
from mainstay.apps.customers.queries.custom_fields import custom_fields
from mainstay.apps.customers.rules import LONGEST_TAG, LONGEST_TEXTS
from mainstay.apps.customers.services.checking import SETTABLE_STATUSES
from mainstay.apps.customers.services.custom_values import check_value
from mainstay.apps.customers.web.custom_value_fields import form_field
from mainstay.apps.governance import queries as governance
from mainstay.apps.reference.queries.branches import industry_names, region_names
from mainstay.foundation.access.actor import Actor

_FIELD_OF = {
    BulkDeed.OWNER: "owner",
    BulkDeed.REGION: "region",
    BulkDeed.INDUSTRY: "industry",
    BulkDeed.SCALE: "scale",
    BulkDeed.STATUS: "status",
    BulkDeed.ADD_TAG: "tag",
    BulkDeed.REMOVE_TAG: "tag",
}
"""Where the value of each deed is said."""
_TAGGING = (BulkDeed.ADD_TAG, BulkDeed.REMOVE_TAG)


class BulkForm(forms.Form):
    """One deed; of the fields below it only the deed's own is shown."""

    deed = forms.ChoiceField(label=pgettext_lazy("bulk change", "What is done"))
    owner = forms.ChoiceField(label=_("Owner"), required=False)
    region = forms.CharField(
        label=_("Region"),
        max_length=LONGEST_TEXTS["region"],
        required=False,
        widget=forms.TextInput(attrs={"list": "region-suggestions"}),
        help_text=_("Empty takes it away."),
    )
    industry = forms.CharField(
        label=_("Industry"),
        max_length=LONGEST_TEXTS["industry"],
        required=False,
        widget=forms.TextInput(attrs={"list": "industry-suggestions"}),
        help_text=_("Empty takes it away."),
    )
    scale = forms.CharField(
        label=_("Scale"),
        max_length=LONGEST_TEXTS["scale"],
        required=False,
        help_text=_("Empty takes it away."),
    )
    status = forms.ChoiceField(
        label=_("Status"),
        required=False,
        choices=[(each.value, each.label) for each in SETTABLE_STATUSES],
    )
    tag = forms.CharField(
        label=_("Tag"),
        max_length=LONGEST_TAG,
        widget=forms.TextInput(attrs={"list": "tag-suggestions"}),
    )

    def __init__(self, actor: Actor, data: Any = None) -> None:
        # The list below the dialog has fields of the same names.
        super().__init__(data or None, auto_id="bulk_%s")
        self._fields = {each.name: each for each in custom_fields()}
        self._offer("deed", permitted_deeds(actor, list(self._fields.values())))
        people = [(str(each.person_id), each.full_name) for each in governance.colleagues()]
        self._offer("owner", [("", _("Nobody")), *people])
        for name in dict.fromkeys(_FIELD_OF.values()):
            deeds = [each.value for each, field in _FIELD_OF.items() if field == name]
            shown = {"data-with": "bulk_deed", "data-with-values": json.dumps(deeds)}
            self.fields[name].widget.attrs.update(shown)

        for name, field in self._fields.items():
            control = form_field(field)
            control.widget.attrs |= {"data-with": "bulk_deed", "data-with-values": f'["{name}"]'}
            # Only that of the deed is filled in; which one must be is for the service to say.
            control.required = control.widget.is_required = False
            if not field.is_required:
                control.help_text = f"{control.help_text} {_('Empty takes it away.')}".strip()
            self.fields[name] = control
        self.fields["tag"].required = data is None or data.get("deed") in _TAGGING

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        name = cleaned.get("deed", "")
        if name in self._fields and name in cleaned:
            code, _equals, said = self.value.partition("=")
            try:
                check_value(code, said)
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned

    @property
    def deed_asked(self) -> str:
        """What is done, as the service takes it."""
        said = str(self.cleaned_data["deed"])
        return BulkDeed.CUSTOM.value if said in self._fields else said

    @property
    def value_field(self) -> str:
        """The field that holds the deed's value; empty where it takes none."""
        said = str(self.cleaned_data["deed"])
        return said if said in self._fields else _FIELD_OF.get(BulkDeed(said), "")

    @property
    def value(self) -> str:
        """The value, as the service takes it."""
        if not self.value_field:
            return ""
        said = self.cleaned_data[self.value_field]
        field = self._fields.get(self.value_field)
        if field is not None:
            return f"{field.code}={'' if said is None else said}"
        return str(said).strip()


def permitted_deeds(actor: Actor, fields: Sequence[CustomField]) -> list[tuple[str, Any]]:
    """What the actor may do to customers, with its words; custom fields by their names."""
    putting_away = {BulkDeed.ARCHIVE, BulkDeed.RESTORE}
    usual: list[tuple[str, Any]] = [
        (deed.value, deed.label)
        for deed in BulkDeed
        if deed is not BulkDeed.CUSTOM
        and actor.may(policies.ARCHIVE if deed in putting_away else policies.CHANGE)
    ]
    if not actor.may(policies.CHANGE):
        return usual
    return [*usual, *((each.name, _("Set %(field)s") % {"field": each.label}) for each in fields)]


def suggestions(actor: Actor) -> dict[str, list[str]]:
    """What is offered while a value is typed."""
    known = queries.filter_choices(actor, ["region", "industry", "tag"])
    return {
        "region": sorted({*known.regions, *region_names(actor)}),
        "industry": sorted({*known.industries, *industry_names(actor)}),
        "tag": list(known.tags),
    }
