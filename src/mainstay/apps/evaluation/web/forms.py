"""Forms of evaluation."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models import EvaluationUnit, Scheme, SchemeVersion
from mainstay.apps.evaluation.queries.pictures import Corner
from mainstay.apps.evaluation.queries.results import NO_GRADE
from mainstay.apps.evaluation.queries.schemes import grades_of
from mainstay.apps.evaluation.web.strategies import STRATEGIES
from mainstay.apps.evaluation.wording.names import scheme_name


class EvaluateForm(forms.Form):
    """What to evaluate."""

    scheme = forms.ChoiceField(label=_("Scheme"))
    as_of = forms.DateField(
        label=_("As of"),
        help_text=_("Orders before this day count; 12 months are whole calendar months."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    unit = forms.ChoiceField(
        label=_("Evaluation unit"), choices=EvaluationUnit.choices, widget=forms.RadioSelect
    )

    def __init__(
        self, schemes: list[Scheme], today: date, data: Any = None, scheme: str = ""
    ) -> None:
        initial = {"as_of": today, "unit": EvaluationUnit.CUSTOMER, "scheme": scheme}
        super().__init__(data, initial=initial)
        choices = [(each.code, scheme_name(each.code)) for each in schemes]
        self.fields["scheme"].choices = choices  # type: ignore[attr-defined]


class ResultFilterForm(forms.Form):
    """Which rows of a result to show."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Code or name")}),
    )
    grade = forms.ChoiceField(label=_("Grade"), required=False)
    corner = forms.ChoiceField(
        label=_("Sales × profit"),
        required=False,
        choices=[("", _("All")), *((corner.value, STRATEGIES[corner]) for corner in Corner)],
    )

    def __init__(self, version: SchemeVersion, data: Any, *, quadrant: bool) -> None:
        super().__init__(data)
        if not quadrant:
            del self.fields["corner"]
        grades = [(each.code, each.name) for each in grades_of(version)]
        if "coverage_floor" in version.definition.get("scorecard", {}):
            grades.append((NO_GRADE, str(_("no grade"))))
        self.fields["grade"].choices = [("", _("All")), *grades]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, str]:
        """What was asked for; what cannot be understood, or is not the reader's, is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.base_fields}
