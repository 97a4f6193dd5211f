"""What two definitions of a scheme differ in, place by place; pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Place = tuple[str, ...]
"""Names from the outside in. A grade, a label or an indicator of a scorecard is followed by its own
name, any other entry of a list by its number, counted from 1."""

POSITION = "position"
_NAMED_BY = {"grades": "code", "labels": "code", "indicators": "indicator"}


@dataclass(frozen=True, slots=True)
class Difference:
    """A place with what stood there and what stands there now; None where nothing does."""

    place: Place
    before: str | None
    after: str | None


def difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Difference, ...]:
    """List the places at which two definitions differ, those of the first one first.

    Both are plain data as docs/algorithms/grading.md has it. Moving a grade is a difference of its
    ``position``.
    """
    old, new = dict(_leaves(before)), dict(_leaves(after))
    return tuple(
        Difference(place, old.get(place), new.get(place))
        for place in dict.fromkeys([*old, *new])
        if old.get(place) != new.get(place)
    )


def _leaves(data: Any, place: Place = ()) -> Iterator[tuple[Place, str]]:
    if isinstance(data, Mapping):
        for name, part in data.items():
            yield from _leaves(part, (*place, str(name)))
    elif isinstance(data, list | tuple):
        yield from _entries(data, place)
    else:
        yield place, str(data).lower() if isinstance(data, bool) else str(data)


def _entries(data: Sequence[Any], place: Place) -> Iterator[tuple[Place, str]]:
    named_by = _NAMED_BY.get(place[-1]) if place else None
    named = named_by is not None and all(
        isinstance(entry, Mapping) and named_by in entry for entry in data
    )
    for number, entry in enumerate(data, 1):
        if not named or named_by is None:
            yield from _leaves(entry, (*place, str(number)))
            continue
        here = (*place, str(entry[named_by]))
        yield (*here, POSITION), str(number)
        yield from _leaves({name: entry[name] for name in entry if name != named_by}, here)
