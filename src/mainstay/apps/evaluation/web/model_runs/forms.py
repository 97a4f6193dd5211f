"""Forms of model runs."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.services.model_runs.kind import Kind, Parameter, chosen
from mainstay.apps.evaluation.web.model_runs.labels import AllLabels
from mainstay.apps.evaluation.wording.model_runs import FIGURES, PARAMETERS, choice_name


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

    @property
    def parameters(self) -> dict[str, Any]:
        """The parameters that were filled in."""
        return {name: value for name, value in self.cleaned_data.items() if name != "as_of"}


def _field(parameter: Parameter) -> forms.Field:
    choices = [(choice, choice_name(choice)) for choice in parameter.choices]
    if parameter.several:
        return forms.MultipleChoiceField(
            choices=choices,
            initial=chosen(parameter.usual),
            widget=forms.CheckboxSelectMultiple,
        )
    if choices:
        return forms.ChoiceField(choices=choices, initial=parameter.usual)
    field = forms.IntegerField if isinstance(parameter.usual, int) else forms.FloatField
    return field(initial=parameter.usual)


class CustomersForm(forms.Form):
    """Which customers of a run to show, by those of their labels that may be chosen.

    `labels` has the words of each label, as the run calls them.
    """

    def __init__(self, code: str, kind: Kind, labels: AllLabels, data: Any) -> None:
        super().__init__(data)
        for name in kind.narrowings:
            words = labels[name]
            named = [
                (label, words[label][0]) for label in kind.figures[name].choices if label in words
            ]
            self.fields[name] = forms.ChoiceField(
                label=str(FIGURES[code][name]), required=False, choices=[("", _("All")), *named]
            )

    @property
    def labels(self) -> dict[str, str]:
        """The labels that were chosen, by their columns; unknown ones are none."""
        self.is_valid()
        return {name: label for name, label in self.cleaned_data.items() if label}
