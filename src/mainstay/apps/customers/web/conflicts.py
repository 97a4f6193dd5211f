"""Both versions of a customer or a contact, for the person who was slower."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.customers.models import Contact, Customer
from mainstay.apps.customers.queries.conflicts import (
    Conflict,
    Difference,
    contact_conflict,
    customer_conflict,
)
from mainstay.apps.customers.rules import ContactFacts, Facts
from mainstay.apps.customers.web.carried import is_touched
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web import figures


@dataclass(frozen=True, slots=True)
class Line:
    """A fact in both versions, in words; `yours` is None where the person left it alone."""

    label: str
    now: str
    yours: str | None
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class BothVersions:
    """What is shown of a conflict, beside the ways out of it."""

    by: str
    at: datetime
    lines: list[Line]
    keep_url: str


def of_customer(actor: Actor, present: Customer, form: forms.Form, keep_url: str) -> BothVersions:
    """A customer as it is against a valid form, made for it as it is."""
    facts = cast("Facts", _said(form))
    conflict = customer_conflict(actor, present.pk, facts)
    return BothVersions(conflict.by, conflict.at, _lines(form, conflict), keep_url)


def of_contact(actor: Actor, present: Contact, form: forms.Form, keep_url: str) -> BothVersions:
    """The same of a contact."""
    facts = cast("ContactFacts", _said(form))
    conflict = contact_conflict(actor, present.pk, facts)
    return BothVersions(conflict.by, conflict.at, _lines(form, conflict), keep_url)


def _said(form: forms.Form) -> dict[str, Any]:
    facts = dict(form.cleaned_data)
    facts.pop("version", None)
    return facts


def _lines(form: forms.Form, conflict: Conflict) -> list[Line]:
    """What the person touched and is otherwise by now, and what others changed beside it."""
    told = {each.field: each for each in conflict.differences}
    return list(_told(form, told))


def _told(form: forms.Form, told: dict[str, Difference]) -> Iterator[Line]:
    for bound in form:
        difference = told.get(bound.name)
        if difference is None or bound.field.disabled:
            continue
        yours = words(bound, bound.data) if is_touched(bound) else None
        now = words(bound, bound.initial)
        yield Line(str(bound.label), now, yours, difference.by, difference.at)


def words(bound: forms.BoundField, value: Any) -> str:
    """A value of a form's field as the reader says it; empty for nothing."""
    field: Any = bound.field
    if hasattr(field, "choices"):
        known = {str(code): str(label) for code, label in field.choices if code != ""}
        return known.get(str(value), "")
    try:
        said = field.to_python(value)
    except ValidationError:
        said = value
    if isinstance(said, bool):
        return _("Yes") if said else _("No")
    if isinstance(said, date):
        return figures.day(said)
    if isinstance(said, Decimal | int):
        return _plain(Decimal(said))
    return "" if said is None else str(said)


def _plain(number: Decimal) -> str:
    places = -int(cast("int", number.normalize().as_tuple().exponent))
    return figures.full_number(number, max(0, places))
