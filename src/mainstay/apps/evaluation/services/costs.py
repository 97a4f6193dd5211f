"""Setting what activities cost, and where freight and late payment are found."""

from datetime import date
from decimal import Decimal

from django.core.exceptions import ValidationError

from mainstay.analytics.indicators import Unit
from mainstay.apps.evaluation.contracts.cost_drivers import drivers
from mainstay.apps.evaluation.models import ActivityCost, OtherCosts
from mainstay.apps.evaluation.policies import CHANGE_COSTS
from mainstay.apps.evaluation.queries.costs import offered_for, other_costs
from mainstay.apps.evaluation.rules.custom_indicators import Problem
from mainstay.apps.evaluation.wording.indicators import problem_words
from mainstay.apps.ledger.contracts import VIEW_COSTS
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit

_WHY = "costs are the company's"
_MOST = Decimal(10) ** 9
_ALL = Decimal(1)


class CostNotFound(LookupError):
    """No cost of the activity begins on this day."""


@service(CHANGE_COSTS)
def set_activity_cost(actor: Actor, driver: str, valid_from: date, amount: Decimal) -> ActivityCost:
    """Say what an activity costs from a day on; of the same day it takes the place of the former.

    Who sets costs has to see them. Raises AccessDenied and ValidationError.
    """
    require(actor, VIEW_COSTS)
    if driver not in drivers():
        raise _refused(Problem("driver", "unknown_choice"))
    if not 0 <= amount < _MOST or amount != round(amount, 4):
        raise _refused(Problem("amount", "no_unit_cost"))
    rows = ActivityCost.objects.system(_WHY).select_for_update()
    row = rows.filter(driver=driver, valid_from=valid_from).first()
    before = None if row is None else row.amount
    row = row or ActivityCost(driver=driver, valid_from=valid_from)
    row.amount, row.by_name = amount, actor.name[:200]
    row.save()
    if before != amount:
        audit.record(
            actor,
            "evaluation.activity_cost.set",
            subject=row,
            driver=driver,
            valid_from=valid_from,
            changes={"amount": [before, amount]},
        )
    return row


@service(CHANGE_COSTS)
def remove_activity_cost(actor: Actor, driver: str, valid_from: date) -> None:
    """Take a cost back; the one before holds on. Raises AccessDenied and CostNotFound."""
    require(actor, VIEW_COSTS)
    rows = ActivityCost.objects.system(_WHY)
    row = rows.filter(driver=driver, valid_from=valid_from).first()
    if row is None:
        raise CostNotFound(driver, valid_from)
    audit.record(
        actor,
        "evaluation.activity_cost.removed",
        subject=row,
        driver=driver,
        valid_from=valid_from,
        amount=row.amount,
    )
    row.delete()


@service(CHANGE_COSTS)
def set_other_costs(
    actor: Actor, *, freight: str, payment_delay: str, capital_rate: Decimal | None
) -> OtherCosts:
    """Say which indicators hold freight and the days that payment is late, and what money costs.

    Empty for none; late payment and the rate belong together. Raises AccessDenied and
    ValidationError.
    """
    require(actor, VIEW_COSTS)
    row = other_costs()
    for field, said, kept, unit in (
        ("freight", freight, row.freight, Unit.MONEY),
        ("payment_delay", payment_delay, row.payment_delay, Unit.DAYS),
    ):
        if said and said != kept and said not in {each.code for each in offered_for(unit)}:
            raise _refused(Problem(field, "unknown_choice"))
    if (capital_rate is None) != (payment_delay == ""):
        raise _refused(Problem("capital_rate", "rate_and_delay"))
    if capital_rate is not None and not 0 <= capital_rate <= _ALL:
        raise _refused(Problem("capital_rate", "no_rate"))
    said_of = {"freight": freight, "payment_delay": payment_delay, "capital_rate": capital_rate}
    changes = {
        name: [getattr(row, name), value]
        for name, value in said_of.items()
        if getattr(row, name) != value
    }
    if changes:
        for name, value in said_of.items():
            setattr(row, name, value)
        row.save()
        audit.record(actor, "evaluation.other_costs.set", subject=row, changes=changes)
    return row


def _refused(problem: Problem) -> ValidationError:
    return ValidationError({problem.field: ValidationError(problem_words(problem), problem.code)})
