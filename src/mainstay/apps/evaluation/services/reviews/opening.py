"""Opening the review of what an evaluation proposes."""

from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from mainstay.apps.evaluation.exact import decimals
from mainstay.apps.evaluation.models import (
    Evaluation,
    Grade,
    GradeApproval,
    GradeReview,
    GradeState,
    ReviewState,
)
from mainstay.apps.evaluation.queries.files import RESULT
from mainstay.apps.evaluation.rules.reviews import NEAR
from mainstay.apps.evaluation.services.grading import Graded, GradedPart
from mainstay.foundation.columns import insert_columns, read_columns

if TYPE_CHECKING:
    import pyarrow as pa

_WHY = "an evaluation proposes for every customer"
_REVENUE = "revenue_12m"
_UNDECIDED: dict[str, Any] = {
    "state": ReviewState.WAITING,
    "computed_code": "",
    "computed_step": None,
    "reason": "",
    "holds_until": None,
    "decided_by_name": "",
    "decided_at": None,
    "passed": 0,
    "passed_by": None,
    "approved_by_name": "",
    "is_open": True,
    "edits": 0,
}


def open_reviews(evaluation: Evaluation, graded: Graded, inputs: "pa.Table") -> None:
    """Put every proposal of an evaluation into review."""
    import pyarrow as pa

    whole = ("pk", "customer_id", "unit_id", "step", "previous_step")
    proposed = Grade.objects.system(_WHY).filter(evaluation=evaluation, state=GradeState.PROPOSED)
    schema = pa.schema([(name, pa.int64()) for name in whole])
    rows = read_columns(proposed.order_by("pk"), schema)
    if not rows.num_rows:
        return
    [part], result = graded.parts, graded.files[RESULT]
    order = np.argsort(part.keys)
    units = order[np.searchsorted(part.keys, rows["unit_id"].to_numpy(), sorter=order)]
    revenue, coverage = _revenue_of(inputs), _coverage(part, result)
    near = _near_border(result)
    own = (rows["unit_id"].to_numpy() == rows["customer_id"].to_numpy()).tolist()
    columns = {
        "grade_id": rows["pk"].to_pylist(),
        "customer_id": rows["customer_id"].to_pylist(),
        "move": [
            None if before is None else before - step
            for before, step in zip(
                rows["previous_step"].to_pylist(), rows["step"].to_pylist(), strict=True
            )
        ],
        "revenue": [
            revenue[unit] if is_own else None
            for unit, is_own in zip(units.tolist(), own, strict=True)
        ],
        "coverage": [None if coverage is None else coverage[unit] for unit in units.tolist()],
        "near_border": near[units].tolist(),
    }
    insert_columns(GradeReview, columns, {"evaluation_id": evaluation.pk, **_UNDECIDED})


def _revenue_of(inputs: "pa.Table") -> list[Any]:
    if _REVENUE not in inputs.column_names:
        return [None] * inputs.num_rows
    return decimals(inputs[_REVENUE])


def _coverage(graded: GradedPart, result: "pa.Table") -> list[Any] | None:
    """By unit the share of the figures that the scheme asks for which are known.

    With a scorecard it is the one of its score; nothing for a scheme that asks for no figure.
    """
    import pyarrow.compute as pc

    if "scorecard" in result.column_names:
        return decimals(pc.struct_field(result["scorecard"], "coverage"))
    asked = graded.grading.scheme.indicators()
    if not asked:
        return None
    known = sum(
        pc.is_valid(pc.struct_field(result["figures"], code)).to_numpy().astype(np.int64)
        for code in asked
    )
    shares = np.round(np.asarray(known) / len(asked), 4)
    return [f"{share:.4f}" for share in shares.tolist()]


def _near_border(result: "pa.Table") -> npt.NDArray[np.bool_]:
    """Whose grade could easily be another one.

    A better one is reached by changing each figure that has to change by no more than one in NEAR;
    or the rules alone would have given another one.
    """
    near = np.zeros(result.num_rows, dtype=bool)
    if "needed" in result.column_names:
        near |= _within_reach(result)
    if "decision" in result.column_names:
        near |= _not_by_rules(result)
    return near


def _within_reach(result: "pa.Table") -> npt.NDArray[np.bool_]:
    import pyarrow as pa
    import pyarrow.compute as pc

    asked = np.zeros(result.num_rows, dtype=bool)
    far = np.zeros(result.num_rows, dtype=bool)
    for field in result.schema.field("needed").type:
        needed = pc.struct_field(result["needed"], field.name)
        moves = pc.is_valid(needed).to_numpy()
        target = needed.cast(pa.float64()).to_numpy(zero_copy_only=False)
        figures = pc.struct_field(result["figures"], field.name)
        present = figures.cast(pa.float64()).to_numpy(zero_copy_only=False)
        asked |= moves
        with np.errstate(invalid="ignore"):
            far |= moves & ~(np.abs(target - present) * NEAR <= np.abs(present))
    return asked & ~far


def _not_by_rules(result: "pa.Table") -> npt.NDArray[np.bool_]:
    import pyarrow.compute as pc

    by_rules = pc.struct_field(result["decision"], "by_rules")
    other = pc.fill_null(pc.not_equal(by_rules, result["grade"]), False)
    found: npt.NDArray[np.bool_] = other.to_numpy()
    return found


def close_reviews(evaluation: Evaluation) -> None:
    """Remove the reviews of what an evaluation proposes, before the proposals are removed."""
    approvals = GradeApproval.objects.system(_WHY).filter(approval__evaluation=evaluation)
    approvals.filter(grade__state=GradeState.PROPOSED).delete()
    rows = GradeReview.objects.system(_WHY).filter(evaluation=evaluation)
    rows.filter(is_open=True).delete()
