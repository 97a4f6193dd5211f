"""The forms about people."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.governance import queries
from mainstay.apps.governance.web.forms.choices import (
    languages,
    region_choices,
    team_choices,
    time_zones,
    whole_number,
)
from mainstay.apps.governance.web.forms.passwords import InitialPasswordForm
from mainstay.foundation.access.actor import Actor


class PersonForm(forms.Form):
    """What an administrator says about a person."""

    full_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), help_text=_("The name to sign in with."))
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(label=_("Time zone"), required=False)
    team_id = forms.TypedChoiceField(
        label=_("Team"), required=False, coerce=whole_number, empty_value=None
    )
    region_ids = forms.TypedMultipleChoiceField(
        label=_("Regions"),
        required=False,
        coerce=int,
        widget=forms.SelectMultiple(attrs={"data-search": ""}),
        help_text=_("They count for roles that see regions, with all that lies below them."),
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages()  # type: ignore[attr-defined]
        if "time_zone" in self.fields:
            self.fields["time_zone"].choices = time_zones()  # type: ignore[attr-defined]
        self.fields["team_id"].choices = team_choices(actor, _("No team"))  # type: ignore[attr-defined]
        given = (self.initial or {}).get("region_ids", ())
        if "region_ids" in self.fields:
            self.fields["region_ids"].choices = region_choices(given)  # type: ignore[attr-defined]
        roles = [(role.code, role.label) for role in queries.roles(actor)]
        self.fields["roles"].choices = roles  # type: ignore[attr-defined]


class NewPersonForm(InitialPasswordForm, PersonForm):
    """A person who does not exist yet."""

    field_order = (
        "full_name",
        "email",
        "password",
        "language",
        "time_zone",
        "team_id",
        "region_ids",
        "roles",
    )


class InvitationForm(PersonForm):
    """Somebody to invite."""

    # Regions are given, and a time zone is chosen, once the person is here.
    region_ids = None  # type: ignore[assignment]
    time_zone = None  # type: ignore[assignment]
    field_order = ("email", "full_name", "language", "team_id", "roles")


class PeopleFilter(forms.Form):
    """Which people the list shows."""

    text = forms.CharField(label=_("Name or e-mail"), required=False)
    team = forms.TypedChoiceField(
        label=_("Team"), required=False, coerce=whole_number, empty_value=None
    )
    active = forms.TypedChoiceField(
        label=_("Status"),
        required=False,
        choices=[("", _("All")), ("yes", _("Active")), ("no", _("Disabled"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].choices = team_choices(actor, _("All"))  # type: ignore[attr-defined]
