"""Definitions as plain data: what every reader of them asks, and how it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

_DIGITS = 30


class SchemeError(ValueError):
    """A scheme's definition is wrong; ``place`` says where, ``problem`` is a code."""

    def __init__(self, place: str, problem: str) -> None:
        """Keep both for the application to put into words."""
        super().__init__(f"{place}: {problem}")
        self.place = place
        self.problem = problem


def object_of(
    data: Any, place: str, *, required: set[str], optional: frozenset[str] | set[str] = frozenset()
) -> Mapping[str, Any]:
    """Read an object that has all required keys and no others than the optional ones."""
    if not isinstance(data, Mapping):
        raise SchemeError(place, "not_an_object")
    for key in sorted(required - data.keys()):
        raise SchemeError(place, f"missing_key {key}")
    for key in sorted(data.keys() - required - optional):
        raise SchemeError(place, f"unknown_key {key}")
    return data


def list_of(data: Any, place: str) -> list[Any]:
    """Read a list."""
    if not isinstance(data, (list, tuple)):
        raise SchemeError(place, "not_a_list")
    return list(data)


def text_of(data: Any, place: str) -> str:
    """Read a text that is not empty."""
    if not isinstance(data, str) or not data:
        raise SchemeError(place, "not_a_text")
    return data


def figure_of(data: Any, place: str) -> Decimal:
    """Read a figure written as text, so that no float is ever read."""
    try:
        figure = Decimal(text_of(data, place))
    except InvalidOperation:
        raise SchemeError(place, "not_a_figure") from None
    # What is longer is no figure of a customer, and arithmetic with it could take for ever.
    if not figure.is_finite() or _is_beyond(figure):
        raise SchemeError(place, "not_a_figure")
    return figure


def _is_beyond(figure: Decimal) -> bool:
    exponent = figure.as_tuple().exponent
    return figure.adjusted() > _DIGITS or not isinstance(exponent, int) or exponent < -_DIGITS


def count_of(data: Any, place: str) -> int:
    """Read a whole number from one up, written as text."""
    figure = figure_of(data, place)
    if figure % 1 or figure < 1:
        raise SchemeError(place, "not_a_count")
    return int(figure)


def day_of(data: Any, place: str) -> date:
    """Read a day written as 2026-01-31."""
    try:
        return date.fromisoformat(text_of(data, place))
    except ValueError:
        raise SchemeError(place, "not_a_day") from None


def text_from(figure: Decimal | int) -> str:
    """Write a figure as text."""
    return format(figure, "f") if isinstance(figure, Decimal) else str(figure)
