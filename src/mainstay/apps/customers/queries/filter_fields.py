"""What the list of customers can be filtered by: their own facts, and columns of other subjects."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _

from mainstay.apps.customers.contracts.columns import (
    ListColumn,
    columns,
    columns_named,
)
from mainstay.apps.customers.contracts.custom_fields import NO, YES, CustomField, FieldType
from mainstay.apps.customers.models import Kind, Status
from mainstay.apps.customers.queries.custom_fields import custom_fields
from mainstay.apps.customers.rules.conditions import Groups
from mainstay.apps.customers.rules.filter_fields import Choices, FieldKind, FilterField
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.tables import Kind as Figure

WORDS = "text"
ACCOUNT_TEAM = "account_team"
_ANSWERS: Choices = ((YES, _("Yes")), (NO, _("No")))
OWN_FIELDS: tuple[FilterField, ...] = (
    FilterField(WORDS, _("Code or name"), FieldKind.WORDS, always=True),
    FilterField("code", _("Code"), FieldKind.TEXT, always=True),
    FilterField("name", _("Name"), FieldKind.TEXT, always=True),
    FilterField("short_name", _("Short name"), FieldKind.TEXT),
    FilterField("status", _("Status"), FieldKind.CHOICE, True, tuple(Status.choices)),
    FilterField("kind", _("Kind"), FieldKind.CHOICE, True, tuple(Kind.choices)),
    FilterField("owner", _("Owner"), FieldKind.PERSON),
    FilterField(ACCOUNT_TEAM, _("Account team"), FieldKind.PERSON),
    FilterField("region", _("Region"), FieldKind.TEXT),
    FilterField("industry", _("Industry"), FieldKind.TEXT),
    FilterField("scale", _("Scale"), FieldKind.TEXT),
    FilterField("tags", _("Tags"), FieldKind.TAGS),
    FilterField("parent", _("Parent"), FieldKind.CODE),
    FilterField("registration_number", _("Registration number"), FieldKind.TEXT),
    FilterField("registered_capital", _("Registered capital"), FieldKind.NUMBER),
    FilterField("founded_on", _("Founded on"), FieldKind.DAY),
    FilterField("business_scope", _("Business scope"), FieldKind.TEXT),
    FilterField("source", _("Source"), FieldKind.TEXT),
    FilterField(
        "to_be_completed",
        _("To be completed"),
        FieldKind.CHOICE,
        True,
        _ANSWERS,
    ),
    FilterField("created_at", _("Created"), FieldKind.MOMENT, always=True),
    FilterField("updated_at", _("Updated"), FieldKind.MOMENT, always=True),
)
_FIGURES = frozenset({Figure.NUMBER, Figure.MONEY, Figure.AMOUNT})


def filter_fields(actor: Actor) -> Mapping[str, FilterField]:
    """The fields that the actor may name in a condition, by code."""
    return _by_code(columns(actor))


def fields_named(actor: Actor, groups: Groups) -> Mapping[str, FilterField]:
    """Those of them that may be meant by conditions; of columns just the ones that are named."""
    codes = {condition.field for group in groups for condition in group}
    return _by_code(columns_named(actor, codes)) if codes else {}


def _by_code(found: Iterable[ListColumn]) -> Mapping[str, FilterField]:
    added = (_added(each) for each in found if each.expression is not None)
    custom = map(_custom, custom_fields())
    return {each.code: each for each in (*OWN_FIELDS, *custom, *added)}


_KINDS = {
    FieldType.TEXT: FieldKind.TEXT,
    FieldType.WHOLE: FieldKind.NUMBER,
    FieldType.DECIMAL: FieldKind.NUMBER,
    FieldType.DAY: FieldKind.DAY,
    FieldType.YES_NO: FieldKind.CHOICE,
    FieldType.CHOICE: FieldKind.CHOICE,
}


def _custom(field: CustomField) -> FilterField:
    choices = _ANSWERS if field.type is FieldType.YES_NO else tuple(field.known.items())
    return FilterField(
        field.name, field.label, _KINDS[field.type], choices=choices, custom=field.key
    )


def _added(column: ListColumn) -> FilterField:
    choices: Choices = tuple(column.choices()) if column.choices else ()
    kind = _kind(column)
    return FilterField(column.code, column.label, kind, choices=choices, having=column.having)


def _kind(column: ListColumn) -> FieldKind:
    if column.choices:
        return FieldKind.CHOICE
    if column.kind is Figure.PERCENT:
        return FieldKind.PERCENT
    is_figure = column.ranged or column.kind in _FIGURES
    return FieldKind.NUMBER if is_figure else FieldKind.PRESENCE
