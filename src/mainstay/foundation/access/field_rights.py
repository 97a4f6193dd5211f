"""Field rights: what somebody who sees a row may not see of it.

A field right is a permission like any other, with words for what it opens (`Permission.opens`). A
model's field is put under one by `guarded`, beside its declaration; what else a subject knows of
the kind (an indicator, a column of a list) names its right itself. Reads by `visible_to` leave
guarded fields out for who lacks the right, and refuse to filter, sort or select by them: no view
and no template has to think of it.
"""

from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.permissions import Permission, all_permissions

F = TypeVar("F", bound="models.Field[Any, Any]")

OPEN = ""
"""Said of what everybody may see who sees the row."""


class FieldHidden(PermissionDenied):
    """A query names a field that its reader may not see; `args` are model and field."""


class _GuardedAttribute(DeferredAttribute):
    """A field that a read left out is empty; it is never fetched by itself afterwards."""

    field: Any

    def __get__(self, instance: models.Model | None, cls: Any = None) -> Any:
        if instance is None or self.field.attname in instance.__dict__:
            return super().__get__(instance, cls)
        return None if self.field.null else ""


def guarded(field: F, right: str) -> F:
    """Put a field of a model under a field right. A text is then empty, another value None."""
    guard: Any = field
    guard.field_right, guard.descriptor_class = right, _GuardedAttribute
    return field


def field_rights() -> list[Permission]:
    """Every field right, in the order of codes."""
    return [each for each in all_permissions() if each.opens]


def may_see(actor: Actor, right: str) -> bool:
    """Whether somebody who sees the row sees what is under this right, too."""
    return right == OPEN or actor.may(right)


def hidden_fields(actor: Actor, model: type[models.Model]) -> frozenset[str]:
    """The names of a model's fields that the actor may not see."""
    return frozenset(name for name, right in _guarded_fields(model) if not actor.may(right))


@cache
def _guarded_fields(model: type[models.Model]) -> tuple[tuple[str, str], ...]:
    """The fields of a model that are under a right, each with it."""
    rights = (
        (each.name, getattr(each, "field_right", OPEN)) for each in model._meta.concrete_fields
    )
    return tuple((name, right) for name, right in rights if right != OPEN)


def hide_from(actor: Actor, row: models.Model) -> None:
    """Take from a row that was read for nobody what the actor may not see; saving keeps it."""
    for name in hidden_fields(actor, type(row)):
        row.__dict__.pop(name, None)


def demand_seen(hidden: Iterable[str], model: type[models.Model] | None, name: str) -> None:
    """Raise FieldHidden where a query names one of the hidden fields."""
    if name in hidden:
        raise FieldHidden(model.__name__ if model else "", name)
