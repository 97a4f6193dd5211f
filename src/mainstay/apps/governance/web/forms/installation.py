"""The form of the installation's settings."""

from typing import Any

from django import forms
from django.utils.dates import MONTHS
from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _

from mainstay.apps.governance.models import (
    MAX_FESTIVAL_DAYS,
    MAX_FESTIVAL_DAYS_BEFORE,
    MAX_IDLE_MINUTES,
    MAX_KEPT_DAYS,
    MAX_PASSWORD_DAYS,
    MAX_RATE_DAYS,
    SecondFactorDuty,
    SignInProfile,
)
from mainstay.apps.governance.wording import KEPT_LABELS
from mainstay.shell.sentences import joined

_sentences = lazy(joined, str)


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
    sign_in_profile = forms.ChoiceField(
        label=_("Rules for sign-in"),
        choices=SignInProfile.choices,
        help_text=_(
            "Strict: passwords of three kinds of characters that run out and do not come back, a "
            "sign-out of idle people, and administrators who do no business."
        ),
    )
    password_days = forms.IntegerField(
        label=_("Strict: a password runs out after (days)"),
        min_value=0,
        max_value=MAX_PASSWORD_DAYS,
        help_text=_("0 lets it be used for good."),
    )
    idle_minutes = forms.IntegerField(
        label=_("Strict: signed out when idle for (minutes)"),
        min_value=0,
        max_value=MAX_IDLE_MINUTES,
        help_text=_("0 signs nobody out."),
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
