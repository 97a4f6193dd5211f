"""From a result to grades: what differs is written as proposals, then put in force at one stroke.

Proposals are written in short transactions beforehand, so that putting a million grades in force
holds the database for two statements only.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.db import transaction
from django.db.models import QuerySet

from mainstay.apps.evaluation.models import Evaluation, Grade, GradeState, Scheme
from mainstay.apps.evaluation.services.grading import Graded, GradedUnit

_WHY = "an evaluation grades every customer"
_AT_ONCE = 2_000


class GradesMoved(Exception):
    """The grades in force, or the proposals, are no longer those that were compared with."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A customer's grade in force: its row, the unit that was graded, the grade and its place."""

    row: int
    unit: int
    code: str
    step: int


def grades_in_force(scheme: Scheme) -> dict[int, Standing]:
    """The grades in force by customer."""
    rows = Grade.objects.system(_WHY).filter(scheme=scheme, state=GradeState.IN_FORCE).order_by()
    found = rows.values_list("customer_id", "pk", "unit_id", "code", "step")
    return {
        customer: Standing(row, unit, code, step)
        for customer, row, unit, code, step in found.iterator(10_000)
    }


@dataclass
class Proposals:
    """Writes the grades that differ from those in force.

    `members` are the customers that inherit from each unit. `vanished` are rows in force whose
    customers have no grade any more.
    """

    evaluation: Evaluation
    in_force: Mapping[int, Standing]
    members: Mapping[int, list[int]]
    written: int = field(default=0, init=False)

    def begin(self) -> None:
        """Remove what an earlier run of the same evaluation left."""
        _proposed(self.evaluation).delete()

    def add(self, units: list[GradedUnit]) -> None:
        """Write the proposals of some units and of those who inherit from them."""
        grades = [grade for unit in units for grade in self._differing(unit)]
        for start in range(0, len(grades), _AT_ONCE):
            with transaction.atomic():
                Grade.objects.bulk_create(grades[start : start + _AT_ONCE])
        self.written += len(grades)

    def _differing(self, unit: GradedUnit) -> Iterator[Grade]:
        for customer in (unit["key"], *self.members.get(unit["key"], ())):
            standing = self.in_force.get(customer)
            if standing and (standing.unit, standing.code) == (unit["key"], unit["grade"]):
                continue
            yield Grade(
                customer_id=customer,
                unit_id=unit["key"],
                scheme_id=self.evaluation.version.scheme_id,
                evaluation=self.evaluation,
                state=GradeState.PROPOSED,
                code=unit["grade"],
                step=unit["step"],
                previous_code=standing.code if standing else "",
                previous_step=standing.step if standing else None,
                key_account=unit["key_account"],
                valid_from=self.evaluation.as_of,
                reasons=json.loads(unit["reasons"]) if customer == unit["key"] else {},
            )

    def vanished(self, graded: Graded) -> list[int]:
        """The rows in force of customers that the evaluation did not grade."""
        kept = set(graded.keys)
        kept.update(*(below for top, below in self.members.items() if top in kept))
        return [each.row for customer, each in self.in_force.items() if customer not in kept]


def put_in_force(proposals: Proposals, vanished: list[int]) -> int:
    """Close the grades that change and put the proposals in their place; how many customers.

    Called in the transaction that completes the evaluation. Raises GradesMoved.
    """
    evaluation = proposals.evaluation
    current = Grade.objects.system(_WHY).filter(
        scheme=evaluation.version.scheme, state=GradeState.IN_FORCE
    )
    proposed = _proposed(evaluation)
    closing = {"state": GradeState.PAST, "valid_to": evaluation.as_of}
    current.filter(customer__in=proposed.values("customer")).update(**closing)
    for start in range(0, len(vanished), _AT_ONCE):
        current.filter(pk__in=vanished[start : start + _AT_ONCE]).update(**closing)
    if proposed.update(state=GradeState.IN_FORCE) != proposals.written:
        raise GradesMoved
    return proposals.written + len(vanished)


def drop_older_proposals(evaluation: Evaluation) -> None:
    """Remove what earlier evaluations of the scheme proposed and nobody approved."""
    rows = Grade.objects.system(_WHY).filter(
        scheme=evaluation.version.scheme, state=GradeState.PROPOSED
    )
    rows.filter(evaluation__lt=evaluation).delete()


def _proposed(evaluation: Evaluation) -> QuerySet[Grade]:
    rows = Grade.objects.system(_WHY)
    return rows.filter(evaluation=evaluation, state=GradeState.PROPOSED)
