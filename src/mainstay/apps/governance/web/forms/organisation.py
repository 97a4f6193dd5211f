"""The forms of teams and roles."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mainstay.apps.governance import queries
from mainstay.apps.governance.models import (
    Scope,
)
from mainstay.apps.governance.web.forms.choices import (
    permission_choices,
    team_choices,
    whole_number,
)
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.permissions import Permission


class TeamForm(forms.Form):
    """A team, its place and its lead."""

    name = forms.CharField(label=_("Name"), max_length=120)
    parent_id = forms.TypedChoiceField(
        label=_("Part of"), required=False, coerce=whole_number, empty_value=None
    )
    lead_id = forms.TypedChoiceField(
        label=_("Lead"), required=False, coerce=whole_number, empty_value=None
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = team_choices(actor, _("No team above"))  # type: ignore[attr-defined]
        people = [(each.pk, each.full_name) for each in queries.people(actor, active=True)]
        self.fields["lead_id"].choices = [("", _("Nobody")), *people]  # type: ignore[attr-defined]


class RoleForm(forms.Form):
    """An own role."""

    name = forms.CharField(label=_("Name"), max_length=120)
    scope = forms.ChoiceField(
        label=_("Sees"), choices=Scope.choices, help_text=_("Which customers the role reaches.")
    )
    permissions = forms.MultipleChoiceField(
        label=_("Allowed to"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, permissions: Iterable[Permission], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        grantable = [each for each in permissions if not each.everyone]
        self.fields["permissions"].choices = permission_choices(grantable)  # type: ignore[attr-defined]
