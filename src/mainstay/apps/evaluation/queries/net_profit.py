"""The whale curve: net profit of the customers that the reader sees, added up."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from mainstay.analytics.cost_to_serve import whale_curve
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.policies import VIEW_GRADES
from mainstay.apps.evaluation.queries.catalogue import indicator_figures
from mainstay.apps.evaluation.queries.costs import NET
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require


@dataclass(frozen=True, slots=True)
class NetProfitMark:
    """The most profitable customers, this one the last of them, make `profit` together."""

    key: int
    code: str
    name: str
    customers: float
    profit: Decimal


@dataclass(frozen=True, slots=True)
class NetProfitPicture:
    """Net profit of 12 months of the customers whose profit and costs are known.

    `unknown` is how many have no figure; `peak` what those make together who earn, `total` what
    is left of it after those who lose.
    """

    as_of: date
    marks: Sequence[NetProfitMark]
    known: int
    unknown: int
    earning: int
    losing: int
    share_losing: float | None
    peak: Decimal
    total: Decimal

    @property
    def lost(self) -> Decimal:
        """How much of the peak is lost again."""
        return self.peak - self.total


def net_profit_picture(actor: Actor) -> NetProfitPicture:
    """How net profit is spread over the reader's customers. Raises AccessDenied, LedgerDamaged."""
    require(actor, VIEW_GRADES)
    require(actor, VIEW_COSTS)
    found = indicator_figures(actor, NET)
    column = found.column
    keys = found.table[KEY].to_numpy()[column.known]
    curve = whale_curve(column.figures[column.known])
    shown = [int(keys[point.place]) for point in curve.points]
    named = customers.names(shown)
    marks = [
        NetProfitMark(
            key,
            named[key].code,
            named[key].name,
            point.customers / curve.customers,
            column.figure(point.profit),
        )
        for key, point in zip(shown, curve.points, strict=True)
    ]
    return NetProfitPicture(
        as_of=found.as_of,
        marks=marks,
        known=curve.customers,
        unknown=found.customers - curve.customers,
        earning=curve.earning,
        losing=curve.losing,
        share_losing=curve.share_losing,
        peak=column.figure(curve.peak),
        total=column.figure(curve.total),
    )
