"""The forms that say how a file is read."""

from dataclasses import replace
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.ledger.cleaning.fields import Kind, missing_fields
from mainstay.apps.ledger.models import ImportBatch
from mainstay.apps.ledger.queries.importable import importable
from mainstay.apps.ledger.reading.reject_columns import REJECT_COLUMNS
from mainstay.apps.ledger.rules import DEFAULT_SOURCE, named_source
from mainstay.apps.ledger.services.importing import Description, ImportOptions
from mainstay.apps.ledger.services.importing.options import UNFIT
from mainstay.apps.ledger.wording import field_label
from mainstay.shell.sentences import listed

DAY_ORDERS = [
    ("", gettext_lazy("Ask me if there are any")),
    ("day_first", gettext_lazy("The day comes first")),
    ("month_first", gettext_lazy("The month comes first")),
]
DECIMAL_MARKS = [
    ("", gettext_lazy("A point; ask me if numbers show a comma")),
    ("point", gettext_lazy("A point: 1,234.50")),
    ("comma", gettext_lazy("A comma: 1.234,50")),
]


class ColumnsForm(forms.Form):
    """Which column holds which field, and how cells and odd records are treated."""

    source = forms.CharField(
        label=gettext_lazy("Where the file is from"),
        required=False,
        max_length=80,
        widget=forms.TextInput(attrs={"placeholder": DEFAULT_SOURCE}),
        help_text=gettext_lazy(
            "The name of the system, such as ERP. Give the same name next time: order numbers "
            "count within it."
        ),
    )
    keep = forms.BooleanField(
        label=gettext_lazy("Keep this as a profile"),
        required=False,
        help_text=gettext_lazy(
            "Kept when you check the file, under the name that says where the file is from: what "
            "each column holds and all the settings here; answers to later questions go in too. "
            "Choose the profile when you hand in the next file. One of this name is replaced."
        ),
    )
    unknown_customers = forms.ChoiceField(
        label=gettext_lazy("Records of customers nobody knows"),
        choices=[
            ("reject", gettext_lazy("Reject them")),
            ("create", gettext_lazy("Create the customer, to be completed later")),
        ],
    )
    on_changed_order = forms.ChoiceField(
        label=gettext_lazy("Known orders that come with other lines"),
        choices=[
            ("reject", gettext_lazy("Reject them")),
            ("replace", gettext_lazy("Replace the order by what the file says")),
        ],
        help_text=gettext_lazy("Matters only where the file has no line numbers."),
    )
    day_order = forms.ChoiceField(
        label=gettext_lazy("Dates like 03/04/2024"),
        required=False,
        choices=DAY_ORDERS,
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency of lines that name none"),
        required=False,
        max_length=3,
        help_text=gettext_lazy("Three letters; empty means the company's own."),
    )
    reject_limit = forms.FloatField(
        label=gettext_lazy("Import nothing when more is rejected than (%)"),
        min_value=0,
        max_value=100,
    )
    decimal_comma = forms.ChoiceField(
        label=gettext_lazy("Decimal mark"),
        required=False,
        choices=DECIMAL_MARKS,
    )

    tax_rate = forms.FloatField(
        label=gettext_lazy("Tax that the amounts include (%)"),
        required=False,
        min_value=0,
        max_value=100,
        help_text=gettext_lazy(
            "Such as 13. It is taken out of amounts, prices and costs whose heading says that tax "
            "is included (含税), of all of them where none says it. Empty: they stay as they are."
        ),
    )

    def __init__(self, batch: ImportBatch, found: Description, data: Any = None) -> None:
        initial = {**ImportOptions.from_json(batch.options).as_json()}
        initial["reject_limit"] = f"{initial['reject_limit']:g}"
        if initial["tax_rate"] is not None:
            initial["tax_rate"] = f"{initial['tax_rate']:g}"
        initial["source"] = named_source(batch.source)
        initial["decimal_comma"] = {True: "comma", False: "point"}.get(initial["decimal_comma"], "")
        super().__init__(data, initial=initial)
        self._kind = cast("Kind", batch.kind)
        self._headers = found.sniffed.headers
        self._options = ImportOptions.from_json(batch.options)
        for name in UNFIT[batch.kind]:
            del self.fields[name]
        self._add_columns(found)

    def _add_columns(self, found: Description) -> None:
        chosen = {header: field for field, header in found.mapping.items()}
        choices = [("", _("(not used)"))]
        choices += [(field, field_label(field)) for field in importable(self._kind)]
        for place, header in enumerate(self._headers):
            if header and header not in REJECT_COLUMNS and self._headers.count(header) == 1:
                self.fields[f"column-{place}"] = forms.ChoiceField(
                    label=header,
                    choices=choices,
                    required=False,
                    initial=chosen.get(header, ""),
                    widget=forms.Select(attrs={"class": "form-select form-select-sm"}),
                )

    def column_field(self, place: int) -> BoundField | None:
        """The choice for one column of the file; None where its heading names no single column."""
        name = f"column-{place}"
        return self[name] if name in self.fields else None

    def option_fields(self) -> list[BoundField]:
        """The fields below the columns."""
        above = ("source", "keep")
        return [
            field
            for field in self
            if field.name not in above and not field.name.startswith("column-")
        ]

    def clean_source(self) -> str:
        return str(self.cleaned_data["source"]).strip()

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).strip().upper()

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("keep") and not cleaned.get("source"):
            self.add_error("source", _("A name is needed to find the settings again."))
        seen: set[str] = set()
        for place in range(len(self._headers)):
            field = cleaned.get(f"column-{place}")
            if field in seen:
                self.add_error(f"column-{place}", _("Another column holds this already."))
            elif field:
                seen.add(field)
        missing = missing_fields(seen, self._kind)
        if missing:
            names = listed(field_label(field) for field in missing)
            raise ValidationError(_("Say which column holds: %(names)s.") % {"names": names})
        return cleaned

    def mapping(self) -> dict[str, str]:
        """From field to heading; every field is named, an empty heading takes it out."""
        mapping = dict.fromkeys(importable(self._kind), "")
        for place, header in enumerate(self._headers):
            field = self.cleaned_data.get(f"column-{place}")
            if field:
                mapping[field] = header
        return mapping

    def source_name(self) -> str:
        """The name that was given, or the one for files without."""
        return str(self.cleaned_data["source"]) or DEFAULT_SOURCE

    def options(self) -> ImportOptions:
        """The decisions, as the service takes them."""
        said = {name: value for name, value in self.cleaned_data.items() if name != "source"}
        known = {name: said[name] for name in self._options.as_json() if name in said}
        known["day_order"] = known["day_order"] or None
        if "decimal_comma" in known:
            known["decimal_comma"] = {"comma": True, "point": False}.get(known["decimal_comma"])
        return replace(self._options, **known)
