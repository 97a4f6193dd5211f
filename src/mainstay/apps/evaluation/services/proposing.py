"""From a result to grades: what differs is written as proposals, then put in force at one stroke.

Proposals are written in short transactions beforehand, so that putting a million grades in force
holds the database for seconds only.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import transaction
from django.db.models import F, QuerySet

from mainstay.apps.evaluation.models import Evaluation, Grade, GradeState
from mainstay.apps.evaluation.services.grading import GradedPart
from mainstay.apps.evaluation.services.held_grades import NO_PLACE, HeldGrades, Keys
from mainstay.apps.evaluation.services.reviews.opening import close_reviews
from mainstay.foundation.columns import insert_columns

_WHY = "an evaluation grades every customer"
_WRITTEN_AT_ONCE = 25_000
_CLOSED_AT_ONCE = 5_000


class GradesMoved(Exception):
    """The grades in force, or the proposals, are no longer those that were compared with."""


@dataclass(frozen=True, eq=False)
class Changes:
    """Who gets another grade: by customer the unit whose grade it is and the unit's place.

    `before` is the customer's place in the grades in force. `closed` are the rows in force that
    come to their end; those at the places `lost` have no successor: their customers are no longer
    graded, or too little is known of them for a grade, or a label applies to them no more.
    """

    graded: GradedPart
    in_force: HeldGrades
    customers: Keys
    units: Keys
    before: Keys
    closed: Keys
    lost: Keys

    @property
    def vanished(self) -> int:
        """How many customers lose theirs and get no other one."""
        return len(self.lost)

    def __len__(self) -> int:
        return len(self.customers)


def changes(
    graded: GradedPart,
    in_force: HeldGrades,
    members: Mapping[int, int],
    *,
    left_alone: Keys,
    looked_at: Keys,
) -> Changes:
    """Compare a result with the grades in force; `members` inherit from the units they name.

    Those in force are of the same scheme, or of the same label of a typology. Customers that are
    `left_alone` keep their grades, whatever the result says; those that are `looked_at` count as
    changed, though their grades may be the same.
    """
    import pyarrow as pa
    import pyarrow.compute as pc

    heirs = np.fromiter(members.keys(), np.int64, len(members))
    tops = np.fromiter(members.values(), np.int64, len(members))
    order = np.argsort(graded.keys)
    places_of_tops = order[np.searchsorted(graded.keys, tops, sorter=order)]
    customers = np.concatenate([graded.keys, heirs])
    units = np.concatenate([np.arange(len(graded.keys)), places_of_tops])
    has_grade = graded.has_grade[units]
    customers, units = customers[has_grade], units[has_grade]
    before = in_force.places(customers)
    codes = pc.index_in(in_force.table["code"], value_set=pa.array(graded.codes(), pa.string()))
    grades = pc.fill_null(codes, NO_PLACE).to_numpy()
    same = before != NO_PLACE
    there, here = before[same], units[same]
    same[same] = (in_force.column("unit_id")[there] == graded.keys[here]) & (
        grades[there] == graded.grading.grades[here]
    )
    # By customer, so that the indexes of the table grow in order.
    differing = np.flatnonzero(
        (~same & ~np.isin(customers, left_alone)) | np.isin(customers, looked_at)
    )
    differing = differing[np.argsort(customers[differing])]
    closed = ~np.isin(in_force.column("customer_id"), np.concatenate([customers, left_alone]))
    lost = np.flatnonzero(closed)
    closed[before[differing][before[differing] != NO_PLACE]] = True
    return Changes(
        graded,
        in_force,
        customers[differing],
        units[differing],
        before[differing],
        np.sort(in_force.column("pk")[closed]),
        lost,
    )


def discard_proposals(evaluation: Evaluation) -> None:
    """Remove what an earlier run of the same evaluation left."""
    close_reviews(evaluation)
    _proposed(evaluation).delete()


def propose(evaluation: Evaluation, changes: Changes, on_written: Callable[[int], None]) -> None:
    """Write the changes as proposals; `on_written` is told again and again how many are written."""
    same = {
        "scheme_id": evaluation.version.scheme_id,
        "evaluation_id": evaluation.pk,
        "revision": 0,
        "state": GradeState.PROPOSED,
        "valid_from": evaluation.as_of,
        "valid_to": None,
    }
    for start in range(0, len(changes), _WRITTEN_AT_ONCE):
        columns = _columns(changes, slice(start, start + _WRITTEN_AT_ONCE))
        with transaction.atomic():
            written = insert_columns(Grade, columns, same)
        on_written(start + written)


def _columns(changes: Changes, part: slice) -> dict[str, list[Any]]:
    units, before = changes.units[part], changes.before[part]
    entries = changes.graded.grading.scheme.grades
    grades = changes.graded.grading.grades[units].tolist()
    previous = changes.in_force.taken("code", before).to_pylist()
    return {
        "customer_id": changes.customers[part].tolist(),
        "unit_id": changes.graded.keys[units].tolist(),
        "code": [entries[grade].code for grade in grades],
        "label": [changes.graded.label] * len(grades),
        "step": [changes.graded.place + grade + 1 for grade in grades],
        "key_account": [entries[grade].key_account for grade in grades],
        "score": _scores(changes.graded, units),
        "previous_code": [code or "" for code in previous],
        "previous_step": changes.in_force.taken("step", before).to_pylist(),
    }


def _scores(graded: GradedPart, units: Keys) -> list[Decimal | None]:
    """The scores of some units, nothing where the scheme has no scorecard."""
    scores = graded.grading.scores
    if scores is None:
        return [None] * len(units)
    from mainstay.analytics.scoring.scorecard import SCORE

    column = scores.column(SCORE)
    # Everybody of the frozen inputs takes part, so a unit's place is its place among the scores.
    return [column.at(place) for place in units.tolist()]


def put_in_force(evaluation: Evaluation, found: Sequence[Changes]) -> int:
    """Close the grades that change and put the proposals in their place; how many customers.

    Called in the transaction that completes the evaluation. Raises GradesMoved.
    """
    current = Grade.objects.system(_WHY).filter(
        scheme=evaluation.version.scheme, state=GradeState.IN_FORCE
    )
    # By their keys: for a table that has just grown no database plans a join well.
    closed = [key for changes in found for key in changes.closed.tolist()]
    for start in range(0, len(closed), _CLOSED_AT_ONCE):
        rows = current.filter(pk__in=closed[start : start + _CLOSED_AT_ONCE])
        rows.update(state=GradeState.PAST, valid_to=evaluation.as_of)
    if _proposed(evaluation).update(state=GradeState.IN_FORCE) != sum(map(len, found)):
        raise GradesMoved
    return changed_customers(found)


def owners_of_changed(evaluation: Evaluation) -> list[int]:
    """The owners of customers who have another grade now, one for each; first grades aside."""
    rows = Grade.objects.system(_WHY).filter(
        evaluation=evaluation,
        state=GradeState.IN_FORCE,
        previous_step__isnull=False,
        customer__owner__isnull=False,
    )
    changed = rows.exclude(step=F("previous_step"))
    return list(changed.order_by().values_list("customer__owner_id", flat=True))


def changed_customers(found: Sequence[Changes]) -> int:
    """How many customers get another grade or lose theirs; labels of one count once."""
    if len(found) == 1:
        return len(found[0]) + found[0].vanished
    touched = [changes.customers for changes in found]
    touched += [changes.in_force.column("customer_id")[changes.lost] for changes in found]
    return len(np.unique(np.concatenate(touched)))


def drop_older_proposals(evaluation: Evaluation) -> None:
    """Remove what earlier evaluations of the scheme proposed and nobody approved."""
    rows = Grade.objects.system(_WHY).filter(
        scheme=evaluation.version.scheme, state=GradeState.PROPOSED, evaluation__lt=evaluation.pk
    )
    for earlier in Evaluation.objects.system(_WHY).filter(pk__in=rows.values("evaluation")):
        discard_proposals(earlier)


def _proposed(evaluation: Evaluation) -> QuerySet[Grade]:
    rows = Grade.objects.system(_WHY)
    return rows.filter(evaluation=evaluation, state=GradeState.PROPOSED)
