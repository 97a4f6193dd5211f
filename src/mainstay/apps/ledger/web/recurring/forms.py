"""The forms of recurring imports, one for each origin of files. Names are the services' own."""

import json
from collections.abc import Iterable, Sequence
from datetime import time
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.ledger.models import PROFILE_KINDS, ImportProfile, RecurringImport
from mainstay.apps.ledger.recurrence import (
    LONGEST_MINUTES,
    SHORTEST_MINUTES,
    CredentialKind,
    Origin,
    Rhythm,
)
from mainstay.apps.ledger.services.importing.options import UNFIT
from mainstay.apps.ledger.services.recurring import DECISIONS
from mainstay.apps.ledger.web.decisions import CHOICES

AS_PROFILE = ("", _("As the profile says"))


class RecurringForm(forms.Form):
    """What every recurring import has: a name, a profile, the decisions taken beforehand."""

    origin = ""

    name = forms.CharField(label=_("Name"), max_length=80)
    profile = forms.ChoiceField(
        label=_("Profile"),
        help_text=_("How the file is read. Nobody is there to be asked, so it is decided before."),
    )
    unknown_customers = forms.ChoiceField(
        label=_("Records of customers nobody knows"),
        required=False,
        choices=[AS_PROFILE, *CHOICES["unknown_customers"]],
    )
    on_changed_order = forms.ChoiceField(
        label=_("Lines of known orders that come with other lines"),
        required=False,
        choices=[AS_PROFILE, *CHOICES["on_changed_order"]],
    )
    totals = forms.ChoiceField(
        label=_("Rows of totals"), required=False, choices=[AS_PROFILE, *CHOICES["totals"]]
    )
    reject_limit = forms.FloatField(
        label=_("Reject limit in per cent"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=_(
            "A file with more rejected records waits for a person. Empty: as the profile says."
        ),
    )

    def __init__(
        self,
        profiles: Sequence[ImportProfile],
        data: Any = None,
        present: RecurringImport | None = None,
    ) -> None:
        super().__init__(data, initial=_present(present) if present else {})
        field = self.fields["profile"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [
                (str(label), [(each.name, each.name) for each in profiles if each.kind == kind])
                for kind, label in PROFILE_KINDS
                if any(each.kind == kind for each in profiles)
            ]
        for name in DECISIONS:
            fit = [each.name for each in profiles if name not in UNFIT[each.kind]]
            if len(fit) < len(profiles):
                self._shown_with(name, "profile", fit)

    def _shown_with(self, name: str, other: str, values: Iterable[str]) -> None:
        """Show a field only where another one has one of these values; the script does it."""
        attributes = self.fields[name].widget.attrs
        attributes["data-with"] = f"id_{other}"
        attributes["data-with-values"] = json.dumps([str(value) for value in values])

    def facts(self) -> dict[str, Any]:
        """What was said, as the services take it."""
        said = dict(self.cleaned_data)
        options = {name: said.pop(name) for name in DECISIONS}
        said["options"] = {
            name: value for name, value in options.items() if value not in {"", None}
        }
        return {**said, "origin": self.origin}


class FolderForm(RecurringForm):
    """Files of a watched folder."""

    origin = Origin.FOLDER.value

    folder = forms.CharField(label=_("Folder"), max_length=500, required=False)
    pattern = forms.CharField(
        label=_("File names"),
        max_length=200,
        help_text=_("Such as orders-*.csv: * stands for any characters, ? for one."),
    )
    field_order = ("name", "profile", "folder", "pattern", *DECISIONS)

    def __init__(self, inbox: str, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self.fields["folder"].help_text = _("Below %(inbox)s; empty for this folder itself.") % {
            "inbox": inbox
        }


class AddressForm(RecurringForm):
    """The file of an address."""

    origin = Origin.ADDRESS.value

    address = forms.CharField(
        label=pgettext_lazy("web", "Address"),
        max_length=2000,
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    rhythm = forms.ChoiceField(label=_("How often"), choices=Rhythm.choices)
    every_minutes = forms.IntegerField(
        label=_("Minutes"),
        min_value=SHORTEST_MINUTES,
        max_value=LONGEST_MINUTES,
        initial=60,
    )
    weekday = forms.TypedChoiceField(
        label=_("Weekday"),
        coerce=int,
        choices=[(number + 1, label) for number, label in WEEKDAYS.items()],
        initial=1,
    )
    at = forms.TimeField(
        label=_("At"),
        initial="06:00",
        widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}),
        help_text=_("In the time zone of the company."),
    )
    credential_kind = forms.ChoiceField(
        label=_("Credentials"), choices=CredentialKind.choices, initial=CredentialKind.NONE
    )
    user = forms.CharField(
        label=_("User"),
        max_length=200,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    secret = forms.CharField(
        label=_("Password or token"),
        max_length=4000,
        required=False,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("Kept encrypted and never shown again. Empty: as it is."),
    )
    field_order = (
        "name",
        "profile",
        "address",
        "rhythm",
        "every_minutes",
        "weekday",
        "at",
        "credential_kind",
        "user",
        "secret",
        *DECISIONS,
    )

    def __init__(self, *args: Any, **settings: Any) -> None:
        super().__init__(*args, **settings)
        self._shown_with("every_minutes", "rhythm", [Rhythm.MINUTES])
        self._shown_with("weekday", "rhythm", [Rhythm.WEEKLY])
        self._shown_with("at", "rhythm", [Rhythm.DAILY, Rhythm.WEEKLY])
        self._shown_with("user", "credential_kind", [CredentialKind.BASIC])
        kinds = [CredentialKind.BASIC, CredentialKind.BEARER]
        self._shown_with("secret", "credential_kind", kinds)


def _present(row: RecurringImport) -> dict[str, Any]:
    names = ("name", "folder", "pattern", "address", "credential_kind", "rhythm", "weekday")
    present = {name: getattr(row, name) for name in names}
    # Fields that another one hides must hold something that can be sent.
    present["every_minutes"] = row.every_minutes or 60
    present["at"] = row.at or time(6)
    return {**present, "profile": row.profile.name, **row.options}
