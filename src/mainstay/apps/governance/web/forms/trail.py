"""The filter of the audit trail."""

from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from django import forms
from django.apps import apps
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from mainstay.apps.governance import queries
from mainstay.apps.governance.web.forms.choices import (
    Choices,
    whole_number,
)
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit.actions import named_actions
from mainstay.foundation.audit.models import AuditOutcome


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


class TrailFilter(forms.Form):
    """Which entries of the audit trail are shown."""

    action = forms.ChoiceField(label=_("Action"), required=False)
    person = forms.TypedChoiceField(
        label=_("Person"), required=False, coerce=whole_number, empty_value=None
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
