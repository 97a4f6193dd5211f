"""Forms of evaluation."""

from datetime import date
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from mainstay.analytics.scoring.reading import is_typology
from mainstay.apps.evaluation.models import EvaluationUnit, Outcome, Scheme, SchemeVersion
from mainstay.apps.evaluation.models.reviews import REASON_LENGTH
from mainstay.apps.evaluation.queries.pictures import Corner
from mainstay.apps.evaluation.queries.results import NO_GRADE
from mainstay.apps.evaluation.queries.schemes import grades_of
from mainstay.apps.evaluation.services.back_testing import MOST_DAYS, MOST_MONTHS
from mainstay.apps.evaluation.web.strategies import STRATEGIES
from mainstay.apps.evaluation.wording.names import NO_LABEL, scheme_name
from mainstay.kernel.periods import shift_months


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


def _earlier_days() -> list[tuple[int, str | Promise]]:
    """How many quarters before the day; put into words when the form is shown."""
    words = (
        (back, ngettext("%(n)s quarter back", "%(n)s quarters back", back) % {"n": back})
        for back in range(1, MOST_DAYS)
    )
    return [(0, _("This day alone")), *words]


class BackTestForm(forms.Form):
    """What to back-test."""

    scheme = forms.ChoiceField(label=_("Scheme"))
    as_of = forms.DateField(
        label=_("As of"),
        help_text=_("Customers are graded by their orders before this day."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    horizon = forms.IntegerField(
        label=_("Months that follow"),
        help_text=_("Grades are held against what came in these months, from the day on."),
        min_value=1,
        max_value=MOST_MONTHS,
    )
    earlier = forms.TypedChoiceField(
        label=_("Also as of earlier days"),
        help_text=_("One day may be luck: the same again, as of three months before, and so on."),
        coerce=int,
        choices=_earlier_days,
    )
    outcome = forms.ChoiceField(
        label=_("Hold against"),
        required=False,
        choices=[("", _("Profit where costs are known, else revenue")), *Outcome.choices],
    )
    unit = forms.ChoiceField(
        label=_("Evaluation unit"), choices=EvaluationUnit.choices, widget=forms.RadioSelect
    )

    def __init__(
        self, schemes: list[Scheme], today: date, data: Any = None, scheme: str = ""
    ) -> None:
        months = 12
        initial = {
            "as_of": shift_months(today, -months),
            "horizon": months,
            "earlier": 0,
            "unit": EvaluationUnit.CUSTOMER,
            "scheme": scheme,
        }
        super().__init__(data, initial=initial)
        choices = [(each.code, scheme_name(each.code)) for each in schemes]
        self.fields["scheme"].choices = choices  # type: ignore[attr-defined]


class FreezeForm(forms.Form):
    """Until when grades are frozen, and why."""

    until = forms.DateField(
        label=_("Frozen until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Up to this day evaluations change and propose nothing; they list exceptions."),
    )
    reason = forms.CharField(
        label=_("Why"), max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 4})
    )


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
    region = forms.CharField(required=False, widget=forms.HiddenInput)
    industry = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, version: SchemeVersion, data: Any, *, quadrant: bool) -> None:
        super().__init__(data)
        if not quadrant:
            del self.fields["corner"]
        grades = [(each.code, each.name) for each in grades_of(version)]
        if is_typology(version.definition):
            grades.append((NO_GRADE, str(NO_LABEL)))
            self.fields["grade"].label = pgettext_lazy("typology", "Label")
        elif "coverage_floor" in version.definition.get("scorecard", {}):
            grades.append((NO_GRADE, str(_("no grade"))))
        self.fields["grade"].choices = [("", _("All")), *grades]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> dict[str, str]:
        """What was asked for; what cannot be understood, or is not the reader's, is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.base_fields}
