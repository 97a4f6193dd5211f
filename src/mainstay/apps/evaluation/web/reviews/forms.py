"""Forms of reviews."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models import ReviewState
from mainstay.apps.evaluation.models.requests import TEXT_LENGTH
from mainstay.apps.evaluation.models.reviews import REASON_LENGTH, STEP_NAME_LENGTH
from mainstay.apps.evaluation.queries.reviews.queue import Sort, Wanted
from mainstay.apps.evaluation.rules.reviews import MOST_STEPS
from mainstay.apps.evaluation.wording.reviews import SORTS, STEPS, step_name


class QueueFilterForm(forms.Form):
    """Which proposed grades to show."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Code or name")}),
    )
    state = forms.ChoiceField(
        label=_("Decided"), required=False, choices=[("", _("All")), *ReviewState.choices]
    )
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    team = forms.TypedChoiceField(label=_("Team"), required=False, coerce=int, empty_value=None)

    def __init__(
        self, sorts: Iterable[Sort], teams: Iterable[tuple[int, str, int]], data: Any
    ) -> None:
        super().__init__(data)
        kinds = [(each.value, SORTS[each.value]) for each in sorts]
        self.fields["kind"].choices = [("", _("All")), *kinds]  # type: ignore[attr-defined]
        names = [(key, f"{name} ({number})") for key, name, number in teams]
        self.fields["team"].choices = [("", _("All")), *names]  # type: ignore[attr-defined]

    @property
    def wanted(self) -> Wanted:
        """What was asked for; what cannot be understood is left out."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            sort=Sort(said["kind"]) if said.get("kind") else None,
            state=ReviewState(said["state"]) if said.get("state") else None,
            team=said.get("team"),
            text=said.get("q", ""),
        )


class DecidedFilterForm(forms.Form):
    """Whose decided grades to show."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Code or name")}),
    )

    @property
    def text(self) -> str:
        """What was asked for."""
        return str(self.cleaned_data["q"]) if self.is_valid() else ""


class NoteForm(forms.Form):
    """What is written about a proposed grade; `edits` is what the writer saw."""

    text = forms.CharField(
        label=_("Text"), max_length=REASON_LENGTH, widget=forms.Textarea(attrs={"rows": 4})
    )
    edits = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, data: Any, *, edits: int, label: str, help_text: str) -> None:
        super().__init__(data, initial={"edits": edits})
        self.fields["text"].label, self.fields["text"].help_text = label, help_text


class OverrideForm(forms.Form):
    """Another grade than the proposed one."""

    grade = forms.ChoiceField(label=_("Grade"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Stands with the grade wherever it is explained."),
    )
    holds_until = forms.DateField(
        label=_("Holds until"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Up to this day evaluations leave the grade alone; then they propose again."),
    )
    edits = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, grades: list[tuple[str, str]], data: Any, initial: Any) -> None:
        super().__init__(data, initial=initial)
        self.fields["grade"].choices = grades  # type: ignore[attr-defined]


class NominationForm(forms.Form):
    """A customer and the grade that it is nominated for."""

    customer = forms.CharField(label=_("Customer code"), max_length=100)
    grade = forms.ChoiceField(label=_("Grade"))
    evidence = forms.CharField(
        label=_("Evidence"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Why the customer should have this grade; reviewers see it on the sheet."),
    )

    def __init__(
        self, grades: list[tuple[str, list[tuple[str, str]]]], data: Any, initial: Any
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["grade"].choices = grades  # type: ignore[attr-defined]


class DeclineForm(forms.Form):
    """Why a nomination is declined."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Who nominated the customer is told."),
    )


class AppealForm(forms.Form):
    """Which grade is to be looked at again, and why."""

    scheme = forms.ChoiceField(label=_("Grade"), widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("Why"),
        max_length=TEXT_LENGTH,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("What the grade does not take into account."),
    )

    def __init__(self, grades: list[tuple[str, str]], data: Any) -> None:
        super().__init__(data, initial={"scheme": grades[0][0] if grades else ""})
        self.fields["scheme"].choices = grades  # type: ignore[attr-defined]


class UpholdForm(forms.Form):
    """Why a grade stays."""

    reason = forms.CharField(
        label=_("Why"),
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The appellant is told."),
    )


class ChangeForm(OverrideForm):
    """Another grade upon an appeal."""

    def __init__(self, grades: list[tuple[str, str]], data: Any) -> None:
        super().__init__(grades, data, {})
        del self.fields["edits"]


class ChainForm(forms.Form):
    """The steps of approval, in order; a step without a role is left out."""

    def __init__(
        self, roles: Mapping[str, str], data: Any, chain: Iterable[Mapping[str, str]]
    ) -> None:
        super().__init__(data)
        steps = list(chain)
        for number in range(1, MOST_STEPS + 1):
            step = steps[number - 1] if number <= len(steps) else {"name": "", "role": ""}
            self.fields[f"name_{number}"] = forms.CharField(
                label=_("Step %(number)s") % {"number": number},
                max_length=STEP_NAME_LENGTH,
                required=False,
                initial=step_name(step["name"]),
            )
            self.fields[f"role_{number}"] = forms.ChoiceField(
                label=_("Role of step %(number)s") % {"number": number},
                choices=[("", _("No such step")), *roles.items()],
                required=False,
                initial=step["role"],
            )

    @property
    def chain(self) -> list[dict[str, str]]:
        """The steps that were filled in; those of the usual chain by their codes."""
        codes = {str(name): code for code, name in STEPS.items()}
        said = self.cleaned_data
        pairs = [
            (said[f"name_{number}"].strip(), said[f"role_{number}"])
            for number in range(1, MOST_STEPS + 1)
        ]
        return [{"name": codes.get(name, name), "role": role} for name, role in pairs if role]
