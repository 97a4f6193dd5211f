"""Freezing what an evaluation is computed from."""

from pathlib import Path
from typing import TYPE_CHECKING

from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.queries.files import INPUTS, UNITS
from mainstay.apps.evaluation.queries.measures import Measured
from mainstay.apps.evaluation.services.files import write
from mainstay.apps.evaluation.services.proposing import GradesInForce

if TYPE_CHECKING:
    import pyarrow as pa

PREVIOUS = "previous_grade"


def freeze(folder: Path, measured: Measured, in_force: GradesInForce) -> "pa.Table":
    """Write the inputs and the units of an evaluation; give the inputs.

    The inputs have a row per unit, ordered by code: key, code, grade in force before, indicators,
    and beside each rating the number of the round that it comes from.
    The units name the unit of every customer that is not its own.
    """
    import pyarrow as pa

    table = measured.table
    before = in_force.codes_of(table[KEY].to_numpy())
    place = table.column_names.index(CODE) + 1
    inputs = table.add_column(place, PREVIOUS, before)
    write(folder / INPUTS, inputs)
    pairs = sorted(measured.units.items())
    units = pa.table(
        {
            "customer": pa.array([customer for customer, _unit in pairs], pa.int64()),
            "unit": pa.array([unit for _customer, unit in pairs], pa.int64()),
        }
    )
    write(folder / UNITS, units)
    return inputs
