"""Conditions as sentences: *Region is East or South; and revenue, 12 months at least 1,000,000*."""

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from functools import reduce

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from mainstay.apps.customers.rules.conditions import Fault
from mainstay.apps.customers.rules.filter_fields import (
    ME,
    Criteria,
    Criterion,
    FieldKind,
    FilterField,
    Operator,
    Value,
)
from mainstay.shell.sentences import listed
from mainstay.shell.web import figures

PersonName = Callable[[int], str]
"""What the person with this key is called."""

OPERATOR_LABELS: dict[Operator, Promise] = {
    Operator.IS: gettext_lazy("is"),
    Operator.NOT: gettext_lazy("is not"),
    Operator.CONTAINS: gettext_lazy("contains"),
    Operator.LACKS: gettext_lazy("does not contain"),
    Operator.STARTS: gettext_lazy("begins with"),
    Operator.LEAST: gettext_lazy("at least"),
    Operator.MOST: gettext_lazy("at most"),
    Operator.BETWEEN: gettext_lazy("between"),
    Operator.LAST: gettext_lazy("in the last … days"),
    Operator.OLDER: gettext_lazy("more than … days ago"),
    Operator.EMPTY: gettext_lazy("is empty"),
    Operator.FILLED: gettext_lazy("is not empty"),
}
_DAY_LABELS: dict[Operator, Promise] = {
    Operator.LEAST: gettext_lazy("on or after"),
    Operator.MOST: gettext_lazy("on or before"),
}
_SENTENCES: dict[Operator, Promise] = {
    Operator.IS: gettext_lazy("%(field)s is %(value)s"),
    Operator.NOT: gettext_lazy("%(field)s is not %(value)s"),
    Operator.CONTAINS: gettext_lazy("%(field)s contains “%(value)s”"),
    Operator.LACKS: gettext_lazy("%(field)s does not contain “%(value)s”"),
    Operator.STARTS: gettext_lazy("%(field)s begins with “%(value)s”"),
    Operator.LEAST: gettext_lazy("%(field)s at least %(value)s"),
    Operator.MOST: gettext_lazy("%(field)s at most %(value)s"),
    Operator.EMPTY: gettext_lazy("%(field)s is empty"),
    Operator.FILLED: gettext_lazy("%(field)s is not empty"),
}
_DAY_SENTENCES: dict[Operator, Promise] = {
    Operator.LEAST: gettext_lazy("%(field)s: on or after %(value)s"),
    Operator.MOST: gettext_lazy("%(field)s: on or before %(value)s"),
}
REASONS: dict[str, Promise] = {
    "filter_too_long": gettext_lazy("The filter is longer than %(about)s characters."),
    "too_many_conditions": gettext_lazy("The filter has more than %(about)s conditions."),
    "no_condition": gettext_lazy("This is no condition: it needs a field and an operator."),
    "control_characters": gettext_lazy("This holds characters that cannot be seen."),
    "unknown_field": gettext_lazy("There is no field “%(about)s”, or none that you may see."),
    "unknown_operator": gettext_lazy("This field cannot be asked for “%(about)s”."),
    "no_value_here": gettext_lazy("This condition takes no value."),
    "value_missing": gettext_lazy("The value is missing."),
    "one_value": gettext_lazy("This condition takes one value."),
    "two_values": gettext_lazy("This condition takes two values, from and to."),
    "too_many_values": gettext_lazy("There are more than %(about)s values."),
    "value_too_long": gettext_lazy("A value is longer than %(about)s characters."),
    "not_a_choice": gettext_lazy("“%(about)s” is not one of the choices."),
    "not_a_person": gettext_lazy("“%(about)s” is not a person."),
    "not_a_number": gettext_lazy("“%(about)s” is not a number that can be compared."),
    "not_a_day": gettext_lazy("“%(about)s” is not a day, such as 2026-01-31."),
    "not_days": gettext_lazy("The number of days lies between 1 and %(about)s."),
    "bounds_swapped": gettext_lazy("The first value is greater than the second."),
}
"""Why a condition is refused, by the codes of its faults."""
_ON_DAYS = frozenset({FieldKind.DAY, FieldKind.MOMENT})


def operator_label(field: FilterField, operator: Operator) -> str | Promise:
    """What a choice of operators calls this one."""
    if field.kind in _ON_DAYS and operator in _DAY_LABELS:
        return _DAY_LABELS[operator]
    return OPERATOR_LABELS[operator]


def reason(fault: Fault) -> str:
    """Why a condition is refused, after the condition itself."""
    said = str(REASONS[fault.code])
    sentence = said % {"about": fault.about} if "%(about)" in said else said
    if not fault.text:
        return sentence
    return _("“%(condition)s”: %(reason)s") % {"condition": fault.text, "reason": sentence}


def sentence(criterion: Criterion, name_of: PersonName) -> str:
    """One condition in words."""
    values = [_value(criterion, value, name_of) for value in criterion.values]
    words = {"field": str(criterion.field.label)}
    if criterion.operator is Operator.BETWEEN:
        words |= {"least": values[0], "most": values[1]}
        return _("%(field)s between %(least)s and %(most)s") % words
    if criterion.operator in {Operator.LAST, Operator.OLDER}:
        return _days_ago(words, int(str(criterion.values[0])), criterion.operator)
    known = _SENTENCES
    if criterion.field.kind in _ON_DAYS and criterion.operator in _DAY_SENTENCES:
        known = _DAY_SENTENCES
    return str(known[criterion.operator]) % {**words, "value": either(values)}


def _days_ago(words: dict[str, str], days: int, operator: Operator) -> str:
    if operator is Operator.LAST:
        said = ngettext(
            "%(field)s: in the last %(days)s day", "%(field)s: in the last %(days)s days", days
        )
    else:
        said = ngettext(
            "%(field)s: more than %(days)s day ago", "%(field)s: more than %(days)s days ago", days
        )
    return said % {**words, "days": days}


def described(criteria: Criteria, name_of: PersonName) -> str:
    """A whole filter in words: the same as it works, group after group."""
    groups = [[sentence(each, name_of) for each in group] for group in criteria]
    parts = [either([group[0], *map(_lowered, group[1:])]) for group in groups if group]

    def append(before: str, after: str) -> str:
        return _("%(before)s; and %(after)s") % {"before": before, "after": _lowered(after)}

    return reduce(append, parts) if parts else ""


def either(words: Iterable[str]) -> str:
    """Several things of which one is meant: ``A, B or C``."""
    *before, last = list(words) or [""]
    if not before:
        return last
    return _("%(before)s or %(last)s") % {"before": listed(before), "last": last}


def _lowered(text: str) -> str:
    """A label inside a sentence begins small, where it is a word and no abbreviation."""
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def _value(criterion: Criterion, value: Value, name_of: PersonName) -> str:
    field = criterion.field
    if field.choices:
        return next((str(label) for code, label in field.choices if code == value), str(value))
    if field.kind is FieldKind.PERSON:
        return _("me") if value == ME else name_of(int(str(value)))
    if isinstance(value, Decimal):
        return _figure(value, field.kind)
    return figures.day(value) if isinstance(value, date) else str(value)


def _figure(value: Decimal, kind: FieldKind) -> str:
    """Every digit that was said."""
    said = value * 100 if kind is FieldKind.PERCENT else value
    exponent = said.normalize().as_tuple().exponent
    digits = max(0, -int(exponent))
    written = figures.full_number(said, digits)
    return f"{written}%" if kind is FieldKind.PERCENT else written
