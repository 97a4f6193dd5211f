"""The forms of administration. Field names are the services' argument names."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.apps import apps
from django.conf import settings
from django.utils import timezone
from django.utils.dates import MONTHS
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.governance import queries, rules
from mainstay.apps.governance.models import (
    MAX_FESTIVAL_DAYS,
    MAX_FESTIVAL_DAYS_BEFORE,
    MAX_KEPT_DAYS,
    MAX_RATE_DAYS,
    Scope,
    SecondFactorDuty,
)
from mainstay.apps.governance.wording import KEPT_LABELS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.permissions import Permission
from mainstay.foundation.audit.actions import named_actions
from mainstay.foundation.audit.models import AuditOutcome
from mainstay.shell.sentences import joined

Choices = list[tuple[Any, Any]]

_sentences = lazy(joined, str)


def _languages() -> Choices:
    return [("", _("As the browser says")), *settings.LANGUAGES]


def _team_choices(actor: Actor, nothing: Any) -> Choices:
    nodes = queries.team_tree(actor)
    return [("", nothing), *((node.team.pk, indented(node)) for node in nodes)]


def indented(node: queries.TeamNode) -> str:
    """A team's name, set in by its depth."""
    return "\u2003" * node.depth + node.team.name


def _whole_number(value: str) -> int | None:
    return int(value) if value else None


def permission_choices(permissions: Iterable[Permission]) -> Choices:
    """The permissions as checkboxes under the names of their apps."""

    def app(permission: Permission) -> str:
        return permission.code.partition(".")[0]

    def place(permission: Permission) -> tuple[str, str, bool]:
        """Seeing a subject comes before changing it."""
        return app(permission), permission.code.rpartition(".")[0], permission.writes

    ordered = sorted(permissions, key=place)
    return [
        (apps.get_app_config(label).verbose_name, [(each.code, each.label) for each in group])
        for label, group in groupby(ordered, key=app)
    ]


def _action_choices() -> Choices:
    """The actions under the names of their apps; an app's prefix stands for all of its actions."""
    choices: Choices = [("", _("All"))]
    for label, group in groupby(named_actions(), key=lambda item: item[0].partition(".")[0]):
        app = apps.app_configs.get(label)
        if app is None:  # a refused write belongs to no app
            choices += group
        else:
            choices.append((app.verbose_name, [(f"{label}.", _("All of these")), *group]))
    return choices


class PersonForm(forms.Form):
    """What an administrator says about a person."""

    full_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=150)
    email = forms.EmailField(label=_("E-mail"), help_text=_("The name to sign in with."))
    language = forms.ChoiceField(label=_("Language"), required=False)
    team_id = forms.TypedChoiceField(
        label=_("Team"), required=False, coerce=_whole_number, empty_value=None
    )
    roles = forms.MultipleChoiceField(
        label=_("Roles"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = _languages()  # type: ignore[attr-defined]
        self.fields["team_id"].choices = _team_choices(actor, _("No team"))  # type: ignore[attr-defined]
        roles = [(role.code, role.label) for role in queries.roles(actor)]
        self.fields["roles"].choices = roles  # type: ignore[attr-defined]


class InitialPasswordForm(forms.Form):
    """A password that the person changes at the first sign-in; a suggestion is filled in."""

    password = forms.CharField(
        label=_("Initial password"),
        initial=rules.suggested_password,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        help_text=_("Hand it over in person. It must be changed at the next sign-in."),
    )


class NewPersonForm(InitialPasswordForm, PersonForm):
    """A person who does not exist yet."""

    field_order = ("full_name", "email", "password", "language", "team_id", "roles")


class PeopleFilter(forms.Form):
    """Which people the list shows."""

    text = forms.CharField(label=_("Name or e-mail"), required=False)
    team = forms.TypedChoiceField(
        label=_("Team"), required=False, coerce=_whole_number, empty_value=None
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
        self.fields["team"].choices = _team_choices(actor, _("All"))  # type: ignore[attr-defined]


class TeamForm(forms.Form):
    """A team, its place and its lead."""

    name = forms.CharField(label=_("Name"), max_length=120)
    parent_id = forms.TypedChoiceField(
        label=_("Part of"), required=False, coerce=_whole_number, empty_value=None
    )
    lead_id = forms.TypedChoiceField(
        label=_("Lead"), required=False, coerce=_whole_number, empty_value=None
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["parent_id"].choices = _team_choices(actor, _("No team above"))  # type: ignore[attr-defined]
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


class OwnSettingsForm(forms.Form):
    """What a person says about the own account."""

    full_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), required=False)
    gets_mail = forms.BooleanField(
        label=_("Send my messages by mail too"),
        help_text=_("Messages always stand under the bell; mail needs a mail server."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = _languages()  # type: ignore[attr-defined]


class PasswordForm(forms.Form):
    """A new own password, with the present one."""

    current = forms.CharField(
        label=_("Present password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters, and not one of the common ones."),
    )
    again = forms.CharField(
        label=_("New password again"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        if "new" in values and values["new"] != values.pop("again", None):
            self.add_error("again", _("The two new passwords differ."))
        return values


class TokenForm(forms.Form):
    """A new API token."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What will use it, such as “Nightly report”.")
    )
    expires_at = forms.TypedChoiceField(
        label=_("Ends after"),
        choices=[(30, _("30 days")), (90, _("90 days")), (180, _("180 days")), (365, _("1 year"))],
        initial=90,
        coerce=lambda days: timezone.now() + timedelta(days=int(days)),
    )
    read_only = forms.TypedChoiceField(
        label=_("Allowed to"),
        choices=[("yes", _("Read what I can read")), ("no", _("Do only what is chosen below"))],
        initial="yes",
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    scopes = forms.MultipleChoiceField(
        label=_("Chosen permissions"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, held: Iterable[Permission], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        chosen = [each for each in held if each.writes or not each.everyone]
        self.fields["scopes"].choices = permission_choices(chosen)  # type: ignore[attr-defined]


def _kept_days(field: str, help_text: Promise) -> forms.IntegerField:
    """A number of days for which something is kept; 0 for good."""
    return forms.IntegerField(
        label=KEPT_LABELS[field],
        min_value=0,
        max_value=MAX_KEPT_DAYS,
        help_text=_sentences((help_text, _("0 keeps it for good."))),
    )


class InstallationForm(forms.Form):
    """The installation's settings; currency and zone are shown but closed once counted in."""

    name = forms.CharField(label=_("Name of the company"), max_length=200)
    fiscal_year_start_month = forms.TypedChoiceField(
        label=_("The fiscal year begins in"), choices=list(MONTHS.items()), coerce=int
    )
    spring_festival_days = forms.IntegerField(
        label=_("Days on which trade rests over the Spring Festival"),
        min_value=0,
        max_value=MAX_FESTIVAL_DAYS,
        help_text=_(
            "Growth, drops and buying intervals leave these days out, so that years with an early "
            "and a late festival can be compared. 0 leaves nothing out; 7 is usual in China."
        ),
    )
    spring_festival_days_before = forms.IntegerField(
        label=_("Of them before the new year's day"),
        min_value=0,
        max_value=MAX_FESTIVAL_DAYS_BEFORE,
        help_text=_("1 begins with New Year's Eve."),
    )
    reporting_currency = forms.CharField(
        label=_("Reporting currency"), max_length=3, help_text=_("Three letters, such as CNY.")
    )
    time_zone = forms.CharField(
        label=_("Time zone"), max_length=64, help_text=_("Such as Asia/Shanghai.")
    )
    exchange_rate_days = forms.IntegerField(
        label=_("Days for which an exchange rate holds"),
        min_value=0,
        max_value=MAX_RATE_DAYS,
        help_text=_(
            "Order lines of later days are rejected unless there is a newer rate. With 0 a rate "
            "holds on its own day alone."
        ),
    )
    second_factor = forms.ChoiceField(
        label=_("Second factor needed by"),
        choices=SecondFactorDuty.choices,
        help_text=_(
            "Whoever needs one sets it up before anything else. Programs with API tokens go on."
        ),
    )
    leftovers_days = forms.IntegerField(
        label=KEPT_LABELS["leftovers_days"],
        min_value=1,
        max_value=MAX_KEPT_DAYS,
        help_text=_("What imports and jobs that were cut short left behind."),
    )
    old_states_days = _kept_days(
        "old_states_days", _("Files that merging, undoing and correcting replaced.")
    )
    uploads_days = _kept_days(
        "uploads_days", _("Without its file an import can still be undone, but not looked into.")
    )
    rejects_days = _kept_days("rejects_days", _("Without it rejected records cannot be mended."))
    before_images_days = _kept_days(
        "before_images_days",
        _("Imports that changed customers cannot be undone without it."),
    )
    frozen_inputs_days = _kept_days(
        "frozen_inputs_days",
        _("The newest evaluation of a scheme, and those that grades in force rest on, are kept."),
    )
    messages_days = _kept_days("messages_days", _("Messages that nobody has read yet stay."))

    def __init__(self, *args: Any, locked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("reporting_currency", "time_zone") if locked else ():
            self.fields[name].disabled = True
            self.fields[name].help_text = _("Fixed, because the ledger counts in it.")


class TrailFilter(forms.Form):
    """Which entries of the audit trail are shown."""

    action = forms.ChoiceField(label=_("Action"), required=False)
    person = forms.TypedChoiceField(
        label=_("Person"), required=False, coerce=_whole_number, empty_value=None
    )
    outcome = forms.ChoiceField(
        label=_("Outcome"), required=False, choices=[("", _("All")), *AuditOutcome.choices]
    )
    subject = forms.CharField(
        label=_("Subject"),
        required=False,
        widget=forms.TextInput(attrs={"placeholder": "governance.person:1"}),
    )
    since = forms.DateField(
        label=_("Since"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )
    until = forms.DateField(
        label=_("Until"), required=False, widget=forms.DateInput(attrs={"type": "date"})
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["action"].choices = _action_choices()  # type: ignore[attr-defined]
        people = [(each.pk, each.full_name) for each in queries.people(actor)]
        self.fields["person"].choices = [("", _("All")), *people]  # type: ignore[attr-defined]

    def conditions(self) -> dict[str, Any]:
        """The arguments of the trail's query; what cannot be understood is left out."""
        self.is_valid()
        values = self.cleaned_data
        kind, _colon, key = values.get("subject", "").partition(":")
        return {
            "action": values.get("action", ""),
            "person_id": values.get("person"),
            "outcome": values.get("outcome", ""),
            "subject_type": kind,
            "subject_id": key,
            "since": _start_of(values.get("since")),
            "before": _start_of(values.get("until"), days_later=1),
        }


def _start_of(day: Any, days_later: int = 0) -> datetime | None:
    """The first moment of a day in the zone in force."""
    if day is None:
        return None
    start = datetime.combine(day + timedelta(days=days_later), datetime.min.time())
    return timezone.make_aware(start)


class SecondFactorForm(forms.Form):
    """The first code of an app that is set up as second factor."""

    code = forms.CharField(
        label=_("Code that the app shows"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
        help_text=_("Six digits; a new one comes every half minute."),
    )
