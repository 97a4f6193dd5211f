"""The forms of the import pages."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.ledger.cleaning.fields import FIELDS, Kind, missing_fields
from mainstay.apps.ledger.models import BatchState, ImportBatch, ImportKind, ImportProfile
from mainstay.apps.ledger.reading.encoding import STATED_ENCODINGS
from mainstay.apps.ledger.services.importing import Description, ImportOptions
from mainstay.apps.ledger.wording import field_label


class ImportFilter(forms.Form):
    """Which imports are listed."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What it brings"),
        required=False,
        choices=[("", gettext_lazy("All")), *ImportKind.choices],
    )
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("All")), *BatchState.choices],
    )

    def conditions(self) -> dict[str, str]:
        """The arguments of the list's query; what cannot be understood is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name, "") for name in self.fields}


class UploadForm(forms.Form):
    """A file, what it brings and, where there is one, the profile to read it by."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What does the file bring?"),
        choices=ImportKind.choices,
        widget=forms.RadioSelect,
    )
    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("CSV (also packed with gzip) or Parquet."),
    )

    def __init__(self, profiles: Sequence[ImportProfile], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._profiles = {profile.pk: profile for profile in profiles}
        if profiles:
            choices = [("", "—"), *((each.pk, each.name) for each in profiles)]
            self.fields["profile"] = forms.TypedChoiceField(
                label=gettext_lazy("Profile"),
                choices=choices,
                coerce=lambda key: self._profiles[int(key)],
                empty_value=None,
                required=False,
                help_text=gettext_lazy("How an earlier file of the same system was read."),
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        profile = cleaned.get("profile")
        if profile is not None and profile.kind != cleaned.get("kind"):
            raise ValidationError({"profile": _("This profile reads files of the other kind.")})
        return cleaned


class ColumnsForm(forms.Form):
    """Which column holds which field, and how its cells are to be read."""

    source = forms.CharField(
        label=gettext_lazy("Source"),
        max_length=80,
        help_text=gettext_lazy("The system the file is from. Order numbers count within it."),
    )
    unknown_customers = forms.ChoiceField(
        label=gettext_lazy("Lines of unknown customers"),
        choices=[
            ("reject", gettext_lazy("Reject")),
            ("create", gettext_lazy("Create the customer, to be completed")),
        ],
    )
    on_changed_order = forms.ChoiceField(
        label=gettext_lazy("Known orders with other lines"),
        choices=[
            ("reject", gettext_lazy("Reject")),
            ("replace", gettext_lazy("Replace the order")),
        ],
    )
    day_order = forms.ChoiceField(
        label=gettext_lazy("Dates like 03/04/2024"),
        required=False,
        choices=[
            ("", gettext_lazy("Ask, when there are any")),
            ("day_first", gettext_lazy("The day comes first")),
            ("month_first", gettext_lazy("The month comes first")),
        ],
    )
    decimal_comma = forms.BooleanField(
        label=gettext_lazy("Numbers have a decimal comma"), required=False
    )
    currency = forms.CharField(
        label=gettext_lazy("Currency of lines that name none"), required=False, max_length=3
    )
    encoding = forms.ChoiceField(
        label=gettext_lazy("Encoding"),
        required=False,
        choices=[
            ("", gettext_lazy("As the file shows")),
            *((name, name.upper()) for name in STATED_ENCODINGS),
        ],
    )
    reject_limit = forms.FloatField(
        label=gettext_lazy("Reject limit, %"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("Nothing is committed when more of the records are rejected."),
    )
    save_as = forms.CharField(
        label=gettext_lazy("Keep as profile"),
        required=False,
        max_length=80,
        help_text=gettext_lazy("A name under which the next file is read in the same way."),
    )

    order_only = ("source", "unknown_customers", "on_changed_order", "decimal_comma", "currency")

    def __init__(self, batch: ImportBatch, found: Description | None, data: Any = None) -> None:
        options = ImportOptions.from_json(batch.options)
        initial = {**options.as_json(), "source": batch.source}
        super().__init__(data, initial=initial)
        self._kind = cast("Kind", batch.kind)
        self._headers = found.sniffed.headers if found else ()
        if batch.kind != ImportKind.ORDERS:
            for name in self.order_only:
                del self.fields[name]
        chosen = {header: field for field, header in found.mapping.items()} if found else {}
        choices = [("", _("(not used)"))]
        choices += [(field, field_label(field)) for field in FIELDS[self._kind]]
        for place, header in enumerate(self._headers):
            self.fields[f"column-{place}"] = forms.ChoiceField(
                label=header or _("Column %(place)d") % {"place": place + 1},
                choices=choices,
                required=False,
                initial=chosen.get(header, ""),
            )

    def column_field(self, place: int) -> BoundField:
        """The choice for one column of the file."""
        return self[f"column-{place}"]

    def option_fields(self) -> list[BoundField]:
        """The fields that are not columns."""
        return [field for field in self if not field.name.startswith("column-")]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        seen: dict[str, int] = {}
        for place in range(len(self._headers)):
            field = cleaned.get(f"column-{place}")
            if field and field in seen:
                message = _("Another column holds “%(field)s” already.")
                label = field_label(field)
                self.add_error(
                    f"column-{place}", ValidationError(message % {"field": label}, "repeated")
                )
            elif field:
                seen[field] = place
        missing = missing_fields(set(seen), self._kind) if self._headers else ()
        if missing:
            names = ", ".join(field_label(field) for field in missing)
            raise ValidationError(_("Say which column holds: %(names)s.") % {"names": names})
        return cleaned

    def mapping(self) -> dict[str, str]:
        """From field to heading; every field is named, an empty heading takes it out."""
        mapping = dict.fromkeys(FIELDS[self._kind], "")
        for place, header in enumerate(self._headers):
            field = self.cleaned_data.get(f"column-{place}")
            if field:
                mapping[field] = header
        return mapping

    def options(self) -> ImportOptions:
        """The decisions, as the service takes them."""
        said = self.cleaned_data
        return ImportOptions(
            encoding=said.get("encoding") or None,
            day_order=said.get("day_order") or None,
            decimal_comma=bool(said.get("decimal_comma")),
            currency=(said.get("currency") or "").upper(),
            unknown_customers=said.get("unknown_customers") or "reject",
            reject_limit=said["reject_limit"],
            on_changed_order=said.get("on_changed_order") or "reject",
        )
