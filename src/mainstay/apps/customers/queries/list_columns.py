"""The columns that a list of customers can show, by code."""

from collections.abc import Collection, Iterable

from mainstay.apps.customers.contracts.columns import (
    columns,
    columns_named,
    columns_shown_usually,
)
from mainstay.apps.customers.queries.custom_fields import custom_fields
from mainstay.foundation.access.actor import Actor

NAME = "name"
_FIRST = (NAME, "code", "status")
_LAST = ("owner", "region", "industry", "updated_at")
_MORE = (
    "short_name",
    "kind",
    "scale",
    "tags",
    "account_team",
    "parent",
    "registration_number",
    "registered_capital",
    "founded_on",
    "source",
    "to_be_completed",
    "created_at",
)


def usual_columns(actor: Actor) -> list[str]:
    """What the list shows unless something else was chosen."""
    return [*_FIRST, *(each.code for each in columns_shown_usually(actor)), *_LAST]


def all_columns(actor: Actor) -> list[str]:
    """Everything that the actor's list can show, the usual ones first."""
    chosen = [each.code for each in columns(actor) if not each.usual]
    fields = [field.name for field in custom_fields()]
    return [*usual_columns(actor), *chosen, *_MORE, *fields]


def known_columns(actor: Actor, codes: Collection[str]) -> list[str]:
    """Those of the codes that name a column which the actor may see."""
    named = {each.code for each in columns_named(actor, codes)}
    known = {*_FIRST, *_LAST, *_MORE, *named}
    if not known.issuperset(codes):
        known.update(field.name for field in custom_fields())
    return [code for code in codes if code in known]


def shown_columns(actor: Actor, chosen: Iterable[str]) -> list[str]:
    """The chosen columns that the actor may see, each once; the usual ones where none is.

    A name leads to its customer, so it is never missing.
    """
    shown = known_columns(actor, list(dict.fromkeys(chosen)))
    if not shown:
        return usual_columns(actor)
    return shown if NAME in shown else [NAME, *shown]
