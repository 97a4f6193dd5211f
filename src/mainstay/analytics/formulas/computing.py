"""Computing a formula for all customers at once, in exact decimals."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from functools import reduce

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
from mainstay.analytics.scoring.population import LARGEST

Figure = Decimal | None
Figures = list[Figure]

_EXACT = Context(prec=60, rounding=ROUND_HALF_EVEN)
"""Sums and products of figures are exact in so many digits, quotients rounded far beyond what
is kept."""


def compute(
    formula: Node, columns: Mapping[str, Sequence[Figure]], count: int, *, places: int
) -> Figures:
    """Compute a formula for ``count`` customers, rounded once, half-even, to the kept places.

    ``columns`` has the figures of every indicator of the formula, None where one is missing. What
    is made of a missing figure is missing, and so is a quotient by zero and a figure that is too
    large to be kept.
    """
    step, most = Decimal(1).scaleb(-places), Decimal(LARGEST).scaleb(-places)

    def kept(figure: Figure) -> Figure:
        if figure is None or abs(figure) >= most:
            return None
        rounded = figure.quantize(step, context=_EXACT)
        return rounded if abs(rounded) < most else None

    return [kept(figure) for figure in _figures(formula, columns, count)]


def _figures(node: Node, columns: Mapping[str, Sequence[Figure]], count: int) -> Iterable[Figure]:
    match node:
        case Number(value):
            return [value] * count
        case Name(code, _):
            return columns[code]
        case Negation(operand):
            inside = _figures(operand, columns, count)
            return [None if each is None else _EXACT.minus(each) for each in inside]
        case Operation(operator, left, right):
            sides = zip(
                _figures(left, columns, count), _figures(right, columns, count), strict=True
            )
            return _joined(operator, sides)
        case Call(function, arguments):
            found = [_figures(each, columns, count) for each in arguments]
            return [_CHOICES[function](each) for each in zip(*found, strict=True)]


def _joined(operator: Operator, sides: Iterable[tuple[Figure, Figure]]) -> Figures:
    if operator is Operator.OVER:
        return [
            None if left is None or not right else _EXACT.divide(left, right)
            for left, right in sides
        ]
    join = _JOINTS[operator]
    return [None if left is None or right is None else join(left, right) for left, right in sides]


_JOINTS: dict[Operator, Callable[[Decimal, Decimal], Decimal]] = {
    Operator.PLUS: _EXACT.add,
    Operator.MINUS: _EXACT.subtract,
    Operator.TIMES: _EXACT.multiply,
}


def _all_known(
    choose: Callable[[Sequence[Decimal]], Decimal],
) -> Callable[[Sequence[Figure]], Figure]:
    def chosen(figures: Sequence[Figure]) -> Figure:
        known = [each for each in figures if each is not None]
        return choose(known) if len(known) == len(figures) else None

    return chosen


def _first_known(figures: Sequence[Figure]) -> Figure:
    return reduce(lambda found, each: each if found is None else found, figures)


_CHOICES: dict[Function, Callable[[Sequence[Figure]], Figure]] = {
    Function.MIN: _all_known(min),
    Function.MAX: _all_known(max),
    Function.COALESCE: _first_known,
}
