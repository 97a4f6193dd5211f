"""Keeping the latest figures of each customer current, for lists and customer pages."""

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.db import transaction

from mainstay.analytics.indicators import LEDGER_INDICATORS
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.exact import KEY
from mainstay.apps.evaluation.models import FiguresRefresh, LatestFigures
from mainstay.apps.evaluation.policies import RUN
from mainstay.apps.evaluation.queries.measures import (
    Measured,
    festival_break,
    festival_facts,
    measured,
)
from mainstay.apps.evaluation.services.ledger_refusals import ledger_refusals
from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.contracts import InstallationChanged
from mainstay.apps.ledger.contracts import LedgerChanged
from mainstay.apps.ledger.queries import states
from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext
from mainstay.kernel.clock import today_in

if TYPE_CHECKING:
    import pyarrow as pa

REFRESH = "evaluation.refresh_figures"
_WHY = "the figures of every customer are refreshed"
_AT_ONCE = 2_000
_CODES = tuple(indicator.code for indicator in LEDGER_INDICATORS)


def after_ledger_change(_event: LedgerChanged) -> None:
    """Queue a refresh; several queued ones end at once when the first has done the work."""
    jobs.enqueue(system_actor("evaluation"), REFRESH)


def after_installation_change(event: InstallationChanged) -> None:
    """Queue a refresh when the figures are to leave other days out."""
    if event.fields & {"spring_festival_days", "spring_festival_days_before"}:
        jobs.enqueue(system_actor("evaluation"), REFRESH)


def run(context: JobContext) -> dict[str, Any]:
    """The job: refresh unless nothing has changed.

    Raises JobFailed with `ledger_damaged`, and JobPostponed with `engine_unavailable`.
    """
    if governance.find_installation() is None or is_current():
        return {"customers": None}
    with ledger_refusals():
        return {"customers": refresh_figures(context.actor)}


def is_current() -> bool:
    """Whether the latest figures are those of today, the current state and the current aliases."""
    last = FiguresRefresh.objects.system(_WHY).first()
    if last is None:
        return False
    now = {
        "as_of": _today(),
        "ledger_state": states.current_number(),
        "alias_version": customers.alias_map()[0],
        **festival_facts(festival_break()),
    }
    return all(getattr(last, name) == value for name, value in now.items())


@service(RUN, atomic=False)
def refresh_figures(actor: Actor, as_of: date | None = None) -> int:
    """Compute every customer's figures as of a day, today by default; how many have some.

    Written in short transactions: each row says what it was computed from. Raises LedgerDamaged.
    """
    as_of = as_of or _today()
    found = measured(as_of)
    count: int = found.table.num_rows
    for rows in _rows(found, as_of):
        with transaction.atomic():
            LatestFigures.objects.system(_WHY).bulk_create(
                rows,
                update_conflicts=True,
                unique_fields=["customer"],
                update_fields=["as_of", "ledger_state", *_CODES],
            )
    everybody = LatestFigures.objects.system(_WHY)
    with transaction.atomic():
        everybody.exclude(as_of=as_of, ledger_state=found.ledger_state).delete()
        FiguresRefresh.objects.system(_WHY).update_or_create(
            pk=FiguresRefresh.ONLY,
            defaults={
                "as_of": as_of,
                "ledger_state": found.ledger_state,
                "alias_version": found.alias_version,
                "customers": count,
                **festival_facts(found.festival),
            },
        )
        audit.record(
            actor,
            "evaluation.figures.refreshed",
            as_of=as_of,
            ledger_state=found.ledger_state,
            customers=count,
        )
    return count


def _rows(found: Measured, as_of: date) -> Iterator[list[LatestFigures]]:
    table: pa.Table = found.table.select([KEY, *_CODES])
    for start in range(0, table.num_rows, _AT_ONCE):
        yield [
            LatestFigures(
                customer_id=row.pop(KEY), as_of=as_of, ledger_state=found.ledger_state, **row
            )
            for row in table.slice(start, _AT_ONCE).to_pylist()
        ]


def _today() -> date:
    return today_in(ZoneInfo(governance.installation().time_zone))
