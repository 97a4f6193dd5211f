"""Forms of indicators: finding some, and defining one."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.analytics.formulas.parsing import LONGEST
from mainstay.analytics.indicators import DEFINABLE_UNITS
from mainstay.apps.evaluation.contracts.indicators import IndicatorDefinition
from mainstay.apps.evaluation.models import CustomIndicator
from mainstay.apps.evaluation.queries.catalogue import IndicatorFigures
from mainstay.apps.evaluation.rules.custom_indicators import (
    LONGEST_CODE,
    LONGEST_DEFINITION,
    LONGEST_NAME,
)
from mainstay.apps.evaluation.wording.indicators import DIMENSIONS, DIRECTIONS, SOURCES, UNITS
from mainstay.kernel.text import search_form

_LANGUAGES: Sequence[tuple[str, Any]] = settings.LANGUAGES
_ALL = ("", _("All"))


class CatalogueForm(forms.Form):
    """Which indicators to show."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        widget=forms.TextInput(attrs={"type": "search", "placeholder": _("Code or name")}),
    )
    dimension = forms.ChoiceField(
        label=_("Dimension"), required=False, choices=[_ALL, *DIMENSIONS.items()]
    )
    source = forms.ChoiceField(label=_("Source"), required=False, choices=[_ALL, *SOURCES.items()])

    @property
    def wanted(self) -> dict[str, str]:
        """What was asked for; what cannot be understood is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.base_fields}

    def takes(self, each: IndicatorDefinition) -> bool:
        """Whether an indicator is asked for."""
        wanted = self.wanted
        words = search_form(wanted["q"])
        return (
            wanted["dimension"] in {"", each.indicator.dimension}
            and wanted["source"] in {"", each.source}
            and (words in search_form(each.code) or words in search_form(str(each.name)))
        )


class FiguresForm(forms.Form):
    """Which customers of an indicator to show: between two borders, or without a figure."""

    lower = forms.DecimalField(label=_("At least"), required=False, max_digits=24)
    below = forms.DecimalField(label=_("Below"), required=False, max_digits=24)
    missing = forms.BooleanField(label=_("Without a figure"), required=False)

    @property
    def is_narrow(self) -> bool:
        """Whether not all customers are asked for."""
        return any(value not in (None, False) for value in self._said.values())

    @property
    def _said(self) -> dict[str, Any]:
        self.is_valid()
        return {name: self.cleaned_data.get(name) for name in self.base_fields}

    def narrowed(self, found: IndicatorFigures) -> IndicatorFigures:
        """The customers that are asked for."""
        said = self._said
        if said["missing"]:
            return found.without()
        if said["lower"] is None and said["below"] is None:
            return found
        return found.between(said["lower"], said["below"])


class IndicatorForm(forms.Form):
    """What an administrator says of an indicator. Whether it makes sense decides the service."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    code = forms.CharField(
        label=pgettext_lazy("indicator", "Code"),
        max_length=LONGEST_CODE,
        help_text=_(
            "Small letters, digits and underscores, such as revenue_per_visit. Schemes, formulas, "
            "files and the interface for programs know the indicator by “custom.” and this code."
        ),
    )
    formula = forms.CharField(
        label=_("Formula"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false", "lang": "mul"}),
        help_text=_(
            "Codes of indicators and numbers, joined by + - * / and parentheses; min, max and "
            "coalesce choose among several. What is made of a missing figure is missing, and so is "
            "a quotient by zero."
        ),
    )
    unit = forms.ChoiceField(
        label=pgettext_lazy("indicator", "Unit"),
        choices=[(each, UNITS[each]) for each in DEFINABLE_UNITS],
    )
    better = forms.ChoiceField(label=_("Direction"), choices=list(DIRECTIONS.items()))
    dimension = forms.ChoiceField(label=_("Dimension"), choices=list(DIMENSIONS.items()))

    def __init__(self, data: Any = None, *, row: CustomIndicator | None = None) -> None:
        super().__init__(data, initial=_initial(row) if row else {})
        for code, language in _LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name in %(language)s") % {"language": language},
                max_length=LONGEST_NAME,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )
        for code, language in _LANGUAGES:
            self.fields[f"definition_{code}"] = forms.CharField(
                label=_("Definition in %(language)s") % {"language": language},
                max_length=LONGEST_DEFINITION,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )
        if row is not None:
            for name in ("code", "unit"):
                self.fields[name].disabled = True

    def texts(self) -> list[forms.BoundField]:
        """The fields of names and definitions, side by side for each language."""
        return [
            self[f"{what}_{code}"] for code, _l in _LANGUAGES for what in ("name", "definition")
        ]

    def said(self) -> dict[str, Any]:
        """What was said, as the service takes it."""
        values = self.cleaned_data
        return {
            **{name: values[name] for name in ("code", "formula", "unit", "better", "dimension")},
            "names": {code: values[f"name_{code}"] for code, _l in _LANGUAGES},
            "definitions": {code: values[f"definition_{code}"] for code, _l in _LANGUAGES},
        }

    def add_error(self, field: str | None, error: Any) -> None:
        """What the service says of all names stands beside the first of them."""
        by_field = getattr(error, "error_dict", None)
        if field is None and by_field is not None:
            for name, found in by_field.items():
                super().add_error(_PLACES.get(name, name), found)
            return
        super().add_error(field, error)


_PLACES = {
    "names": f"name_{_LANGUAGES[0][0]}",
    "definitions": f"definition_{_LANGUAGES[0][0]}",
}


def _initial(row: CustomIndicator) -> dict[str, Any]:
    plain = ("version", "code", "formula", "unit", "better", "dimension")
    return {
        **{name: getattr(row, name) for name in plain},
        **{f"name_{code}": row.names.get(code, "") for code, _l in _LANGUAGES},
        **{f"definition_{code}": row.definitions.get(code, "") for code, _l in _LANGUAGES},
    }
