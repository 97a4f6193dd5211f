"""The form of a bulk change: what is done, and the value that goes with it."""

import json
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.customers import policies, queries
from mainstay.apps.customers.models import BulkDeed
from mainstay.apps.customers.rules import LONGEST_TAG, LONGEST_TEXTS
from mainstay.apps.customers.services.checking import SETTABLE_STATUSES
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
        self._offer("deed", permitted_deeds(actor))
        people = [(str(each.person_id), each.full_name) for each in governance.colleagues()]
        self._offer("owner", [("", _("Nobody")), *people])
        for name in dict.fromkeys(_FIELD_OF.values()):
            deeds = [each.value for each, field in _FIELD_OF.items() if field == name]
            shown = {"data-with": "bulk_deed", "data-with-values": json.dumps(deeds)}
            self.fields[name].widget.attrs.update(shown)

        self.fields["tag"].required = data is None or data.get("deed") in _TAGGING

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        field = self.fields[name]
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    @property
    def value_field(self) -> str:
        """The field that holds the deed's value; empty where it takes none."""
        return _FIELD_OF.get(BulkDeed(self.cleaned_data["deed"]), "")

    @property
    def value(self) -> str:
        """The value, as the service takes it."""
        return str(self.cleaned_data[self.value_field]).strip() if self.value_field else ""


def permitted_deeds(actor: Actor) -> list[tuple[str, Any]]:
    """What the actor may do to customers, with its words."""
    putting_away = {BulkDeed.ARCHIVE, BulkDeed.RESTORE}
    return [
        (deed.value, deed.label)
        for deed in BulkDeed
        if actor.may(policies.ARCHIVE if deed in putting_away else policies.CHANGE)
    ]


def suggestions(actor: Actor) -> dict[str, list[str]]:
    """What is offered while a value is typed."""
    known = queries.filter_choices(actor)
    return {
        "region": sorted({*known.regions, *region_names(actor)}),
        "industry": sorted({*known.industries, *industry_names(actor)}),
        "tag": list(known.tags),
    }
