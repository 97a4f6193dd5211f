"""The form that defines a custom field."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.customers.contracts.custom_fields import FieldType
from mainstay.apps.customers.models import CustomerField, CustomFieldType
from mainstay.apps.customers.rules.custom_fields import (
    LONGEST_CODE,
    LONGEST_HELP,
    LONGEST_NAME,
    LONGEST_TEXT,
    USUAL_LONGEST,
    Choice,
)

_LANGUAGES: Sequence[tuple[str, Any]] = settings.LANGUAGES
_TYPE = "id_type"
_WITH: Mapping[str, Sequence[str]] = {
    "longest": (FieldType.TEXT,),
    "least": (FieldType.WHOLE, FieldType.DECIMAL, FieldType.DAY),
    "most": (FieldType.WHOLE, FieldType.DECIMAL, FieldType.DAY),
    "choices": (FieldType.CHOICE,),
    "archived": (FieldType.CHOICE,),
}


class CustomFieldForm(forms.Form):
    """What an administrator says of a custom field. Whether it makes sense decides the service."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    type = forms.ChoiceField(
        label=pgettext_lazy("custom field", "Type"), choices=CustomFieldType.choices
    )
    code = forms.CharField(
        label=_("Code"),
        max_length=LONGEST_CODE,
        help_text=_(
            "Small letters, digits and underscores, such as payment_terms. Files, filters and the "
            "interface for programs know the field by “custom.” and this code."
        ),
    )
    is_required = forms.BooleanField(
        label=_("Required"),
        required=False,
        help_text=_("Whoever creates a customer by hand must fill it in. Imports need not."),
    )
    longest = forms.IntegerField(
        label=_("Characters at most"),
        required=False,
        min_value=1,
        max_value=LONGEST_TEXT,
        initial=USUAL_LONGEST,
    )
    least = forms.CharField(
        label=_("Least value"),
        required=False,
        max_length=32,
        help_text=_("A number, or a date such as 2026-01-31. Empty: no bound."),
    )
    most = forms.CharField(label=_("Greatest value"), required=False, max_length=32)
    choices = forms.CharField(
        label=pgettext_lazy("custom field", "Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false", "lang": "mul"}),
        help_text=_(
            "One a line, in the order in which they are offered: its code, an equals sign, and its "
            "names in simplified Chinese, traditional Chinese and English with bars between them. "
            "Names may be left out: net30 = 月结30天 | 月結30天 | Net 30 days"
        ),
    )
    archived = forms.MultipleChoiceField(
        label=_("Choices that are no longer offered"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, data: Any = None, *, row: CustomerField | None = None) -> None:
        super().__init__(data, initial=_initial(row) if row else {"longest": USUAL_LONGEST})
        for code, language in _LANGUAGES:
            self.fields[f"name_{code}"] = forms.CharField(
                label=_("Name in %(language)s") % {"language": language},
                max_length=LONGEST_NAME,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )
        for code, language in _LANGUAGES:
            self.fields[f"help_{code}"] = forms.CharField(
                label=_("Help in %(language)s") % {"language": language},
                max_length=LONGEST_HELP,
                required=False,
                widget=forms.TextInput(attrs={"lang": code}),
            )
        known = row.choices if row else []
        archived = self.fields["archived"]
        if known and isinstance(archived, forms.MultipleChoiceField):
            archived.choices = [(each["code"], each["code"]) for each in known]
        else:
            del self.fields["archived"]
        for name, types in _WITH.items():
            if name in self.fields:
                values = "[" + ",".join(f'"{each}"' for each in types) + "]"
                attrs = {"data-with": _TYPE, "data-with-values": values}
                self.fields[name].widget.attrs.update(attrs)

    def names(self) -> list[forms.BoundField]:
        """The fields of names and helps, side by side for each language."""
        return [self[f"{what}_{code}"] for code, _l in _LANGUAGES for what in ("name", "help")]

    def rules(self) -> list[forms.BoundField]:
        """The fields that say which values there are."""
        return [self[name] for name in ("is_required", *_WITH) if name in self.fields]

    def said(self) -> dict[str, Any]:
        """The definition, as the service takes it."""
        values = self.cleaned_data
        return {
            "code": values["code"],
            "type": values["type"],
            "names": {code: values[f"name_{code}"] for code, _l in _LANGUAGES},
            "helps": {code: values[f"help_{code}"] for code, _l in _LANGUAGES},
            "is_required": values["is_required"],
            "longest": values["longest"],
            "least": values["least"],
            "most": values["most"],
            "choices": _choices(values["choices"], values.get("archived", [])),
        }

    def add_error(self, field: str | None, error: Any) -> None:
        """What the service says of all names stands beside the first of them."""
        by_field = getattr(error, "error_dict", None)
        if field is None and by_field is not None:
            for name, found in by_field.items():
                super().add_error(_PLACES.get(name, name), found)
            return
        super().add_error(field, error)


_PLACES = {"names": f"name_{_LANGUAGES[0][0]}", "helps": f"help_{_LANGUAGES[0][0]}"}


def _initial(row: CustomerField) -> dict[str, Any]:
    plain = ("version", "type", "code", "is_required", "longest", "least", "most")
    return {
        **{name: getattr(row, name) for name in plain},
        **{f"name_{code}": row.names.get(code, "") for code, _l in _LANGUAGES},
        **{f"help_{code}": row.helps.get(code, "") for code, _l in _LANGUAGES},
        "choices": "\n".join(_line(each) for each in row.choices),
        "archived": [each["code"] for each in row.choices if each.get("is_archived")],
    }


def _line(choice: Mapping[str, Any]) -> str:
    names = [choice["names"].get(code, "") for code, _l in _LANGUAGES]
    while names and not names[-1]:
        names.pop()
    return f"{choice['code']} = {' | '.join(names)}"


def _choices(text: str, archived: Sequence[str]) -> list[Choice]:
    """The choices that lines say; one without a code has none, which the service refuses."""
    found: list[Choice] = []
    for line in filter(None, map(str.strip, text.splitlines())):
        code, _equals, said = line.replace("＝", "=").partition("=")
        texts = [each.strip() for each in said.replace("｜", "|").split("|")]
        names = dict(zip((code for code, _l in _LANGUAGES), texts, strict=False))
        found.append(
            {"code": code.strip(), "names": names, "is_archived": code.strip() in archived}
        )
    return found
