"""What reading one cell gives."""

from typing import Generic, NamedTuple, TypeVar

Value = TypeVar("Value")


class Parsed(NamedTuple, Generic[Value]):
    """A value, or nothing: then the cell was empty or, with a problem, could not be read."""

    value: Value | None = None
    problem: str | None = None
    changes: tuple[str, ...] = ()
    """What had to be done to the text, by name; each name at most once."""
