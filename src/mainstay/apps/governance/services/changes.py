"""Saving what differs, and telling the audit trail about it in words that outlast the rows."""

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Model


def save_changes(
    row: Model, fields: Iterable[str], assign: Callable[[], None]
) -> dict[str, list[Any]]:
    """Run `assign` on the row, save those of `fields` that differ, and return before and after.

    Related rows are told by name. Empty when nothing differs.
    """
    names = list(fields)
    values = {name: getattr(row, name) for name in names}
    words = in_words(row, names)
    assign()
    changed = [name for name in names if getattr(row, name) != values[name]]
    if changed:
        row.save(update_fields=changed)
    after = in_words(row, changed)
    return {told: [words[told], after[told]] for told in after}


def in_words(row: Model, fields: Iterable[str]) -> dict[str, Any]:
    """The row's fields by value; a related row by its name, under the relation's name."""
    told: dict[str, Any] = {}
    for name in fields:
        field = row._meta.get_field(name)
        related = getattr(row, field.name) if field.is_relation else None
        told[field.name] = str(related) if related is not None else getattr(row, name)
    return told
