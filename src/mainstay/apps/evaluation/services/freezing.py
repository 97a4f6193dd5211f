"""Freezing what an evaluation is computed from."""

from pathlib import Path
from typing import TYPE_CHECKING

from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.queries.files import INPUTS, UNITS
from mainstay.apps.evaluation.queries.measures import Measured
from mainstay.apps.evaluation.services.files import write
from mainstay.apps.evaluation.services.held_grades import HeldGrades

if TYPE_CHECKING:
    import pyarrow as pa


def inputs_of(measured: Measured, before: HeldGrades, *, with_days: bool) -> "pa.Table":
    """What an evaluation is computed from.

    There is a row per unit, ordered by code: key, code, the grade that it held before and,
    `with_days`, since when; indicators, and beside each rating the number of the round that it
    comes from.
    """
    from mainstay.analytics.scoring.history import PREVIOUS, SINCE

    inputs = measured.table
    held = before.places(inputs[KEY].to_numpy())
    place = inputs.column_names.index(CODE) + 1
    if with_days:
        inputs = inputs.add_column(place, SINCE, before.taken("valid_from", held))
    return inputs.add_column(place, PREVIOUS, before.taken("code", held))


def freeze(folder: Path, measured: Measured, before: HeldGrades, *, with_days: bool) -> "pa.Table":
    """Write the inputs and the units of an evaluation; give the inputs.

    The units name the unit of every customer that is not its own.
    """
    import pyarrow as pa

    inputs = inputs_of(measured, before, with_days=with_days)
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
