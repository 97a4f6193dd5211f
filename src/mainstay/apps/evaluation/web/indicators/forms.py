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
from mainstay.apps.evaluation.models import CustomIndicator, IndicatorSource
from mainstay.apps.evaluation.queries.catalogue import IndicatorFigures
from mainstay.apps.evaluation.rules.custom_indicators import (
    LONGEST_CODE,
    LONGEST_DEFINITION,
    LONGEST_NAME,
    LONGEST_ORIGIN,
)
from mainstay.apps.evaluation.wording.indicators import DIMENSIONS, DIRECTIONS, SOURCES, UNITS
from mainstay.apps.ledger.services.importing import ImportOptions
from mainstay.apps.ledger.services.importing.reference_files import ReferenceFile
from mainstay.foundation.access.field_rights import OPEN, field_rights
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


def _with(source: str) -> dict[str, str]:
    """Attributes of what is only asked about one source."""
    return {"data-with": "id_source", "data-with-values": f'["{source}"]'}


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
    source = forms.ChoiceField(label=_("Source"), choices=IndicatorSource.choices)
    formula = forms.CharField(
        label=_("Formula"),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea(
            attrs={
                "rows": 3,
                "spellcheck": "false",
                "lang": "mul",
                **_with(IndicatorSource.FORMULA),
            }
        ),
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
    field_right = forms.ChoiceField(
        label=_("Who sees the figures"),
        required=False,
        widget=forms.Select(attrs=_with(IndicatorSource.EXTERNAL)),
    )
    adds_up = forms.BooleanField(
        label=_("Figures add up"),
        required=False,
        widget=forms.CheckboxInput(attrs=_with(IndicatorSource.EXTERNAL)),
        help_text=_(
            "Those of merged customers and of a group’s members, as freight does and a share of a "
            "market does not."
        ),
    )

    def __init__(self, data: Any = None, *, row: CustomIndicator | None = None) -> None:
        super().__init__(data, initial=_initial(row) if row else {})
        rights = [(each.code, each.opens) for each in field_rights()]
        everybody = (OPEN, _("Everybody who sees the customer"))
        self.fields["field_right"].choices = [everybody, *rights]  # type: ignore[attr-defined]
        for code, language in _LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name in %(language)s") % {"language": language},
                max_length=LONGEST_NAME,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )
        first = self.fields[f"name_{_LANGUAGES[0][0]}"]
        first.help_text = _("A name in one language at least is needed.")
        for code, language in _LANGUAGES:
            self.fields[f"definition_{code}"] = forms.CharField(
                label=_("Definition in %(language)s") % {"language": language},
                max_length=LONGEST_DEFINITION,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )
        if row is not None:
            for name in ("code", "unit", "source"):
                self.fields[name].disabled = True

    def texts(self) -> list[forms.BoundField]:
        """The fields of names and definitions, side by side for each language."""
        return [
            self[f"{what}_{code}"] for code, _l in _LANGUAGES for what in ("name", "definition")
        ]

    def said(self) -> dict[str, Any]:
        """What was said, as the service takes it."""
        values = self.cleaned_data
        is_external = values["source"] == IndicatorSource.EXTERNAL
        plain = ("code", "source", "unit", "better", "dimension")
        return {
            **{name: values[name] for name in plain},
            "formula": "" if is_external else values["formula"],
            "field_right": values["field_right"] if is_external else OPEN,
            "adds_up": is_external and values["adds_up"],
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
    plain = ("version", "code", "source", "formula", "unit", "better", "dimension")
    return {
        **{name: getattr(row, name) for name in (*plain, "field_right", "adds_up")},
        **{f"name_{code}": row.names.get(code, "") for code, _l in _LANGUAGES},
        **{f"definition_{code}": row.definitions.get(code, "") for code, _l in _LANGUAGES},
    }


class FiguresFileForm(forms.Form):
    """A file of figures, and what cannot be told from it."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A workbook or CSV with a column for the figure, one for the customer code or the "
            "industry, and one for the day if the rows are of several."
        ),
    )
    origin = forms.CharField(
        label=_("Published by"),
        max_length=LONGEST_ORIGIN,
        help_text=_(
            "Where the figures are from, such as “Association of lift makers, report 2026”."
        ),
    )
    on = forms.DateField(
        label=_("Day of rows without one"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
    )
    sheet = forms.CharField(
        label=_("Sheet"),
        required=False,
        help_text=_("Of a workbook, if more than one has content."),
    )
    day_order = forms.ChoiceField(
        label=_("Dates like 03/04/2024"),
        required=False,
        choices=[
            ("", _("Ask me if there are any")),
            ("day_first", _("The day comes first")),
            ("month_first", _("The month comes first")),
        ],
    )
    decimal_comma = forms.ChoiceField(
        label=_("Decimal mark"),
        required=False,
        choices=[
            ("", _("A point; ask me if numbers show a comma")),
            ("point", _("A point: 1,234.50")),
            ("comma", _("A comma: 1.234,50")),
        ],
    )
    check_only = forms.BooleanField(
        label=_("Check only"),
        required=False,
        help_text=_("Tells what would change and sets nothing."),
    )

    def handed_in(self) -> ReferenceFile:
        """The file, and how it is to be read."""
        said = self.cleaned_data
        options = ImportOptions(
            sheet=said["sheet"],
            day_order=said["day_order"] or None,
            decimal_comma=said["decimal_comma"] == "comma" if said["decimal_comma"] else None,
        )
        return ReferenceFile(said["file"].name, said["file"].chunks(), options=options)
