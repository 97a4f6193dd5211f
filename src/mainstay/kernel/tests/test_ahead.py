import threading
from collections.abc import Iterator

import pytest

from mainstay.kernel.ahead import made_ahead


def test_items_come_in_their_order() -> None:
    assert list(made_ahead(range(1000))) == list(range(1000))
    assert list(made_ahead([])) == []


def test_the_next_item_is_made_while_one_is_used_but_no_further_one() -> None:
    made = [threading.Event() for _ in range(4)]

    def making() -> Iterator[int]:
        for number, event in enumerate(made):
            event.set()
            yield number

    items = made_ahead(making())
    assert next(items) == 0
    assert made[1].wait(10)
    assert not made[2].wait(0.2)
    assert list(items) == [1, 2, 3]


def test_what_goes_wrong_is_raised_where_the_item_would_have_come() -> None:
    def making() -> Iterator[int]:
        yield 1
        raise ValueError("2")

    items = made_ahead(making())
    assert next(items) == 1
    with pytest.raises(ValueError, match="2"):
        next(items)


def test_nothing_is_made_any_more_once_nobody_wants_it() -> None:
    closed = threading.Event()

    def making() -> Iterator[int]:
        try:
            yield from range(1000)
        finally:
            closed.set()

    items = made_ahead(making())
    assert next(items) == 0
    items.close()
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("ahead")]
    del items
    assert closed.wait(10)
