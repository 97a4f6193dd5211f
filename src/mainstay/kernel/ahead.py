"""Working ahead: the next piece is made while the one before is used."""

from collections.abc import Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

Item = TypeVar("Item")

_END = object()


def made_ahead(items: Iterable[Item]) -> Generator[Item, None, None]:
    """The same items in the same order, each made in a thread of its own while the one before is
    used.

    No more than one waits, so memory stays bounded. What goes wrong while an item is made is
    raised where it would have come. The thread touches nothing but `items`, and it has ended when
    the iterator ends or is closed.
    """
    making = iter(items)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ahead") as thread:
        coming = thread.submit(next, making, _END)
        while (item := coming.result()) is not _END:
            coming = thread.submit(next, making, _END)
            yield item  # type: ignore[misc]
