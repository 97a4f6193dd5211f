"""Forms of the pages of reference data. Field names are the services' argument names."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.reference.queries.rates import RateFilter
from mainstay.apps.reference.rules import RATE_DIGITS, RATE_PLACES, SOURCE_LENGTH


def _day() -> forms.DateInput:
    return forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class RateFilterForm(forms.Form):
    """The filters of the list of rates; what cannot be understood is left aside."""

    currency = forms.ChoiceField(label=_("Currency"), required=False)
    since = forms.DateField(label=_("Since"), required=False, widget=_day())
    until = forms.DateField(label=_("Until"), required=False, widget=_day())

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
    on = forms.DateField(label=_("Day"), widget=_day())
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
