"""The forms of the own account."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.governance.web.forms.choices import (
    languages,
    permission_choices,
    time_zones,
)
from mainstay.foundation.access.permissions import Permission


class OwnSettingsForm(forms.Form):
    """What a person says about the own account."""

    full_name = forms.CharField(label=pgettext_lazy("person", "Name"), max_length=150)
    language = forms.ChoiceField(label=_("Language"), required=False)
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        required=False,
        help_text=_("Moments are told in it. Days of the business stay those of the company."),
    )
    gets_mail = forms.BooleanField(
        label=_("Send my messages by mail too"),
        help_text=_("Messages always stand under the bell; mail needs a mail server."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = languages()  # type: ignore[attr-defined]
        self.fields["time_zone"].choices = time_zones()  # type: ignore[attr-defined]
        self.fields["time_zone"].widget.attrs |= {
            "data-zone-now": timezone.get_current_timezone_name(),
            "data-zone-offer": _("Take ZONE, as this browser says"),
        }


class PasskeyNameForm(forms.Form):
    """What a passkey is called."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        help_text=_("The device or password manager that holds it, such as “Phone”."),
    )


class NewPasskeyForm(PasskeyNameForm):
    """A passkey's name, with what the browser has made."""

    credential = forms.JSONField(widget=forms.HiddenInput)


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
