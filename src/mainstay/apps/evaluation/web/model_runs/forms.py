"""Forms of model runs."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.services.model_runs.kind import Kind, Parameter
from mainstay.apps.evaluation.wording.model_runs import CHOICES, FIGURES, LABELS, PARAMETERS


class ModelRunForm(forms.Form):
    """The day and the parameters of a kind of model."""

    as_of = forms.DateField(
        label=_("As of"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Orders before this day count; the day itself does not."),
    )

    def __init__(self, code: str, kind: Kind, today: date, data: Any) -> None:
        super().__init__(data, initial={"as_of": today})
        for name, parameter in kind.parameters.items():
            words = PARAMETERS[code][name]
            field = _field(parameter)
            field.label, field.help_text = str(words.label), str(words.help_text)
            self.fields[name] = field
        self._parameters = tuple(kind.parameters)
        if kind.back_test is not None:
            self.fields["back_test_months"] = forms.IntegerField(
                label=_("Months held against it"),
                required=False,
                help_text=_(
                    "For a day in the past: what the model says of it is held against so many "
                    "months after it, beside a plain rule. Empty: nothing is."
                ),
            )

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters that were filled in."""
        return {name: self.cleaned_data[name] for name in self._parameters}


def _field(parameter: Parameter) -> forms.Field:
    if parameter.choices:
        choices = [(choice, str(CHOICES[choice])) for choice in parameter.choices]
        return forms.ChoiceField(choices=choices, initial=parameter.usual)
    field = forms.IntegerField if isinstance(parameter.usual, int) else forms.FloatField
    return field(initial=parameter.usual)


class CustomersForm(forms.Form):
    """Which customers of a run to show, where one of their labels may be chosen."""

    def __init__(self, code: str, kind: Kind, data: Any) -> None:
        super().__init__(data)
        self.narrowing = kind.narrowing
        if self.narrowing:
            words = LABELS[self.narrowing]
            named = [(label, words[label][0]) for label in kind.figures[self.narrowing].choices]
            self.fields[self.narrowing] = forms.ChoiceField(
                label=str(FIGURES[code][self.narrowing]),
                required=False,
                choices=[("", _("All")), *named],
            )

    @property
    def label(self) -> str:
        """The label that was chosen; none where it is unknown."""
        if not self.narrowing or not self.is_valid():
            return ""
        chosen: str = self.cleaned_data[self.narrowing]
        return chosen
