"""Who has another grade than in an earlier evaluation: docs/algorithms/what-changed.md."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, ClassVar

from django.db.models import QuerySet

from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.models import Evaluation
from mainstay.apps.evaluation.queries.evaluations import evaluations
from mainstay.apps.evaluation.queries.files import LABELS
from mainstay.apps.evaluation.queries.moves import AFTER, BEFORE, BEST, STEPS, Moves
from mainstay.apps.evaluation.queries.pictures import PICTURED, REVENUE
from mainstay.apps.evaluation.queries.results import NO_GRADE, VisibleResult, visible_result
from mainstay.apps.evaluation.queries.schemes import NotEvaluated, grades_of
from mainstay.apps.evaluation.rules.labels import JOINED_BY
from mainstay.foundation.access.actor import Actor

if TYPE_CHECKING:
    import pyarrow as pa

ORDERS = "orders_12m"
REVENUE_BEFORE = "revenue_before"
NOT_THERE = "--"
"""What a filter asks for those who are new, as the grade before, or lost, as the one after."""


class NotComparable(LookupError):
    """The evaluations are not of one scheme and unit, the second as of a later day."""


@dataclass(frozen=True)
class GradeMigration(Moves):
    """The grades of two evaluations, of the customers that the actor sees.

    Whose grade before is empty is new; whose grade after is empty is lost: it bought in the twelve
    months of the first, and not in those of the second, or is not graded there at all. `NO_GRADE`
    is the grade of those of whom too little was known, or to whom no label applied. Figures are
    those of the later evaluation, with the revenue of the earlier one as `revenue_before`.
    """

    earlier: Evaluation
    later: Evaluation

    absent: ClassVar[str] = NOT_THERE
    revenue_before: ClassVar[str] = REVENUE_BEFORE

    def names(self, when: str) -> list[str]:
        """The grades, and `NO_GRADE` where somebody has none."""
        named = super().names(when)
        return [*named, NO_GRADE] if self._withheld(when) else named

    @property
    def has_ways_up(self) -> bool:
        """Whether another grade is a better or a worse one: labels and other grades are not."""
        return not self.labelled and self.names(BEFORE) == self.names(AFTER)

    def _withheld(self, when: str) -> bool:
        import pyarrow.compute as pc

        return bool(pc.any(pc.equal(self.table[when], NO_GRADE)).as_py())


def earlier_evaluations(actor: Actor, later: Evaluation) -> list[Evaluation]:
    """What an evaluation can be compared with, newest day first: of each day the last one."""
    rows = _with_results(actor, later.version.scheme.code).filter(
        unit=later.unit, as_of__lt=later.as_of
    )
    newest: dict[date, Evaluation] = {}
    for row in rows:
        newest.setdefault(row.as_of, row)
    return list(newest.values())


def evaluation_of_day(actor: Actor, scheme: str, as_of: date | None = None) -> Evaluation:
    """The last evaluation of a scheme as of a day, or of its newest day. Raises NotEvaluated."""
    rows = _with_results(actor, scheme)
    found = (rows.filter(as_of=as_of) if as_of else rows).first()
    if found is None:
        raise NotEvaluated(scheme if as_of is None else f"{scheme} {as_of}")
    return found


def _with_results(actor: Actor, scheme: str) -> QuerySet[Evaluation]:
    """The evaluations of a scheme whose files are kept."""
    finished = evaluations(actor, scheme).filter(finished_at__isnull=False)
    return finished.exclude(files={}).order_by("-as_of", "-pk")


def grade_migration(actor: Actor, earlier: Evaluation, later: Evaluation) -> GradeMigration:
    """Who went from which grade to which. Raises NotComparable and EvaluationDamaged."""
    same = (earlier.version.scheme_id, earlier.unit) == (later.version.scheme_id, later.unit)
    if not same or earlier.as_of >= later.as_of:
        raise NotComparable(f"{earlier.pk} {later.pk}")
    before = visible_result(actor, earlier, (REVENUE, ORDERS))
    after = visible_result(actor, later, (*PICTURED, ORDERS))
    return GradeMigration(
        scheme=later.version.scheme.code,
        grades={BEFORE: grades_of(earlier.version), AFTER: grades_of(later.version)},
        table=_joined(_with_given(before), _with_given(after)),
        everybody=before.everybody and after.everybody,
        labelled=after.is_labelled,
        earlier=earlier,
        later=later,
    )


_GIVEN = "given"


def _with_given(result: VisibleResult) -> "pa.Table":
    """The rows with what is compared: the grade, or all labels in one text; `NO_GRADE` for none."""
    import pyarrow.compute as pc

    if not result.is_labelled:
        given = result.table["grade"]
    else:
        joined = pc.binary_join(result.table[LABELS], JOINED_BY)
        given = pc.if_else(pc.equal(joined, ""), None, joined)
    rows = result.table.select([KEY, CODE, "step", *result.shown])
    return rows.append_column(_GIVEN, pc.fill_null(given, NO_GRADE))


def _joined(before: "pa.Table", after: "pa.Table") -> "pa.Table":
    """Everybody of either result, by code, with both grades."""
    import pyarrow as pa
    import pyarrow.compute as pc

    only_before = before.filter(pc.invert(pc.is_in(before[KEY], value_set=after[KEY])))
    named = [table.select([KEY, CODE]) for table in (after, only_before)]
    table = pa.concat_tables(named).sort_by(CODE).combine_chunks()
    was, now = (_aligned(table[KEY], each) for each in (before, after))
    is_lost = pc.and_(_bought(was), pc.invert(_bought(now)))
    columns = {
        BEFORE: was[_GIVEN],
        AFTER: pc.if_else(is_lost, None, now[_GIVEN]),
        STEPS[BEFORE]: was["step"],
        STEPS[AFTER]: pc.if_else(is_lost, None, now["step"]),
        REVENUE_BEFORE: was[REVENUE],
        **{code: now[code] for code in PICTURED if code in now.column_names},
    }
    for name, column in columns.items():
        table = table.append_column(name, column)
    best = pc.min_element_wise(*(table[name] for name in STEPS.values()))
    return table.append_column(BEST, best)


def _aligned(keys: "pa.ChunkedArray", result: "pa.Table") -> "pa.Table":
    """The rows of some customers, empty ones for who is not in the result."""
    import pyarrow.compute as pc

    return result.take(pc.index_in(keys, value_set=result[KEY]))


def _bought(result: "pa.Table") -> "pa.ChunkedArray":
    """Who bought in the twelve months."""
    import pyarrow.compute as pc

    return pc.fill_null(pc.greater(result[ORDERS], 0), fill_value=False)
