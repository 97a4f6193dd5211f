"""Reading a formula: signs first, then by precedence, each error with its place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from mainstay.analytics.formulas.syntax import (
    Call,
    Function,
    Name,
    Negation,
    Node,
    Number,
    Operation,
    Operator,
)

LONGEST = 500
"""Signs that a formula may have."""
DEEPEST = 20
"""How deep parentheses, functions and signs may be nested."""
MOST_DIGITS = 15
"""Digits that a number may have."""

_AS_TYPED = str.maketrans("（），＋－＊／×÷−．　", "(),+-*/*/-. ")
_TOKEN = re.compile(
    r"\s*(?:(?P<number>[0-9]+(?:\.[0-9]+)?)|(?P<name>[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?)"
    r"|(?P<sign>[-+*/(),]))"
)
_SUMS = {Operator.PLUS, Operator.MINUS}
_PRODUCTS = {Operator.TIMES, Operator.OVER}


class Problem(StrEnum):
    """Why a text is no formula."""

    EMPTY = "empty"
    TOO_LONG = "too_long"
    TOO_DEEP = "too_deep"
    TOO_MANY_DIGITS = "too_many_digits"
    UNKNOWN_SIGN = "unknown_sign"
    UNEXPECTED = "unexpected"
    UNFINISHED = "unfinished"
    UNKNOWN_FUNCTION = "unknown_function"
    TOO_FEW_ARGUMENTS = "too_few_arguments"
    NO_INDICATOR = "no_indicator"


class FormulaError(ValueError):
    """A text that is no formula: why, where (counted from 0) and what stands there."""

    def __init__(self, problem: Problem, position: int, text: str = "") -> None:
        super().__init__(f"{problem} at {position}: {text}")
        self.problem = problem
        self.position = position
        self.text = text


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    position: int


_END = "end"


def parse(text: str) -> Node:
    """Read a formula. Raises ``FormulaError``.

    Wide signs and × ÷ count as what they stand for.
    """
    if len(text) > LONGEST:
        raise FormulaError(Problem.TOO_LONG, LONGEST)
    if not text.strip():
        raise FormulaError(Problem.EMPTY, 0)
    reader = _Reader(list(_tokens(text.translate(_AS_TYPED))))
    tree = reader.sum()
    reader.require_end()
    if not reader.has_names:
        raise FormulaError(Problem.NO_INDICATOR, 0)
    return tree


def _tokens(text: str) -> Iterator[_Token]:
    at, end = 0, len(text.rstrip())
    while at < end:
        found = _TOKEN.match(text, at)
        if found is None:
            wrong = at + len(text[at:]) - len(text[at:].lstrip())
            raise FormulaError(Problem.UNKNOWN_SIGN, wrong, text[wrong])
        kind = found.lastgroup or ""
        token = _Token(kind, found[kind], found.start(kind))
        if kind == "number" and len(token.text.replace(".", "")) > MOST_DIGITS:
            raise FormulaError(Problem.TOO_MANY_DIGITS, token.position, token.text)
        yield token
        at = found.end()
    yield _Token(_END, "", end)


class _Reader:
    """Reads the tree from the tokens: a method for each level of precedence."""

    def __init__(self, tokens: list[_Token]) -> None:
        self._tokens = tokens
        self._place = 0
        self._depth = 0
        self.has_names = False

    def sum(self) -> Node:
        """Read what plus and minus join, from left to right."""
        left = self._product()
        while self._next.text in _SUMS:
            operator = Operator(self._take().text)
            left = Operation(operator, left, self._product())
        return left

    def require_end(self) -> None:
        """Refuse what stands behind the formula."""
        if self._next.kind != _END:
            raise self._unexpected()

    def _product(self) -> Node:
        left = self._signed()
        while self._next.text in _PRODUCTS:
            operator = Operator(self._take().text)
            left = Operation(operator, left, self._signed())
        return left

    def _signed(self) -> Node:
        if self._next.text != Operator.MINUS:
            return self._primary()
        self._deeper()
        self._take()
        operand = self._signed()
        self._depth -= 1
        return Negation(operand)

    def _primary(self) -> Node:
        token = self._next
        if token.kind == "number":
            return Number(Decimal(self._take().text))
        if token.kind == "name":
            self._take()
            return self._call(token) if self._next.text == "(" else self._name(token)
        if token.text != "(":
            raise self._unexpected()
        self._deeper()
        self._take()
        inside = self.sum()
        self._close()
        return inside

    def _name(self, token: _Token) -> Name:
        self.has_names = True
        return Name(token.text, token.position)

    def _call(self, token: _Token) -> Call:
        if token.text not in {each.value for each in Function}:
            raise FormulaError(Problem.UNKNOWN_FUNCTION, token.position, token.text)
        self._deeper()
        self._take()
        arguments = [self.sum()]
        while self._next.text == ",":
            self._take()
            arguments.append(self.sum())
        self._close()
        if len(arguments) == 1:
            raise FormulaError(Problem.TOO_FEW_ARGUMENTS, token.position, token.text)
        return Call(Function(token.text), tuple(arguments))

    def _deeper(self) -> None:
        self._depth += 1
        if self._depth > DEEPEST:
            raise FormulaError(Problem.TOO_DEEP, self._next.position, self._next.text)

    def _close(self) -> None:
        if self._next.text != ")":
            raise self._unexpected()
        self._take()
        self._depth -= 1

    @property
    def _next(self) -> _Token:
        return self._tokens[self._place]

    def _take(self) -> _Token:
        token = self._next
        self._place += 1
        return token

    def _unexpected(self) -> FormulaError:
        token = self._next
        problem = Problem.UNFINISHED if token.kind == _END else Problem.UNEXPECTED
        return FormulaError(problem, token.position, token.text)
