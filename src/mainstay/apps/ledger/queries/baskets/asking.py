"""Which rules are asked for: about what, of which baskets, in which window, how good at least."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.analytics.baskets.choices import By, Per
from mainstay.analytics.baskets.minimums import PLACES, MinimumOutOfRange, Minimums
from mainstay.apps.governance import queries as governance
from mainstay.kernel.periods import Period, month_of, months_later

FIRST_DAY = date(1900, 1, 1)
SHORTEST, LONGEST = 2, 10
"""How many items a rule has; the number of rules may double with each more."""
MONTHS = 12

_RANGES = {
    "support": gettext_lazy("Support is above 0 and at most 1, with up to %(places)s decimals."),
    "confidence": gettext_lazy("Confidence lies from 0 to 1, with up to %(places)s decimals."),
    "lift": gettext_lazy("Lift is 0 or more, with up to %(places)s decimals."),
    "leverage": gettext_lazy("Leverage lies from -1 to 1, with up to %(places)s decimals."),
}


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which rules are asked for; `longest` is the most items of one, both sides together."""

    by: By
    per: Per
    window: Period
    minimums: Minimums
    longest: int


def wanted_of(
    by: By,
    per: Per,
    minimums: Minimums,
    *,
    since: date | None = None,
    until: date | None = None,
    longest: int = 3,
) -> Wanted:
    """Which rules are asked for, from a day up to, not including, another one.

    Without `until` up to the first day of this month, without `since` twelve months. Raises
    ValidationError.
    """
    if not SHORTEST <= longest <= LONGEST:
        message = _("A rule has %(fewest)s to %(most)s items.")
        figures = {"fewest": SHORTEST, "most": LONGEST}
        raise ValidationError({"max_length": ValidationError(message % figures, "out_of_range")})
    return Wanted(by, per, _window(since, until), minimums, longest)


def _window(since: date | None, until: date | None) -> Period:
    for name, day in (("since", since), ("until", until)):
        if day is not None and day < FIRST_DAY:
            message = _("Choose a day from %(day)s on.") % {"day": FIRST_DAY.isoformat()}
            raise ValidationError({name: ValidationError(message, "too_early")})
    end = until or month_of(governance.today())
    window = Period(since or year_before(end).start, end)
    if window.days <= 0:
        message = _("The window has to begin before it ends.")
        raise ValidationError({"since": ValidationError(message, "empty_window")})
    return window


def year_before(end: date) -> Period:
    """The twelve months that end with, and leave out, a day."""
    return Period(months_later(end, -MONTHS), end)


def minimums_of(
    support: Decimal,
    confidence: Decimal,
    *,
    lift: Decimal | None = None,
    leverage: Decimal | None = None,
    baskets: int = 1,
) -> Minimums:
    """What rules have to reach. Raises ValidationError."""
    try:
        return Minimums(support, confidence, lift, leverage, baskets)
    except MinimumOutOfRange as error:
        message = str(_RANGES[error.name]) % {"places": PLACES}
        field = f"min_{error.name}"
        raise ValidationError({field: ValidationError(message, "out_of_range")}) from error
