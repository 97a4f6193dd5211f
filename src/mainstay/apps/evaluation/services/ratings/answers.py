"""Answers as texts of a file: steps, the words of a kind, and "cannot say"."""

from collections.abc import Mapping
from dataclasses import dataclass

from mainstay.kernel.text import search_form

CANNOT_SAY = frozenset(
    search_form(text)
    for text in (
        "cannot say",
        "can not say",
        "don't know",
        "n/a",
        "-",
        "无法判断",
        "無法判斷",
        "不清楚",
    )
)
"""What stands in files for an answer without a step."""


class Unreadable(ValueError):
    """The text is no answer in the criterion."""


@dataclass(frozen=True, slots=True)
class Answer:
    """A step, or none for "cannot say", and a comment."""

    value: int | None
    comment: str


def read_answer(steps: Mapping[str, int], text: str) -> int | None:
    """The step that a text names, of those of a criterion; None for "cannot say".

    Raises Unreadable.
    """
    form = search_form(text)
    if form in CANNOT_SAY:
        return None
    step = steps.get(form.removesuffix(".0"))
    if step is None:
        raise Unreadable(text)
    return step
