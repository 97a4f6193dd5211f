"""Back-tests: asking for one, doing it as a job."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from time import perf_counter
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.analytics.scoring.reading import is_typology
from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.back_tests import DayReport
from mainstay.apps.evaluation.models import BackTest, EvaluationUnit, Outcome
from mainstay.apps.evaluation.policies import RUN, tells_everything
from mainstay.apps.evaluation.queries.industry_ranks import with_industry_ranks
from mainstay.apps.evaluation.queries.inputs import with_own
from mainstay.apps.evaluation.queries.measures import (
    FIRST_DAY,
    Pinned,
    festival_facts,
    measured_of,
    outcomes_of,
    pinned,
)
from mainstay.apps.evaluation.queries.ratings.frozen import with_ratings
from mainstay.apps.evaluation.queries.schemes import published_version
from mainstay.apps.evaluation.services.ledger_refusals import ledger_refusals
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.jobs import services as jobs
from mainstay.foundation.jobs.context import JobContext, JobFailed, Progress
from mainstay.kernel.clock import today_in
from mainstay.kernel.periods import Period, months_later

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.analytics.scoring.grading import Grading
    from mainstay.analytics.scoring.scheme import Scheme

BACK_TEST = "evaluation.back_test"
MOST_DAYS, MOST_MONTHS, QUARTER = 8, 36, 3
_WHY = "a back-test is found by its job"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What to back-test: a scheme as of some days, with so many months from each on."""

    scheme: str
    days: tuple[date, ...]
    horizon: int = 12
    unit: str = ""
    """The scheme's own where it is empty."""
    outcome: str = ""
    """Profit where enough costs are known, else revenue, where it is empty."""


@service(RUN)
def request_back_test(actor: Actor, wanted: Wanted) -> BackTest:
    """Queue a back-test of the newest version of a scheme.

    Raises UnknownScheme, ValidationError, and AccessDenied for who does not see everything that it
    tells.
    """
    row = _requested(actor, wanted)
    job = jobs.enqueue(actor, BACK_TEST, {"back_test": row.pk})
    _unfinished(row.pk).update(job_id=job.pk)
    row.job_id = job.pk
    return row


@service(RUN, atomic=False)
def back_test(
    actor: Actor, wanted: Wanted, on_progress: Callable[[Progress], None] | None = None
) -> BackTest:
    """Back-test at once, for a caller who waits.

    Raises what `request_back_test` does, JobFailed with the codes of `run`, JobCancelled.
    """
    with transaction.atomic():
        row = _requested(actor, wanted)
    jobs.run_inline(actor, BACK_TEST, {"back_test": row.pk}, on_progress)
    row.refresh_from_db()
    return row


def _requested(actor: Actor, wanted: Wanted) -> BackTest:
    if not tells_everything(actor):
        raise AccessDenied(RUN)
    version = published_version(wanted.scheme)
    if is_typology(version.definition):
        says = _("Labels have no order, so there is no best one whose customers could be counted.")
        raise ValidationError({"scheme": ValidationError(says, "typology")})
    unit = wanted.unit or version.scheme.unit
    days = sorted(set(wanted.days), reverse=True)
    _require(unit, days, wanted)
    row = BackTest.objects.create(
        version=version,
        unit=unit,
        days=[day.isoformat() for day in days],
        horizon=wanted.horizon,
        wanted=wanted.outcome,
        by_id=actor.person_id,
        by_name=actor.name[:200],
    )
    audit.record(
        actor,
        "evaluation.back_test.requested",
        subject=row,
        scheme=wanted.scheme,
        version=version.number,
        days=row.days,
        horizon=wanted.horizon,
        unit=unit,
    )
    return row


def _require(unit: str, days: Sequence[date], wanted: Wanted) -> None:
    """Refuse what cannot be back-tested, every reason at once. Raises ValidationError."""
    refused: dict[str, ValidationError] = {}
    if unit not in EvaluationUnit.values:
        says = _("Each customer alone can be graded (customer) or each group as one (group).")
        refused["unit"] = ValidationError(says, "unknown")
    if wanted.outcome and wanted.outcome not in Outcome.values:
        says = _("Grades are held against profit or revenue.")
        refused["outcome"] = ValidationError(says, "unknown")
    if not 1 <= wanted.horizon <= MOST_MONTHS:
        says = _("Choose 1 to %(most)s months.") % {"most": MOST_MONTHS}
        refused["horizon"] = ValidationError(says, "out_of_range")
    if not 1 <= len(days) <= MOST_DAYS:
        says = _("Choose 1 to %(most)s days.") % {"most": MOST_DAYS}
        refused["as_of"] = ValidationError(says, "out_of_range")
    elif says := _unusable(days, wanted.horizon if "horizon" not in refused else 1):
        refused["as_of"] = ValidationError(says, "unusable_day")
    if refused:
        raise ValidationError(refused)


def _unusable(days: Sequence[date], horizon: int) -> str:
    """Why one of some days cannot be used."""
    today = today_in(ZoneInfo(governance.installation().time_zone))
    if min(days) < FIRST_DAY:
        return _("Choose a day from %(day)s on.") % {"day": FIRST_DAY.isoformat()}
    if max(days) > today or months_later(max(days), horizon) > today:
        latest = months_later(today, -horizon)
        return _(
            "The months that are looked at are not over yet: choose a day up to %(day)s, or fewer "
            "months."
        ) % {"day": latest.isoformat()}
    return ""


def run(context: JobContext) -> dict[str, Any]:
    """The job: grade as of each day, hold against what came. Running it again changes nothing.

    Raises JobFailed with `ledger_damaged`, `figure_too_large` or `scheme_unusable`, and
    JobPostponed with `engine_unavailable`.
    """
    from mainstay.analytics.scoring.population import FigureTooLarge, InputError
    from mainstay.analytics.scoring.scheme import SchemeError

    rows = BackTest.objects.system(_WHY).select_related("version__scheme")
    row = rows.get(pk=context.parameters["back_test"])
    if row.finished_at is not None:
        return {"back_test": row.pk}
    _unfinished(row.pk).update(job_id=context.job_id)
    try:
        with ledger_refusals():
            _complete(context, row, *_reports(context, row))
    except FigureTooLarge as error:
        raise JobFailed("figure_too_large", indicator=error.indicator) from error
    except (InputError, SchemeError) as error:
        raise JobFailed("scheme_unusable", problem=str(error)) from error
    return {"back_test": row.pk}


@dataclass(frozen=True)
class _Done:
    """What a finished back-test is written down with."""

    started: float
    pin: Pinned
    outcome: Outcome


def _reports(context: JobContext, row: BackTest) -> tuple[list[DayReport], _Done]:
    from mainstay.analytics.scoring.scheme import scheme_from_dict
    from mainstay.apps.evaluation.services.judging import Brought, judge, outcome_of_choice

    started = perf_counter()
    context.progress("outcome")
    scheme = scheme_from_dict(row.version.definition, indicators=indicators.definitions())
    pin = pinned(row.unit)
    periods = [
        Period(day, months_later(day, row.horizon)) for day in map(date.fromisoformat, row.days)
    ]
    brought = [
        Brought(period, table)
        for period, table in zip(periods, outcomes_of(pin, periods), strict=True)
    ]
    outcome = Outcome(row.wanted) if row.wanted else outcome_of_choice(brought)
    reports = []
    for number, each in enumerate(brought):
        context.progress("grade", number, len(brought))
        quarters = _quarters(scheme, pin, each.period)
        reports.append(judge(quarters.first, quarters.inputs, each, outcome, quarters.flips))
    return reports, _Done(started, pin, outcome)


@dataclass(frozen=True, eq=False)
class _Quarters:
    """The grades of a day, what they were computed from, and how they flipped afterwards."""

    first: "Grading"
    inputs: "pa.Table"
    flips: Any


def _quarters(scheme: "Scheme", pin: Pinned, period: Period) -> _Quarters:
    """Grade at the start of a period and after each three months of it, each after the other."""
    from mainstay.analytics.scoring.grading import grade
    from mainstay.analytics.scoring.population import population_from_table
    from mainstay.apps.evaluation.exact import KEY
    from mainstay.apps.evaluation.services.judging import flips_between, with_past

    known = indicators.definitions()
    asked = [known[code].indicator for code in scheme.indicators()]
    days = list(_quarter_days(period))
    past: dict[int, tuple[str, date]] = {}
    tables, gradings = [], []
    for day in days:
        found = with_industry_ranks(with_ratings(measured_of(pin, day), day), scheme)
        found = with_own(found, list(scheme.indicators()), day)
        table = with_past(found.table, past)
        graded = grade(scheme, population_from_table(table, asked, as_of=day))
        for key, code in zip(table[KEY].to_pylist(), graded.codes(), strict=True):
            if code is not None and past.get(key, ("",))[0] != code:
                past[key] = (code, day)
        tables.append(table)
        gradings.append(graded)
    flips = flips_between(days, tables, [each.grades for each in gradings])
    return _Quarters(gradings[0], tables[0], flips)


def _quarter_days(period: Period) -> Iterable[date]:
    months = 0
    while (day := months_later(period.start, months)) <= period.end:
        yield day
        months += QUARTER


def _complete(
    context: JobContext, row: BackTest, reports: Sequence[DayReport], done: _Done
) -> None:
    """Write down what was found, once."""
    with context.complete_in_transaction() as result:
        row.refresh_from_db()
        row.finished_at = timezone.now()
        row.seconds = round(perf_counter() - done.started, 3)
        row.outcome = done.outcome
        row.ledger_state = done.pin.ledger_state
        row.alias_version = done.pin.alias_version
        for name, figure in festival_facts(done.pin.festival).items():
            setattr(row, name, figure)
        row.reports = [each.as_json() for each in reports]
        row.save()
        audit.record(
            context.actor,
            "evaluation.back_test.finished",
            subject=row,
            scheme=row.version.scheme.code,
            days=row.days,
            horizon=row.horizon,
            held_against=row.outcome,
            ledger_state=row.ledger_state,
        )
        result["back_test"] = row.pk


def _unfinished(number: int) -> Any:
    return BackTest.objects.system(_WHY).filter(pk=number, finished_at=None)
