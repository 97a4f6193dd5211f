"""What a formula is once it was read: a tree of numbers, indicators and operations."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


class Operator(StrEnum):
    """What two figures are joined by."""

    PLUS = "+"
    MINUS = "-"
    TIMES = "*"
    OVER = "/"


class Function(StrEnum):
    """What can be asked of several figures."""

    MIN = "min"
    MAX = "max"
    COALESCE = "coalesce"


@dataclass(frozen=True, slots=True)
class Number:
    """A number that stands in the formula."""

    value: Decimal


@dataclass(frozen=True, slots=True)
class Name:
    """The figure of an indicator; ``position`` is where its code begins, from 0."""

    code: str
    position: int


@dataclass(frozen=True, slots=True)
class Negation:
    """The opposite of a figure."""

    operand: Node


@dataclass(frozen=True, slots=True)
class Operation:
    """Two figures joined."""

    operator: Operator
    left: Node
    right: Node


@dataclass(frozen=True, slots=True)
class Call:
    """One of several figures."""

    function: Function
    arguments: tuple[Node, ...]


Node = Number | Name | Negation | Operation | Call


def names_in(node: Node) -> Iterator[Name]:
    """Give the indicators of a formula, from left to right, as often as they stand in it."""
    match node:
        case Name():
            yield node
        case Negation(operand):
            yield from names_in(operand)
        case Operation(_, left, right):
            yield from names_in(left)
            yield from names_in(right)
        case Call(_, arguments):
            for each in arguments:
                yield from names_in(each)


def codes_in(node: Node) -> tuple[str, ...]:
    """Give the codes of the indicators that a formula needs, each once."""
    return tuple(dict.fromkeys(name.code for name in names_in(node)))
