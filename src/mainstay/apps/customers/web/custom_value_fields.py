"""Custom fields on the form of a customer: the right control for each type."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from mainstay.apps.customers.contracts.custom_fields import (
    NO,
    PREFIX,
    YES,
    CustomField,
    FieldType,
    Value,
)
from mainstay.shell.web.figures import full_number

_NONE = ("", "–")


def form_field(field: CustomField, value: Value | None = None) -> forms.Field:
    """The control for a field, filled with what the customer has."""
    made = _BY_TYPE[field.type](field, value)
    made.label, made.required = field.label, field.is_required
    made.help_text = " ".join(filter(None, (field.help, _bounds(field))))
    made.widget.is_required = field.is_required
    if value is not None:
        made.initial = _initial(field, value)
    return made


def _bounds(field: CustomField) -> str:
    """Between which values a number lies; dates show it in their control."""
    least, most = field.least, field.most
    if field.type is FieldType.DAY or (least is None and most is None):
        return ""
    low, high = (_plain(bound) if bound is not None else "" for bound in (least, most))
    if least is None:
        return _("At most %(most)s.") % {"most": high}
    if most is None:
        return _("At least %(least)s.") % {"least": low}
    return _("From %(least)s to %(most)s.") % {"least": low, "most": high}


def _plain(bound: Any) -> str:
    return full_number(bound, max(0, -int(bound.normalize().as_tuple().exponent)))


def _initial(field: CustomField, value: Value) -> Any:
    if field.type is FieldType.YES_NO:
        return YES if value else NO
    if field.type is FieldType.DECIMAL:
        return format(value, "f").rstrip("0").rstrip(".")
    return value


def _text(field: CustomField, _value: Value | None) -> forms.Field:
    return forms.CharField(max_length=field.longest)


def _whole(_field: CustomField, _value: Value | None) -> forms.Field:
    return forms.IntegerField(widget=forms.TextInput(attrs={"inputmode": "numeric"}))


def _decimal(_field: CustomField, _value: Value | None) -> forms.Field:
    widget = forms.TextInput(attrs={"inputmode": "decimal"})
    return forms.DecimalField(max_digits=15, decimal_places=4, widget=widget)


def _day(field: CustomField, _value: Value | None) -> forms.Field:
    attrs = {"type": "date"}
    for name, bound in (("min", field.least), ("max", field.most)):
        if bound is not None:
            attrs[name] = str(bound)
    return forms.DateField(widget=forms.DateInput(attrs=attrs, format="%Y-%m-%d"))


def _yes_no(_field: CustomField, _value: Value | None) -> forms.Field:
    answers = [_NONE, (YES, _("Yes")), (NO, _("No"))]
    return forms.ChoiceField(choices=answers)


def _choice(field: CustomField, value: Value | None) -> forms.Field:
    offered = [_NONE, *field.offered]
    if isinstance(value, str) and value not in dict(offered):
        offered.append((value, field.known.get(value, value)))  # archived, and may stay
    return forms.ChoiceField(choices=offered)


_BY_TYPE = {
    FieldType.TEXT: _text,
    FieldType.WHOLE: _whole,
    FieldType.DECIMAL: _decimal,
    FieldType.DAY: _day,
    FieldType.YES_NO: _yes_no,
    FieldType.CHOICE: _choice,
}


def add_fields(
    form: forms.Form, fields: Sequence[CustomField], values: Mapping[str, Value]
) -> None:
    """Put all custom fields on a form, under their names."""
    for field in fields:
        form.fields[field.name] = form_field(field, values.get(field.code))


def take_out(cleaned: dict[str, Any]) -> dict[str, Any]:
    """The valid values of a form with those of custom fields together under `custom`."""
    custom = {
        name.removeprefix(PREFIX): cleaned.pop(name)
        for name in list(cleaned)
        if name.startswith(PREFIX)
    }
    return {**cleaned, "custom": custom} if custom else cleaned
