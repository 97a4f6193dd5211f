"""From a result to grades: what differs is written as proposals, then put in force at one stroke.

Proposals are written in short transactions beforehand, so that putting a million grades in force
holds the database for seconds only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from django.db import transaction
from django.db.models import QuerySet

from mainstay.apps.evaluation.models import Evaluation, Grade, GradeState, Scheme
from mainstay.apps.evaluation.services.grading import Graded
from mainstay.foundation.columns import insert_columns, read_columns

if TYPE_CHECKING:
    import pyarrow as pa

Keys = npt.NDArray[np.int64]

_WHY = "an evaluation grades every customer"
_WRITTEN_AT_ONCE = 25_000
_CLOSED_AT_ONCE = 5_000
_NONE = -1


class GradesMoved(Exception):
    """The grades in force, or the proposals, are no longer those that were compared with."""


@dataclass(frozen=True, eq=False)
class GradesInForce:
    """The grades in force of a scheme, a place for each customer, ordered by customer."""

    table: "pa.Table"

    def column(self, name: str) -> Keys:
        """A column of whole numbers."""
        figures: Keys = self.table[name].to_numpy()
        return figures

    def places(self, customers: Keys) -> Keys:
        """Where each customer stands, `_NONE` for one without a grade."""
        known = self.column("customer_id")
        places = np.searchsorted(known, customers)
        places[places == len(known)] = 0
        found = known[places] == customers if len(known) else np.zeros(len(customers), dtype=bool)
        return np.where(found, places, _NONE)

    def taken(self, name: str, places: Keys) -> "pa.ChunkedArray":
        """What stands in a column at some places, nothing at `_NONE`."""
        import pyarrow as pa

        return self.table[name].take(pa.array(places, mask=places == _NONE))

    def codes_of(self, customers: Keys) -> "pa.ChunkedArray":
        """The code of each customer's grade, nothing for one without."""
        return self.taken("code", self.places(customers))


def grades_in_force(scheme: Scheme) -> GradesInForce:
    """The grades in force, as they are now."""
    import pyarrow as pa

    rows = Grade.objects.system(_WHY).filter(scheme=scheme, state=GradeState.IN_FORCE)
    whole = {name: pa.int64() for name in ("customer_id", "pk", "unit_id", "step")}
    schema = pa.schema({**whole, "code": pa.string()})
    return GradesInForce(read_columns(rows.order_by("customer_id"), schema))


@dataclass(frozen=True, eq=False)
class Changes:
    """Who gets another grade: by customer the unit whose grade it is and the unit's place.

    `before` is the customer's place in the grades in force. `closed` are the rows in force that
    come to their end; those of `vanished` customers have no successor.
    """

    graded: Graded
    in_force: GradesInForce
    customers: Keys
    units: Keys
    before: Keys
    closed: Keys
    vanished: int

    def __len__(self) -> int:
        return len(self.customers)


def changes(graded: Graded, in_force: GradesInForce, members: Mapping[int, int]) -> Changes:
    """Compare a result with the grades in force; `members` inherit from the units they name."""
    import pyarrow as pa
    import pyarrow.compute as pc

    heirs = np.fromiter(members.keys(), np.int64, len(members))
    tops = np.fromiter(members.values(), np.int64, len(members))
    order = np.argsort(graded.keys)
    places_of_tops = order[np.searchsorted(graded.keys, tops, sorter=order)]
    customers = np.concatenate([graded.keys, heirs])
    units = np.concatenate([np.arange(len(graded.keys)), places_of_tops])
    before = in_force.places(customers)
    codes = pc.index_in(in_force.table["code"], value_set=pa.array(graded.codes(), pa.string()))
    grades = pc.fill_null(codes, _NONE).to_numpy()
    same = before != _NONE
    there, here = before[same], units[same]
    same[same] = (in_force.column("unit_id")[there] == graded.keys[here]) & (
        grades[there] == graded.grading.grades[here]
    )
    # By customer, so that the indexes of the table grow in order.
    differing = np.flatnonzero(~same)
    differing = differing[np.argsort(customers[differing])]
    closed = ~np.isin(in_force.column("customer_id"), customers)
    vanished = int(closed.sum())
    closed[before[differing][before[differing] != _NONE]] = True
    return Changes(
        graded,
        in_force,
        customers[differing],
        units[differing],
        before[differing],
        np.sort(in_force.column("pk")[closed]),
        vanished,
    )


def discard_proposals(evaluation: Evaluation) -> None:
    """Remove what an earlier run of the same evaluation left."""
    _proposed(evaluation).delete()


def propose(evaluation: Evaluation, changes: Changes, on_written: Callable[[int], None]) -> None:
    """Write the changes as proposals; `on_written` is told again and again how many are written."""
    same = {
        "scheme_id": evaluation.version.scheme_id,
        "evaluation_id": evaluation.pk,
        "state": GradeState.PROPOSED,
        "score": None,
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
        "step": [grade + 1 for grade in grades],
        "key_account": [entries[grade].key_account for grade in grades],
        "previous_code": [code or "" for code in previous],
        "previous_step": changes.in_force.taken("step", before).to_pylist(),
    }


def put_in_force(evaluation: Evaluation, changes: Changes) -> int:
    """Close the grades that change and put the proposals in their place; how many customers.

    Called in the transaction that completes the evaluation. Raises GradesMoved.
    """
    current = Grade.objects.system(_WHY).filter(
        scheme=evaluation.version.scheme, state=GradeState.IN_FORCE
    )
    # By their keys: for a table that has just grown no database plans a join well.
    closed = changes.closed.tolist()
    for start in range(0, len(closed), _CLOSED_AT_ONCE):
        rows = current.filter(pk__in=closed[start : start + _CLOSED_AT_ONCE])
        rows.update(state=GradeState.PAST, valid_to=evaluation.as_of)
    if _proposed(evaluation).update(state=GradeState.IN_FORCE) != len(changes):
        raise GradesMoved
    return len(changes) + changes.vanished


def drop_older_proposals(evaluation: Evaluation) -> None:
    """Remove what earlier evaluations of the scheme proposed and nobody approved."""
    waiting = Evaluation.objects.system(_WHY).filter(
        version__scheme=evaluation.version.scheme, took_effect=False, pk__lt=evaluation.pk
    )
    rows = Grade.objects.system(_WHY).filter(state=GradeState.PROPOSED)
    rows.filter(evaluation__in=waiting.values("pk")).delete()


def _proposed(evaluation: Evaluation) -> QuerySet[Grade]:
    rows = Grade.objects.system(_WHY)
    return rows.filter(evaluation=evaluation, state=GradeState.PROPOSED)
