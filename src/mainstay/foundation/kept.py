"""What is read often and changes seldom: read once within a request, anew in the next one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")

_kept: ContextVar[dict[str, Any] | None] = ContextVar("kept_values", default=None)


@contextmanager
def values_kept() -> Iterator[None]:
    """Read each kept value at most once within; wrapped around each web request."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def kept(name: str, read: Callable[[], T]) -> T:
    """What `read` returns, remembered under a name as long as values are kept."""
    values = _kept.get()
    if values is None:
        return read()
    if name not in values:
        values[name] = read()
    found: T = values[name]
    return found


def forget(name: str) -> None:
    """Read the value again next time; called after it was written."""
    values = _kept.get()
    if values is not None:
        values.pop(name, None)
