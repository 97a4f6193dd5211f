"""Calls below `with_room` find room for their frames without asking the system."""

import resource
from collections.abc import Callable

from mainstay.project.frames import with_room

DEEPEST, CALLS = 200, 2_000
"""Two hundred small frames take more than one of the pieces in which Python keeps them."""


def pages_asked_for(function: Callable[[], object]) -> int:
    """How many pages of memory the system hands out while a function runs."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_minflt
    function()
    return resource.getrusage(resource.RUSAGE_SELF).ru_minflt - before


def leaf() -> None:
    """A call that a page makes thousands of times."""


def call_below(depth: int) -> None:
    """Call again and again below so many calls."""
    if depth:
        return call_below(depth - 1)
    for _ in range(CALLS):
        leaf()
    return None


def call_at_every_depth() -> None:
    for depth in range(DEEPEST):
        call_below(depth)


def test_calls_at_no_depth_ask_for_memory_again_and_again() -> None:
    assert pages_asked_for(with_room(call_at_every_depth)) < CALLS
    # If this fails, Python has learnt it, and `with_room` can go.
    assert pages_asked_for(call_at_every_depth) > CALLS


def test_a_function_with_room_takes_and_gives_what_it_did() -> None:
    assert with_room(divmod)(7, 2) == (3, 1)
