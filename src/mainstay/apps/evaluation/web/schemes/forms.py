"""Forms of grading schemes."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models import Approval, EvaluationUnit, Runs, Scheme
from mainstay.apps.evaluation.models.schemes import CODE_LENGTH, NAME_LENGTH, NOTE_LENGTH
from mainstay.apps.evaluation.wording.names import scheme_name


class FactsForm(forms.Form):
    """What a scheme is called and how it is used."""

    name = forms.CharField(label=_("Name"), max_length=NAME_LENGTH)
    note = forms.CharField(label=_("Note"), max_length=NOTE_LENGTH, required=False)
    unit = forms.ChoiceField(
        label=_("Evaluation unit"), choices=EvaluationUnit.choices, widget=forms.RadioSelect
    )
    approval = forms.ChoiceField(
        label=_("Grades come into force"), choices=Approval.choices, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, shipped: bool = False, **more: Any) -> None:
        super().__init__(*args, **more)
        if shipped:
            del self.fields["name"], self.fields["note"]


class NewSchemeForm(FactsForm):
    """A scheme of one's own, which begins as a copy of another one."""

    code = forms.CharField(
        label=_("Code"),
        max_length=CODE_LENGTH,
        help_text=_("Small Latin letters, digits and _; it stays."),
    )
    source = forms.ChoiceField(label=_("Begin with a copy of"))

    field_order = ("name", "code", "source", "note", "unit", "approval")

    def __init__(self, schemes: list[Scheme], data: Any = None, source: str = "") -> None:
        initial = {
            "unit": EvaluationUnit.CUSTOMER,
            "approval": Approval.AUTOMATIC,
            "source": source,
        }
        super().__init__(data, initial=initial)
        choices = [(each.code, scheme_name(each.code)) for each in schemes]
        self.fields["source"].choices = choices  # type: ignore[attr-defined]


class RunsForm(forms.Form):
    """When a scheme is evaluated by itself."""

    every = forms.ChoiceField(
        label=_("Evaluated by itself"),
        choices=Runs.choices,
        required=False,
        widget=forms.RadioSelect,
        help_text=_("As of that day: with the whole months before it."),
    )
    on_import = forms.BooleanField(
        label=_("After imports of order lines"),
        required=False,
        help_text=_("As of the day; imports within ten minutes become one evaluation."),
    )


class SchemeFileForm(forms.Form):
    """A file to make a draft of."""

    file = forms.FileField(label=_("File"), help_text=_("A YAML file that Mainstay has written."))
    code = forms.CharField(
        label=_("Under the code"),
        max_length=CODE_LENGTH,
        required=False,
        help_text=_("Of a scheme that there is: its draft is written over. Else that of the file."),
    )


class PublishForm(forms.Form):
    """Why a version is published."""

    note = forms.CharField(
        label=_("Why"),
        max_length=NOTE_LENGTH,
        required=False,
        help_text=_("Kept with the version, for who asks in a year."),
    )
    edits = forms.IntegerField(widget=forms.HiddenInput)
