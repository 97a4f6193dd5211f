"""Forms of the pages of reference data. Field names are the services' argument names."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.reference.queries.rates import RateFilter
from mainstay.apps.reference.rules.calendars import HOLIDAY, NAME_LENGTH, WORKDAY
from mainstay.apps.reference.rules.rates import RATE_DIGITS, RATE_PLACES, SOURCE_LENGTH
from mainstay.apps.reference.rules.workdays import OwnDay
from mainstay.apps.reference.wording import COUNTRIES


def day_input() -> forms.DateInput:
    """A field for a day."""
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class RateFilterForm(forms.Form):
    """The filters of the list of rates; what cannot be understood is left aside."""

    currency = forms.ChoiceField(label=_("Currency"), required=False)
    since = forms.DateField(label=_("Since"), required=False, widget=day_input())
    until = forms.DateField(label=_("Until"), required=False, widget=day_input())

    def __init__(self, currencies: Sequence[str], data: Mapping[str, Any]) -> None:
        super().__init__(data)
        field = self.fields["currency"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("All")), *((each, each) for each in currencies)]
        self.full_clean()

    @property
    def wanted(self) -> RateFilter:
        """The filter that the valid values make."""
        values = self.cleaned_data
        return RateFilter(values.get("currency", ""), values.get("since"), values.get("until"))


class RateForm(forms.Form):
    """A rate. What it must be is decided by the service."""

    currency = forms.CharField(
        label=_("Currency"), max_length=3, help_text=_("Three letters, such as USD.")
    )
    on = forms.DateField(label=_("Day"), widget=day_input())
    rate = forms.DecimalField(
        label=pgettext_lazy("currency", "Rate"), max_digits=RATE_DIGITS, decimal_places=RATE_PLACES
    )
    source = forms.CharField(
        label=_("Source"),
        max_length=SOURCE_LENGTH,
        required=False,
        help_text=_("Who published the rate, such as the central bank."),
    )

    def __init__(self, reporting_currency: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["rate"].help_text = _("What one unit is worth in %(currency)s.") % {
            "currency": reporting_currency
        }


class CalendarForm(forms.Form):
    """A calendar. What it must be is decided by the service."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    country = forms.ChoiceField(
        label=_("Public holidays of"), required=False, choices=list(COUNTRIES.items())
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Weekdays that are worked"),
        coerce=int,
        choices=[(number + 1, label) for number, label in WEEKDAYS.items()],
        widget=forms.CheckboxSelectMultiple,
    )
    is_default = forms.BooleanField(
        label=_("The company's calendar"),
        required=False,
        help_text=_("Counts wherever no other calendar is named."),
    )


class DayForm(forms.Form):
    """What a day is in a calendar."""

    kind = forms.ChoiceField(
        label=_("What is this day?"),
        required=False,
        choices=[
            ("", _("As country and weekday say")),
            (HOLIDAY, _("Holiday")),
            (WORKDAY, _("Workday")),
        ],
        widget=forms.RadioSelect,
    )
    name = forms.CharField(
        label=_("Name"),
        max_length=NAME_LENGTH,
        required=False,
        help_text=_("Such as company outing, or stocktaking."),
    )

    @property
    def day(self) -> OwnDay | None:
        """What was said; None for nothing of its own."""
        kind, name = self.cleaned_data["kind"], self.cleaned_data["name"]
        return OwnDay(kind == WORKDAY, name) if kind else None


class DayListForm(forms.Form):
    """Days to set, one a line."""

    text = forms.CharField(
        label=_("Days"),
        widget=forms.Textarea(attrs={"rows": 12, "placeholder": "2027-02-06, workday"}),
        help_text=_(
            "One a line: the date, “workday” or “holiday”, and a name if wanted, separated by "
            "commas or tabs. Three columns copied from a spreadsheet will do."
        ),
    )
