"""What a run said as of an earlier day, held against what came in the months after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.queries.measures import Pinned, read_ledger
from mainstay.apps.governance import queries as governance
from mainstay.foundation.jobs.context import JobFailed
from mainstay.kernel.periods import Period, months_later

if TYPE_CHECKING:
    from mainstay.apps.evaluation.services.model_runs.kind import Found, Kind, Parameters

MOST_MONTHS = 24


@dataclass(frozen=True, slots=True)
class Past:
    """What a run `found` as of a day, and the `months` after it, from the day itself on."""

    pin: Pinned
    as_of: date
    months: int
    parameters: "Parameters"
    found: "Found"

    @property
    def after(self) -> Period:
        """The days of these months."""
        return Period(self.as_of, months_later(self.as_of, self.months))


@dataclass(frozen=True, slots=True)
class Measure:
    """How well a run did at one thing, beside a plain rule that needs no model.

    A figure is None where it cannot be told.
    """

    name: str
    run: float | None
    naive: float | None
    more_is_better: bool = False

    @property
    def better(self) -> bool | None:
        """Whether the run did better than the plain rule; None where that cannot be told."""
        if self.run is None or self.naive is None:
            return None
        return self.run > self.naive if self.more_is_better else self.run < self.naive


@dataclass(frozen=True, slots=True)
class HeldAgainst:
    """How a run did over so many customers; the first of the measures decides."""

    customers: int
    measures: Sequence[Measure]


def require_back_test(kind: "Kind", parameters: "Parameters", as_of: date, months: int) -> None:
    """Refuse months that nothing can be held against. Raises ValidationError."""
    try:
        _require_months(kind, parameters, as_of, months)
    except ValidationError as refusal:
        raise ValidationError({"back_test_months": refusal}) from refusal


def _require_months(kind: "Kind", parameters: "Parameters", as_of: date, months: int) -> None:
    if kind.back_test is None:
        says = _(
            "This kind of model is not back-tested: what it tells cannot be held against time."
        )
        raise ValidationError(says, "no_back_test")
    if not 1 <= months <= MOST_MONTHS:
        says = _("Choose 1 to %(most)s months.")
        raise ValidationError(says, "out_of_range", {"most": MOST_MONTHS})
    today = governance.today()
    if months_later(as_of, months) > today:
        says = _(
            "The months that are looked at are not over yet: choose a day up to %(day)s, or fewer "
            "months."
        )
        latest = months_later(today, -months).isoformat()
        raise ValidationError(says, "unusable_day", {"day": latest})
    kind.require_back_test(parameters, Period(as_of, months_later(as_of, months)))


def back_tested(kind: "Kind", past: Past) -> dict[str, Any]:
    """How a run did, as its report keeps it.

    Raises LedgerDamaged, and JobFailed with `months_not_known` where the ledger does not reach so
    far: what is not known is not silence.
    """
    if kind.back_test is None:
        raise ValueError("this kind of model is not back-tested")
    _require_known(past)
    held = kind.back_test(past)
    return {
        "months": past.months,
        "until": past.after.end.isoformat(),
        "customers": held.customers,
        "better": held.measures[0].better,
        "measures": [
            {"name": each.name, "run": each.run, "naive": each.naive, "better": each.better}
            for each in held.measures
        ],
    }


def _require_known(past: Past) -> None:
    from mainstay.analytics.forecasts.monthly import known_until, order_days

    days = read_ledger(
        past.pin.ledger_state,
        past.pin.units,
        lambda tables, _units: order_days(tables.orders(), past.after.end),
    )
    ordered = sorted(days["ordered_on"].to_pylist())
    if not ordered or known_until(ordered) < past.after.end:
        raise JobFailed("months_not_known", day=past.after.end.isoformat())
