"""Room for the frames of Python's calls.

CPython keeps frames in pieces of 16 KB. It asks the system for the next piece when a call passes
the end of one, and gives it back when the call returns. Where a loop happens to call across an end,
a page asks thousands of times: its table then takes 30 ms of a processor instead of 10.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

_SLOTS = 65_000
"""Half a megabyte: the piece becomes one of a whole. What is not written to takes no memory."""


def with_room(function: Callable[P, R]) -> Callable[P, R]:
    """The function, below which all calls find room in one piece.

    The call around it claims to need many slots itself, so that its piece is a large one.
    """

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return function(*args, **kwargs)

    call.__code__ = call.__code__.replace(co_stacksize=_SLOTS)
    return call
