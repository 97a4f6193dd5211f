"""The form of one condition: a field, what is asked of it, and values of the field's kind."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.apps.customers import queries
from mainstay.apps.customers.queries.filter_fields import OWN_FIELDS
from mainstay.apps.customers.rules.conditions import Condition
from mainstay.apps.customers.rules.filter_fields import (
    ME,
    MOST_DAYS,
    PRESENCES,
    FieldKind,
    FilterField,
    Operator,
)
from mainstay.apps.customers.rules.filter_wording import operator_label
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor

ASKED = "asked"
"""The field that operator and values were given for: with another one they begin anew."""
_BOXES = 12
"""So many choices stand as boxes to tick; more become a list to search in."""
_OFFERED = 500
_CHOSEN = frozenset({Operator.IS, Operator.NOT})
_DAYS_AGO = frozenset({Operator.LAST, Operator.OLDER})
_DAYS = frozenset({FieldKind.DAY, FieldKind.MOMENT})
_SINGLE = frozenset({*_DAYS, FieldKind.NUMBER})
"""Kinds of which one value is asked for, unless a condition has several already."""
_FIRST, _LAST = pgettext_lazy("bound", "From"), pgettext_lazy("bound", "To")
Choices = Sequence[tuple[str, Any]]


class ConditionForm(forms.Form):
    """One condition while it is made. Whether it means something is decided by the rules."""

    field = forms.ChoiceField(label=_("Field"))
    operator = forms.ChoiceField(label=_("Comparison"))

    def __init__(
        self,
        actor: Actor,
        fields: Mapping[str, FilterField],
        said: QueryDict,
        current: Condition | None = None,
    ) -> None:
        super().__init__()
        self._actor = actor
        self._said = said if said.get("field") else QueryDict()
        asked = self._said.get("field", current.field if current else "")
        self.chosen = fields.get(asked) or next(iter(fields.values()))
        same = current is not None and current.field == self.chosen.code
        operator = current.operator if current and same else ""
        self._is_for_the_field = self._said.get(ASKED, self.chosen.code) == self.chosen.code
        if self._is_for_the_field:
            operator = self._said.get("operator") or operator
        known = self.chosen.operators
        self.operator_chosen = Operator(operator) if operator in known else known[0]
        self._before = current.values if current and same else ()
        self._offer(fields)
        self._ask_for_values()

    def _offer(self, fields: Mapping[str, FilterField]) -> None:
        own = {each.code for each in OWN_FIELDS}
        mine = [(each.code, each.label) for each in fields.values() if each.code in own]
        custom = [(each.code, each.label) for each in fields.values() if each.custom]
        aside = own | {code for code, _label in custom}
        others = [(each.code, each.label) for each in fields.values() if each.code not in aside]
        groups: list[Any] = [(_("Facts"), mine)]
        if custom:
            groups.append((_("Custom fields"), custom))
        if others:
            groups.append((_("Grades and figures"), others))
        self.fields["field"] = forms.ChoiceField(
            label=_("Field"), choices=groups, initial=self.chosen.code
        )
        self.fields["operator"] = forms.ChoiceField(
            label=_("Comparison"),
            choices=[
                (each.value, operator_label(self.chosen, each)) for each in self.chosen.operators
            ],
            initial=self.operator_chosen.value,
        )

    def _ask_for_values(self) -> None:
        operator = self.operator_chosen
        if operator in PRESENCES:
            return
        if operator in _CHOSEN and (choices := self._choices()) is not None:
            self._ask("values", _several(choices), list(self._before))
        elif operator in _CHOSEN and (self.chosen.kind not in _SINGLE or len(self._before) > 1):
            self._ask("lines", _lines(), "\n".join(self._before))
        elif operator in _DAYS_AGO:
            self._ask("value", _days_ago(), self._before_at(0))
        else:
            two = operator is Operator.BETWEEN
            self._ask("value", self._single(_FIRST if two else _("Value")), self._before_at(0))
            if two:
                self._ask("value_to", self._single(_LAST), self._before_at(1))

    def _ask(self, name: str, field: forms.Field, before: Any) -> None:
        field.initial = before
        if name in self._said and self._is_for_the_field:
            field.initial = self._said.getlist(name) if name == "values" else self._said[name]
        self.fields[name] = field

    def _before_at(self, place: int) -> str:
        value = self._before[place] if place < len(self._before) else ""
        if value and self.chosen.kind is FieldKind.PERCENT:
            return format((Decimal(value) * 100).normalize(), "f")
        return value

    def _single(self, label: Any) -> forms.Field:
        if self.chosen.kind in _DAYS:
            widget: forms.Widget = forms.DateInput(attrs={"type": "date"})
        elif self.chosen.kind is FieldKind.PERCENT:
            label = f"{label} (%)"
            widget = forms.TextInput(attrs={"inputmode": "decimal"})
        elif self.chosen.kind is FieldKind.NUMBER:
            widget = forms.TextInput(attrs={"inputmode": "decimal"})
        else:
            widget = forms.TextInput()
        return forms.CharField(label=label, widget=widget)

    def _choices(self) -> Choices | None:
        """What can be chosen from; None where values are written."""
        kind, code = self.chosen.kind, self.chosen.code
        if kind is FieldKind.CHOICE:
            return self.chosen.choices
        if kind is FieldKind.PERSON:
            people = [(str(each.person_id), each.full_name) for each in governance.colleagues()]
            return [(ME, _("Me")), *people]
        if kind is not FieldKind.TAGS and code not in queries.OCCURRING:
            return None
        occurring = queries.occurring(self._actor, code, _OFFERED + 1)
        if not occurring or len(occurring) > _OFFERED:
            return None
        kept = [value for value in self._before if value not in occurring]
        return [(value, value) for value in [*occurring, *kept]]

    def condition(self) -> Condition:
        """The condition as it was filled in."""
        if not self._is_for_the_field:
            values = []
        elif "values" in self.fields:
            values = self._said.getlist("values")
        elif "lines" in self.fields:
            values = [line.strip() for line in self._said.get("lines", "").splitlines()]
            values = [self._plain(line) for line in values if line]
        else:
            asked = [name for name in ("value", "value_to") if name in self.fields]
            values = [self._plain(self._said.get(name, "").strip()) for name in asked]
        return Condition(self.chosen.code, self.operator_chosen, tuple(values))

    def _plain(self, value: str) -> str:
        """A value as it is kept: people write thousands apart and shares in per cent."""
        if self.operator_chosen in _DAYS_AGO or self.chosen.kind not in _FIGURES:
            return value
        plain = value.replace(",", "").replace("，", "").replace(" ", "").removesuffix("%")
        if self.chosen.kind is not FieldKind.PERCENT:
            return plain
        try:
            return format(Decimal(plain) / 100, "f")
        except ArithmeticError:
            return value


_FIGURES = frozenset({FieldKind.NUMBER, FieldKind.PERCENT})


def _several(choices: Choices) -> forms.Field:
    if len(choices) <= _BOXES:
        widget: forms.Widget = forms.CheckboxSelectMultiple()
    else:
        widget = forms.SelectMultiple(attrs={"data-search": "", "size": 8})
    return forms.MultipleChoiceField(label=_("One of"), choices=list(choices), widget=widget)


def _lines() -> forms.Field:
    return forms.CharField(
        label=_("One of"),
        help_text=_("One value a line."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def _days_ago() -> forms.Field:
    widget = forms.NumberInput(attrs={"min": 1, "max": MOST_DAYS, "inputmode": "numeric"})
    return forms.CharField(label=_("Number of days"), widget=widget)
