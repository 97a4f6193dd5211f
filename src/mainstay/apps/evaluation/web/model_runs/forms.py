"""Forms of model runs."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models import ModelRun, Runs
from mainstay.apps.evaluation.services.model_runs.kind import Kind, Parameter, chosen
from mainstay.apps.evaluation.web.model_runs.labels import AllLabels
from mainstay.apps.evaluation.wording.model_runs import FIGURES, PARAMETERS, choice_name
from mainstay.shell.web import figures


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


class ScheduleForm(forms.Form):
    """When a kind of model is run by itself, and whether its runs are in use at once."""

    every = forms.ChoiceField(
        label=_("Run by itself"),
        choices=Runs.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("As of that day, with the parameters of the run in use."),
    )
    on_import = forms.BooleanField(
        label=_("After imports of order lines"),
        required=False,
        help_text=_("As of the day; imports within ten minutes become one run."),
    )
    promotes = forms.BooleanField(
        label=_("Put to use at once"),
        required=False,
        help_text=_(
            "Without this the run before stays in use until somebody has looked: who runs models "
            "is told that there is a new one, and how far customers have moved."
        ),
    )


class OtherRunForm(forms.Form):
    """Which run another one is compared with."""

    def __init__(self, others: Iterable[ModelRun], data: Any) -> None:
        super().__init__(data)
        choices = [(each.pk, _name(each)) for each in others]
        self._first = choices[0][0] if choices else None
        self.fields["other"] = forms.TypedChoiceField(
            label=gettext("Compare with"), choices=choices, coerce=int, initial=self._first
        )

    @property
    def number(self) -> int | None:
        """The run that was chosen, else the first one; None where there is no other."""
        chosen: int | None = self.cleaned_data["other"] if self.is_valid() else self._first
        return chosen


def _name(run: ModelRun) -> str:
    named = {"number": run.pk, "day": figures.day(run.as_of)}
    if run.in_use:
        return gettext("Run %(number)s as of %(day)s, in use") % named
    return gettext("Run %(number)s as of %(day)s") % named


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
