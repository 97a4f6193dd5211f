"""The kinds of models: what each asks for, and how it is run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.models import ModelKind
from mainstay.apps.evaluation.queries.measures import Pinned
from mainstay.apps.evaluation.services.model_runs import lifecycle

if TYPE_CHECKING:
    import pyarrow as pa

Number = int | float
Tell = Callable[[int, int], None]
"""Is told how much is done, of how much; raises when the job is to stop."""


@dataclass(frozen=True)
class Found:
    """What a model found: a row for each customer (`key`, `customer`), and a report of all."""

    table: "pa.Table"
    report: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of model.

    `checked` completes and checks parameters and raises ValidationError naming them; `run` finds
    what there is as of a day in what was pinned. It raises LedgerDamaged.
    """

    checked: Callable[[Mapping[str, Any]], dict[str, Number]]
    run: "Callable[[Pinned, date, Mapping[str, Any], Tell], Found]"


KINDS: Mapping[str, Kind] = {
    ModelKind.LIFECYCLE: Kind(lifecycle.checked, lambda *asked: Found(*lifecycle.run(*asked))),
}


def kind_of(code: str) -> Kind:
    """A kind by its code. Raises ValidationError."""
    if code not in KINDS:
        says = _("There is no such kind of model.")
        raise ValidationError({"kind": ValidationError(says, "unknown")})
    return KINDS[code]
