"""Choosing what the portfolio matrix is made of."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from mainstay.apps.evaluation.models import MatrixAxes
from mainstay.apps.evaluation.models.portfolio import MOST_POINTS
from mainstay.apps.evaluation.policies import CHANGE_SCHEMES
from mainstay.apps.evaluation.queries import schemes
from mainstay.apps.evaluation.queries.portfolio_matrix import matrix_axes, scored_schemes
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit

REASONS = {
    "no_scorecard": _("Choose a scheme with a scorecard that is published."),
    "same_scheme": _("Choose another scheme than for attractiveness."),
    "no_border": _("A border is a whole number of points from 0 to 100."),
}


@service(CHANGE_SCHEMES)
def set_matrix_axes(
    actor: Actor, *, attractiveness: str, strength: str, attractive_from: int, strong_from: int
) -> MatrixAxes:
    """Say by which schemes, named by their codes, and from how many points a score is high.

    Raises UnknownScheme and ValidationError.
    """
    row = matrix_axes()
    before = _facts(row)
    row.attractiveness = schemes.scheme(actor, attractiveness)
    row.strength = schemes.scheme(actor, strength)
    row.attractive_from, row.strong_from = attractive_from, strong_from
    _require_axes(actor, row)
    after = _facts(row)
    changes = {
        name: [before[name], value] for name, value in after.items() if before[name] != value
    }
    if changes:
        row.save()
        audit.record(actor, "evaluation.matrix.set", subject=row, changes=changes)
    return row


def _require_axes(actor: Actor, row: MatrixAxes) -> None:
    scored = {each.code for each in scored_schemes(actor)}
    for field in ("attractiveness", "strength"):
        if getattr(row, field).code not in scored:
            raise _refused(field, "no_scorecard")
    if row.attractiveness == row.strength:
        raise _refused("strength", "same_scheme")
    for field in ("attractive_from", "strong_from"):
        if not 0 <= getattr(row, field) <= MOST_POINTS:
            raise _refused(field, "no_border")


def _facts(row: MatrixAxes) -> dict[str, str | int]:
    return {
        "attractiveness": row.attractiveness.code,
        "strength": row.strength.code,
        "attractive_from": row.attractive_from,
        "strong_from": row.strong_from,
    }


def _refused(field: str, code: str) -> ValidationError:
    return ValidationError({field: ValidationError(REASONS[code], code)})
