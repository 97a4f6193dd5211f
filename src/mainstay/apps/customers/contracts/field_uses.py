"""What other subjects make of custom fields, so that no field goes that something rests on."""

from collections.abc import Callable, Sequence

FieldUses = Callable[[str], Sequence[str]]
"""What rests on the field with this code, in whole sentences; none where nothing does."""

_registered: list[FieldUses] = []


def register(uses: FieldUses) -> None:
    """Add a subject that rests on fields."""
    if uses not in _registered:
        _registered.append(uses)


def uses_of(code: str) -> list[str]:
    """All that rests on the field with this code, in sentences."""
    return [sentence for uses in _registered for sentence in uses(code)]
