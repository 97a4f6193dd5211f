"""Figures of indicators as the reader writes them."""

from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainstay.analytics.indicators import Unit
from mainstay.apps.evaluation.contracts import indicators
from mainstay.shell.web import figures


def indicator_name(code: str) -> str:
    """The indicator as people call it, its code when no subject brings it any more."""
    try:
        return str(indicators.definition(code).name)
    except indicators.UnknownIndicator:
        return code


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
        case _:
            return figures.full_number(exact, _places(exact))


def exact_figure(code: str, value: Decimal | str | int, currency: str) -> str:
    """A figure with every digit that matters, the short form before it where that is shorter."""
    exact = Decimal(value)
    short = figure(code, exact, currency)
    match _unit(code):
        case Unit.MONEY:
            full = figures.full_money(exact, currency)
        case Unit.RATIO:
            full = figures.percent(exact, max(1, _places(exact) - 2))
        case _:
            return short
    if full == short:
        return short
    return _("%(short)s (exactly %(full)s)") % {"short": short, "full": full}


def _days(value: Decimal) -> str:
    shown = figures.full_number(value, _places(value))
    return ngettext("%(days)s day", "%(days)s days", int(abs(value))) % {"days": shown}


def _places(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return max(0, -exponent) if isinstance(exponent, int) else 0


def _unit(code: str) -> Unit | None:
    try:
        return indicators.definition(code).indicator.unit
    except indicators.UnknownIndicator:
        return None
