"""A check of all customers: what is wrong with whom, and the figures of the day."""

from collections.abc import Callable, Iterable
from dataclasses import asdict
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from mainstay.apps.customers import queries as customers
from mainstay.apps.customers.contracts.events import ManyCustomersChanged
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.models import QualityFinding, QualitySnapshot
from mainstay.apps.ledger.policies import CHECK_QUALITY
from mainstay.apps.ledger.quality.fields import RECORD, Code
from mainstay.apps.ledger.queries.quality import (
    fresh_since,
    quality_facts,
    revenue_at,
    was_checked,
)
from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.columns import insert_columns
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, Progress
from mainstay.foundation.jobs.models import Job

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.apps.ledger.quality.figures import QualityFigures

CHECK = "ledger.quality"
COMPANY = system_actor("quality")
"""A check is of everybody's customers, whoever asks for it."""

Finding = tuple[int, str, str, str]
"""Customer, field, code, and what it is about."""


@service(CHECK_QUALITY)
def start(actor: Actor) -> Job:
    """Queue a check."""
    return jobs.enqueue(actor, CHECK)


@service(CHECK_QUALITY, atomic=False)
def check_now(
    actor: Actor, on_progress: Callable[[Progress], None] | None = None
) -> QualitySnapshot:
    """Check at once; gives the snapshot of today."""
    jobs.run_inline(actor, CHECK, {}, on_progress)
    rows = QualitySnapshot.objects.system("the actor may check, and so know the outcome")
    return rows.latest("on")


def after_many_changes(_event: ManyCustomersChanged) -> None:
    """Queue a check where there has been one: to look at each customer again would take longer."""
    if was_checked():
        jobs.enqueue(COMPANY, CHECK)


def run(context: JobContext) -> dict[str, Any]:
    """The job. A second run on a day takes the place of the first one."""
    from mainstay.apps.ledger.quality.examining import examine
    from mainstay.apps.ledger.quality.figures import figures_of

    context.progress("examine")
    today = governance.today()
    found = examine(quality_facts(COMPANY), today)
    ranks = customers.priorities(COMPANY)
    with transaction.atomic():
        snapshot = _todays(today)
        excused = _replace(found.findings(), ranks)
        figures = figures_of(found, excused, revenue_at(found.keys, ranks))
        _keep(snapshot, figures)
        audit.record(
            context.actor,
            "ledger.quality.checked",
            customers=figures.customers,
            findings=figures.findings,
        )
    return {
        "customers": figures.customers,
        "findings": figures.findings,
        "score": figures.score,
    }


def _todays(today: date) -> QualitySnapshot:
    """Today's row, locked: checks that run at once come one after the other."""
    rows = QualitySnapshot.objects.system("a check writes the figures of all")
    empty = {"at": timezone.now(), "customers": 0, "findings": 0}
    rows.get_or_create(on=today, defaults=empty)
    return rows.select_for_update().get(on=today)


def _keep(snapshot: QualitySnapshot, figures: "QualityFigures") -> None:
    snapshot.at = timezone.now()
    snapshot.customers = figures.customers
    snapshot.findings = figures.findings
    snapshot.score = figures.score
    snapshot.score_by_revenue = figures.score_by_revenue
    snapshot.fields = [asdict(each) for each in figures.fields]
    snapshot.save()


def _replace(found: "pa.Table", ranks: "pa.Table | None") -> dict[tuple[str, str], set[int]]:
    """Put these findings in the place of those kept; gives those that are still called right."""
    rows = QualityFinding.objects.system("a check looks at everybody's customers")
    right = _still_right(rows.filter(called_right_at__isnull=False))
    rows.all().delete()
    columns = {name: found[name].to_pylist() for name in ("field", "code", "about")}
    if found.num_rows:
        insert_columns(
            QualityFinding,
            {"customer_id": found["key"].to_pylist(), **columns, **_rank_columns(found, ranks)},
            {"called_right_at": None, "called_right_by": ""},
        )
    excused: dict[tuple[str, str], set[int]] = {}
    for (key, field, code, about), (at, by) in right.items():
        same = rows.filter(customer_id=key, field=field, code=code, about=about)
        if same.update(called_right_at=at, called_right_by=by):
            excused.setdefault((field, code), set()).add(key)
    return excused


def _still_right(rows: Iterable[QualityFinding]) -> dict[Finding, tuple[datetime | None, str]]:
    """What was called right, but for confirmations of too long ago."""
    since = fresh_since()
    return {
        (row.customer_id, row.field, row.code, row.about): (
            row.called_right_at,
            row.called_right_by,
        )
        for row in rows
        if (row.field, row.code) != (RECORD, Code.STALE)
        or (row.called_right_at is not None and row.called_right_at >= since)
    }


def _rank_columns(found: "pa.Table", ranks: "pa.Table | None") -> dict[str, list[Any]]:
    """Whether each finding is of a key account, and the customer's revenue, as texts."""
    import pyarrow as pa
    import pyarrow.compute as pc

    if ranks is None:
        return {"key_account": [False] * found.num_rows, "revenue": ["0"] * found.num_rows}
    places = pc.index_in(found["key"], value_set=ranks["key"].combine_chunks())
    flags = pc.fill_null(ranks["key_account"].take(places), fill_value=False)
    amounts = pc.fill_null(ranks["revenue"].take(places).cast(pa.string()), "0")
    return {"key_account": flags.to_pylist(), "revenue": amounts.to_pylist()}
