"""Forms of webhooks. Names are the service's own."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mainstay.apps.notifications.contracts import hook_labels
from mainstay.apps.notifications.models import DeliveryState, Webhook
from mainstay.apps.notifications.rules.hook_addresses import LONGEST_ADDRESS


class WebhookForm(forms.Form):
    """A webhook."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        max_length=80,
        help_text=gettext_lazy("Such as the name of the program that listens."),
    )
    address = forms.CharField(
        label=gettext_lazy("Webhook address"),
        max_length=LONGEST_ADDRESS,
        widget=forms.TextInput(
            attrs={"placeholder": "https://", "autocomplete": "off", "spellcheck": "false"}
        ),
        help_text=gettext_lazy("Of the program that listens. Kept encrypted."),
    )
    hears = forms.MultipleChoiceField(
        label=gettext_lazy("Hears of"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, present: Webhook | None = None) -> None:
        initial = {"name": present.name, "hears": present.hears} if present else {}
        super().__init__(data, initial=initial)
        field = self.fields["hears"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(hook_labels().items())
        if present is not None:
            address = self.fields["address"]
            address.required = False
            says = _("Empty: as it is, %(address)s.") % {"address": present.shown}
            address.help_text = says


DELIVERY_STATES = {
    DeliveryState.WAITING: pgettext_lazy("delivery", "Waiting"),
    DeliveryState.DELIVERED: pgettext_lazy("delivery", "Delivered"),
    DeliveryState.GIVEN_UP: pgettext_lazy("delivery", "Given up"),
}


class DeliveryFilterForm(forms.Form):
    """Which deliveries are shown."""

    state = forms.ChoiceField(
        label=gettext_lazy("Show"),
        required=False,
        choices=[
            ("", gettext_lazy("All deliveries")),
            *((code.value, label) for code, label in DELIVERY_STATES.items()),
        ],
    )

    @property
    def chosen(self) -> str:
        """The state that is asked for; empty for all, and for what is none."""
        return str(self.cleaned_data.get("state", "")) if self.is_valid() else ""
