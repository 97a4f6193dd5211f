"""Forms of model runs."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.services.model_runs import lifecycle
from mainstay.apps.evaluation.wording.model_runs import PARAMETERS, STAGES

DEFAULTS: Mapping[str, Mapping[str, int | float]] = {"lifecycle": lifecycle.DEFAULTS}


class ModelRunForm(forms.Form):
    """The day and the parameters of a kind of model."""

    as_of = forms.DateField(
        label=_("As of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Orders before this day count; the day itself does not."),
    )

    def __init__(self, kind: str, today: date, data: Any) -> None:
        super().__init__(data, initial={"as_of": today})
        for name, usual in DEFAULTS[kind].items():
            words = PARAMETERS[kind][name]
            field = forms.IntegerField if isinstance(usual, int) else forms.FloatField
            self.fields[name] = field(initial=usual)
            self.fields[name].label = str(words.label)
            self.fields[name].help_text = str(words.help_text)

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters that were filled in."""
        return {name: value for name, value in self.cleaned_data.items() if name != "as_of"}


class CustomersForm(forms.Form):
    """Which customers of a run to show."""

    stage = forms.ChoiceField(
        label=_("Stage"),
        required=False,
        choices=[("", _("All")), *((code, name) for code, (name, _tone) in STAGES.items())],
    )
