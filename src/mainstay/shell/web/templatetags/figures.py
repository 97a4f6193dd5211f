"""Filters for numbers, money and dates: ``{{ revenue|money:"CNY" }}``.

Each writes the short figure and carries the whole one as a title. A missing value is a dash.
"""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mainstay.shell.web import figures
from mainstay.shell.web.markup import markup

register = template.Library()


@register.filter
def money(value: Any, currency: str = "") -> SafeString:
    """An amount at a glance; all digits in the title."""
    return _figure(
        value, lambda v: figures.short_money(v, currency), lambda v: figures.full_money(v, currency)
    )


@register.filter
def amount(value: Any, currency: str = "") -> SafeString:
    """An amount with all its digits."""
    return _figure(value, lambda v: figures.full_money(v, currency))


@register.filter
def number(value: Any, digits: int = 0) -> SafeString:
    """A number with all its digits."""
    return _figure(value, lambda v: figures.full_number(v, int(digits)))


@register.filter
def short_number(value: Any) -> SafeString:
    """A number at a glance; all digits in the title."""
    return _figure(value, figures.short_number, figures.full_number)


@register.filter
def percent(value: Any, digits: int = 1) -> SafeString:
    """A share of one as a percentage."""
    return _figure(value, lambda v: figures.percent(v, int(digits)))


@register.filter
def day(value: date | None) -> SafeString:
    """A day as the reader writes it."""
    if value is None:
        return missing()
    pattern = '<time class="figure" datetime="{}">{}</time>'
    return markup(pattern, value.isoformat(), figures.day(value))


@register.filter
def moment(value: datetime | None) -> SafeString:
    """A day and time in the zone in force."""
    if value is None:
        return missing()
    pattern = '<time class="figure" datetime="{}">{}</time>'
    return markup(pattern, value.isoformat(), figures.moment(value))


@register.simple_tag
def missing() -> SafeString:
    """What stands where a value is missing."""
    return _missing(get_language())


@cache
def _missing(_language: str | None) -> SafeString:
    words = _("not known")
    return markup('<span class="none" aria-label="{}" title="{}">–</span>', words, words)


def _figure(
    value: Any,
    short: Callable[[figures.Figure], str],
    full: Callable[[figures.Figure], str] | None = None,
) -> SafeString:
    if value is None or value == "":
        return missing()
    figure = value if isinstance(value, Decimal | float | int) else Decimal(str(value))
    shown = short(figure)
    whole = full(figure) if full else shown
    title = markup(' title="{}"', whole) if whole != shown else ""
    negative = " negative" if shown.startswith(figures.MINUS) else ""
    return markup('<data class="figure{}" value="{}"{}>{}</data>', negative, figure, title, shown)
