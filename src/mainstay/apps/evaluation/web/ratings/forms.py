"""Forms of rating rounds."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.criteria import CRITERIA, Criterion
from mainstay.apps.evaluation.models.ratings import COMMENT_LENGTH, NAME_LENGTH
from mainstay.apps.evaluation.queries.ratings.choosing import Choice

CANNOT_SAY = "none"
"""What a form sends for an answer without a step."""


class RoundForm(forms.Form):
    """A round to be made. What it must be is decided by the service."""

    name = forms.CharField(
        label=_("Name"), max_length=NAME_LENGTH, help_text=_("Such as “Key accounts 2027”.")
    )
    due_on = forms.DateField(
        label=_("Due"), widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})
    )
    people = forms.TypedMultipleChoiceField(
        label=_("Who rates"),
        coerce=int,
        widget=forms.SelectMultiple(attrs={"data-search": ""}),
        help_text=_("Only those who see all the customers can be asked."),
    )
    key_accounts = forms.BooleanField(label=_("The key accounts"), required=False)
    view = forms.TypedChoiceField(
        label=_("Customers of a saved view"), required=False, coerce=int, empty_value=None
    )
    codes = forms.CharField(
        label=_("Codes of customers"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, or separated by commas, as copied from a spreadsheet."),
    )
    criteria = forms.MultipleChoiceField(
        label=_("Criteria"),
        choices=[(code, each.name) for code, each in CRITERIA.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self, people: Iterable[tuple[int, str]], views: Iterable[tuple[int, str]], **kwargs: Any
    ) -> None:
        super().__init__(**kwargs)
        self.fields["people"].choices = list(people)  # type: ignore[attr-defined]
        self.fields["view"].choices = [("", "—"), *views]  # type: ignore[attr-defined]

    @property
    def choice(self) -> Choice:
        """Which customers are meant."""
        said = self.cleaned_data
        texts = said["codes"].replace(",", "\n").replace("，", "\n").replace("\t", "\n")
        codes = [text.strip() for text in texts.splitlines() if text.strip()]
        return Choice(codes, said["view"], said["key_accounts"])


def steps_of(criterion: Criterion) -> list[tuple[str, str | Promise]]:
    """What can be chosen in a criterion: its steps, and that one cannot say."""
    words = criterion.words or {}
    steps = [(str(step), words.get(step, str(step))) for step in criterion.anchors]
    return [*steps, (CANNOT_SAY, _("Cannot say"))]


class AnswerForm(forms.Form):
    """One answer: a step, "cannot say", or nothing, which takes an answer back."""

    value = forms.ChoiceField(required=False)
    comment = forms.CharField(required=False, max_length=COMMENT_LENGTH)

    def __init__(self, criterion: Criterion, data: Any) -> None:
        super().__init__(data)
        self.fields["value"].choices = [("", ""), *steps_of(criterion)]  # type: ignore[attr-defined]

    @property
    def is_answered(self) -> bool:
        return bool(self.cleaned_data["value"])

    @property
    def step(self) -> int | None:
        """The step; None where one cannot say."""
        said = self.cleaned_data["value"]
        return None if said in {"", CANNOT_SAY} else int(said)


class RatingsFileForm(forms.Form):
    """A file of ratings, and what cannot be told from it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A workbook or CSV with columns for the customer, the criterion, the rater's e-mail, "
            "the rating and a comment."
        ),
    )
    sheet = forms.CharField(
        label=_("Sheet"),
        required=False,
        help_text=_("Of a workbook, if more than one has content."),
    )
    check_only = forms.BooleanField(
        label=_("Check only"),
        required=False,
        help_text=_("Tells what would change and sets nothing."),
    )
