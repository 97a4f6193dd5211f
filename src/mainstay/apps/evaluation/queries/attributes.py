"""Figures from what is known of customers as such: facts of the master, and fields of one's own.

They are those of today, whatever the day of an evaluation: nobody knows what they were. A group has
those of its top.
"""

from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.functional import lazystr
from django.utils.translation import gettext as _

from mainstay.analytics.customer_attributes import age_in_years, scale_step
from mainstay.analytics.indicators import Better, Indicator, Unit
from mainstay.apps.customers import queries as customers
from mainstay.apps.customers.contracts.custom_fields import YES, CustomField, FieldType
from mainstay.apps.customers.queries.custom_fields import custom_fields
from mainstay.apps.evaluation.contracts.indicators import (
    FIELD_PREFIX,
    IndicatorDefinition,
    Source,
)
from mainstay.foundation.access.field_rights import OPEN

AGE, SCALE, CAPITAL = "age_years", "scale_step", "registered_capital"
DIMENSION = "strategic_fit"
_PLACES = {FieldType.DECIMAL: 4}
_FIGURED = frozenset({FieldType.WHOLE, FieldType.DECIMAL, FieldType.DAY, FieldType.YES_NO})

Figures = Mapping[int, Decimal | int]


def field_definitions() -> dict[str, IndicatorDefinition]:
    """Indicators from the custom fields in use whose values are figures, by code."""
    fields = (each for each in custom_fields() if each.type in _FIGURED)
    return {FIELD_PREFIX + each.code: _definition(each) for each in fields}


def _definition(field: CustomField) -> IndicatorDefinition:
    unit = Unit.DAYS if field.type is FieldType.DAY else Unit.COUNT
    places = _PLACES.get(field.type, 0)
    step = Decimal(1).scaleb(-places)
    indicator = Indicator(
        FIELD_PREFIX + field.code, unit, DIMENSION, Better.NEITHER, places=places, step=step
    )
    return IndicatorDefinition(
        indicator,
        lazystr(_Name(field)),
        lazystr(_Meaning(field)),
        Source.ATTRIBUTE,
        OPEN,
    )


class _Name:
    """What the indicator of a field is called, in the reader's language."""

    def __init__(self, field: CustomField) -> None:
        self._field = field

    def __str__(self) -> str:
        if self._field.type is FieldType.DAY:
            return _("Days since “%(field)s”") % {"field": self._field.label}
        return self._field.label


class _Meaning:
    """What is counted, in the reader's language."""

    def __init__(self, field: CustomField) -> None:
        self._field = field

    def __str__(self) -> str:
        match self._field.type:
            case FieldType.DAY:
                return _(
                    "From the day of the field to the day of the evaluation; before it below 0."
                )
            case FieldType.YES_NO:
                return _("1 where the field says yes, 0 where it says no.")
            case _:
                return _("The number that the field has today.")


def with_codes(codes: Collection[str]) -> list[str]:
    """Those of some indicators that come from attributes."""
    return [code for code in codes if code in _FACTS or code.startswith(FIELD_PREFIX)]


def attribute_figures(codes: Collection[str], as_of: date) -> dict[str, Figures]:
    """The figures of indicators from attributes, by code and the customers' keys.

    A field that is no longer in use has none.
    """
    facts = [code for code in codes if code in _FACTS]
    found: dict[str, Figures] = {code: _facts(code, as_of) for code in facts}
    known = {FIELD_PREFIX + each.code: each for each in custom_fields()}
    for code in codes:
        if code in known:
            found[code] = _of_field(known[code], as_of)
    return found


def _facts(code: str, as_of: date) -> Figures:
    field, read = _FACTS[code]
    figures = {key: read(value, as_of) for key, value in customers.all_facts(field)}
    return {key: figure for key, figure in figures.items() if figure is not None}


_FACTS: Mapping[str, tuple[str, Callable[[Any, date], Decimal | int | None]]] = {
    AGE: ("founded_on", age_in_years),
    SCALE: ("scale", lambda scale, _as_of: scale_step(scale)),
    CAPITAL: ("registered_capital", lambda capital, _as_of: capital),
}


def _of_field(field: CustomField, as_of: date) -> Figures:
    values = customers.all_values(field)
    match field.type:
        case FieldType.DAY:
            return {key: (as_of - day).days for key, day in values}
        case FieldType.YES_NO:
            return {key: int(text == YES) for key, text in values}
        case _:
            return dict(values)
