"""The grades that customers hold before an evaluation, for all of them at once."""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from django.db.models import Q, QuerySet

from mainstay.apps.evaluation.models import Grade, GradeState, Scheme
from mainstay.foundation.columns import read_columns

if TYPE_CHECKING:
    import pyarrow as pa

Keys = npt.NDArray[np.int64]

NO_PLACE = -1
NOBODY: Keys = np.empty(0, np.int64)
_WHY = "an evaluation grades every customer"


@dataclass(frozen=True, eq=False)
class HeldGrades:
    """The grades that customers hold in a scheme, one place a customer, ordered by customer."""

    table: "pa.Table"

    def column(self, name: str) -> Keys:
        """A column of whole numbers."""
        figures: Keys = self.table[name].to_numpy()
        return figures

    def places(self, customers: Keys) -> Keys:
        """Where each customer stands, `NO_PLACE` for one without a grade."""
        known = self.column("customer_id")
        places = np.searchsorted(known, customers)
        places[places == len(known)] = 0
        found = known[places] == customers if len(known) else np.zeros(len(customers), dtype=bool)
        return np.where(found, places, NO_PLACE)

    def taken(self, name: str, places: Keys) -> "pa.ChunkedArray":
        """What stands in a column at some places, nothing at `NO_PLACE`."""
        import pyarrow as pa

        return self.table[name].take(pa.array(places, mask=places == NO_PLACE))


def grades_in_force(scheme: Scheme, label: str = "") -> HeldGrades:
    """The grades in force, or the customers with a label of a typology, as they are now."""
    rows = Grade.objects.system(_WHY).filter(scheme=scheme, state=GradeState.IN_FORCE)
    return _read(rows.filter(label=label))


def grades_before(scheme: Scheme, as_of: date, in_force: HeldGrades) -> HeldGrades:
    """The grades that held up to a day: an evaluation of that day takes their place.

    These are the ones in force, unless those are of this day or of a later one. What another
    evaluation of the same day said was never held for a day, so nobody has to keep it. Labels are
    not among them: no typology asks for those before.
    """
    if scheme.in_force is None or scheme.in_force.as_of < as_of:
        return in_force
    rows = Grade.objects.system(_WHY).filter(scheme=scheme, label="")
    rows = rows.exclude(state=GradeState.PROPOSED)
    not_ended = Q(valid_to=None) | Q(valid_to__gte=as_of)
    return _read(rows.filter(not_ended, valid_from__lt=as_of))


def overridden(scheme: Scheme, as_of: date) -> Keys:
    """The customers whose grade somebody decided otherwise, to hold up to this day or longer."""
    rows = Grade.objects.system(_WHY).filter(
        scheme=scheme, state=GradeState.IN_FORCE, review__holds_until__gte=as_of
    )
    return np.fromiter(rows.values_list("customer_id", flat=True), np.int64)


def _read(rows: QuerySet[Grade]) -> HeldGrades:
    import pyarrow as pa

    whole = {name: pa.int64() for name in ("customer_id", "pk", "unit_id", "step")}
    schema = pa.schema({**whole, "code": pa.string(), "valid_from": pa.date32()})
    return HeldGrades(read_columns(rows.order_by("customer_id"), schema))
