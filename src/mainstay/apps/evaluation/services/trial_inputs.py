"""What schemes are tried on: the frozen inputs of an evaluation, or figures measured now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from mainstay.apps.evaluation.contracts import indicators
from mainstay.apps.evaluation.contracts.indicators import Source
from mainstay.apps.evaluation.models import Evaluation, Scheme
from mainstay.apps.evaluation.queries.evaluations import evaluations
from mainstay.apps.evaluation.queries.files import INPUTS, EvaluationGone, read
from mainstay.apps.evaluation.queries.industry_ranks import with_industry_ranks
from mainstay.apps.evaluation.queries.inputs import with_own
from mainstay.apps.evaluation.queries.measures import measured
from mainstay.apps.evaluation.queries.ratings.frozen import with_ratings
from mainstay.apps.evaluation.services.freezing import inputs_of
from mainstay.apps.evaluation.services.held_grades import grades_before, grades_in_force
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.kernel.clock import today_in

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.analytics.scoring.reading import Rules


@dataclass(frozen=True)
class TrialInputs:
    """Rows as an evaluation freezes them; `evaluation` did, or nobody where they are of now."""

    table: "pa.Table"
    as_of: date
    unit: str
    evaluation: Evaluation | None


def trial_inputs(actor: Actor, scheme: Scheme, asking: Sequence["Rules"]) -> TrialInputs:
    """The inputs of the newest finished evaluation of a scheme, if it has all that is asked for.

    Else everything is measured now, as of the day of the newest evaluation of any scheme, or of
    today. Raises EvaluationDamaged and LedgerDamaged.
    """
    own = _newest(actor, scheme.code)
    if own is not None:
        try:
            table = read(own, INPUTS)
        except EvaluationGone:
            table = None
        if table is not None and _has_all(table, asking):
            return TrialInputs(table, own.as_of, own.unit, own)
    newest = own or _newest(actor)
    as_of = newest.as_of if newest else _today()
    unit = own.unit if own else scheme.unit
    return TrialInputs(_measured_now(scheme, as_of, unit, asking), as_of, unit, None)


def inputs_of_today(scheme: Scheme, asking: Sequence["Rules"]) -> TrialInputs:
    """Everything measured now, as of today. Raises LedgerDamaged."""
    today = _today()
    table = _measured_now(scheme, today, scheme.unit, asking)
    return TrialInputs(table, today, scheme.unit, None)


def inputs_frozen_by(evaluation: Evaluation, asking: Sequence["Rules"]) -> TrialInputs | None:
    """What an evaluation froze, None where that lacks something asked for.

    Raises EvaluationDamaged.
    """
    table = read(evaluation, INPUTS)
    if not _has_all(table, asking):
        return None
    return TrialInputs(table, evaluation.as_of, evaluation.unit, evaluation)


def _today() -> date:
    return today_in(ZoneInfo(governance.installation().time_zone))


def _newest(actor: Actor, scheme: str = "") -> Evaluation | None:
    finished = evaluations(actor, scheme).filter(finished_at__isnull=False)
    return finished.order_by("-as_of", "-pk").first()


def _has_all(table: "pa.Table", asking: Sequence["Rules"]) -> bool:
    """Whether there is a column for everything; a rating in which nobody was rated has none."""
    from mainstay.analytics.scoring.history import SINCE

    asked = {code for rules in asking for code in rules.indicators()}
    needed = {code for code in asked if indicators.definition(code).source is not Source.RATING}
    if any(rules.minimum_stay is not None for rules in asking):
        needed.add(SINCE)
    return needed <= set(table.column_names)


def _measured_now(scheme: Scheme, as_of: date, unit: str, asking: Sequence["Rules"]) -> "pa.Table":
    found = with_ratings(measured(as_of, unit), as_of)
    for rules in asking:
        ranked = with_industry_ranks(found, rules)
        if ranked is not found:
            found = ranked
            break
    asked = [code for rules in asking for code in rules.indicators()]
    found = with_own(found, asked, as_of)
    before = grades_before(scheme, as_of, grades_in_force(scheme))
    return inputs_of(found, before, with_days=any(rules.minimum_stay for rules in asking))
