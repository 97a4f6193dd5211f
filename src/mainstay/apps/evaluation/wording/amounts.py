"""Figures of indicators as the reader writes them."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainstay.analytics.indicators import Unit
from mainstay.analytics.scoring.scorecard import SCORE, is_score, sub_score
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.wording.names import dimension_name
from mainstay.shell.web import figures

SCORE_PLACES_SHOWN = 2
MOST_PLACES = 24
"""More than it takes to tell any share of amounts with four places from a border."""


def indicator_name(code: str) -> str:
    """The indicator or score as people call it, its code when no subject brings it any more."""
    if is_score(code):
        return score_name(code)
    try:
        return str(indicators.definition(code).name)
    except indicators.UnknownIndicator:
        return code


def score_name(code: str) -> str:
    """The score, or the sub-score of a dimension, as people call it."""
    if code == SCORE:
        return _("Score")
    dimension = code.removeprefix(sub_score(""))
    return _("Score in “%(dimension)s”") % {"dimension": dimension_name(dimension)}


def figure(code: str, value: Decimal | str | int | None, currency: str) -> str:
    """A figure to be read at a glance, in the indicator's unit."""
    if value is None:
        return _("unknown")
    exact = Decimal(value)
    match _unit(code):
        case Unit.MONEY:
            return figures.short_money(exact, currency)
        case Unit.RATIO:
            return figures.percent(exact)
        case Unit.DAYS:
            return _days(exact)
        case Unit.SCORE:
            return figures.full_number(exact, min(_places(exact), SCORE_PLACES_SHOWN))
        case _:
            return figures.full_number(exact, _places(exact))


def exact_figure(code: str, value: Decimal | str | int, currency: str) -> str:
    """A figure with every digit that matters, the short form before it where that is shorter."""
    short, full = figure(code, value, currency), _every_digit(code, Decimal(value), currency)
    if full == short:
        return short
    return _("%(short)s (exactly %(full)s)") % {"short": short, "full": full}


def told_apart(
    code: str, one: Decimal | str | int, other: Decimal | str | int, currency: str
) -> tuple[str, str]:
    """Two figures side by side: short, with every digit where different ones would look alike."""
    short = figure(code, one, currency), figure(code, other, currency)
    if short[0] != short[1] or Decimal(one) == Decimal(other):
        return short
    first, second = (_every_digit(code, Decimal(each), currency) for each in (one, other))
    return first, second


def share_beside(share: Decimal, border: Decimal, places: int) -> str:
    """A share with as many places as it takes to see on which side of a border it lies."""
    while share != border and round(share, places + 2) == border and places < MOST_PLACES:
        places += 1
    return figures.percent(share, places)


def share_in_full(share: Decimal) -> str:
    """A share with every digit that it was written with."""
    return figures.percent(share, max(0, _places(share) - 2))


def _every_digit(code: str, exact: Decimal, currency: str) -> str:
    match _unit(code):
        case Unit.MONEY:
            return figures.full_money(exact, currency)
        case Unit.RATIO:
            return figures.percent(exact, max(1, _places(exact) - 2))
        case Unit.SCORE:
            return figures.full_number(exact, _places(exact))
        case _:
            return figure(code, exact, currency)


def _days(value: Decimal) -> str:
    shown = figures.full_number(value, _places(value))
    return ngettext("%(days)s day", "%(days)s days", int(abs(value))) % {"days": shown}


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _unit(code: str) -> Unit | None:
    if is_score(code):
        return Unit.SCORE
    try:
        return indicators.definition(code).indicator.unit
    except indicators.UnknownIndicator:
        return None
