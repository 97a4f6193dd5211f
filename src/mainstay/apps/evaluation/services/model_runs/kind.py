"""What a kind of model is: what it asks for, what it tells of each customer, how it is run."""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.apps.evaluation.queries.measures import Pinned
from mainstay.apps.evaluation.services.model_runs.back_test import HeldAgainst, Past
from mainstay.kernel.periods import Period

if TYPE_CHECKING:
    import pyarrow as pa

Value = int | float | str
Parameters = Mapping[str, Value]
Tell = Callable[[int, int], None]
"""Is told how much is done, of how much; raises when the job is to stop."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number within limits, or one of some choices; `usual` is what nobody has to say.

    Of choices `several` may be chosen; they stand in one text, apart by commas.
    """

    usual: Value
    least: float = -10_000
    most: float = 10_000
    choices: tuple[str, ...] = ()
    several: bool = False


class FigureType(StrEnum):
    """What a column of the figures of customers holds."""

    LABEL = "label"
    TEXT = "text"
    DAY = "day"
    NUMBER = "number"
    COUNT = "count"
    SHARE = "share"
    MONEY = "money"


NUMBERS = (FigureType.NUMBER, FigureType.COUNT, FigureType.SHARE, FigureType.MONEY)


@dataclass(frozen=True, slots=True)
class Metric:
    """A figure of the report by which runs are compared: its type, and where it stands."""

    type: FigureType
    path: tuple[str | int, ...]

    def of(self, report: Mapping[str, Any]) -> float | None:
        """The figure; None where the report does not tell it."""
        found: Any = report
        for step in self.path:
            if found is None:
                return None
            found = found[step]
        return None if found is None else float(found)


@dataclass(frozen=True, slots=True)
class Figure:
    """A column of what is found of each customer; by a label with `choices` lists are narrowed."""

    type: FigureType
    choices: tuple[str, ...] = ()


@dataclass(frozen=True)
class Found:
    """What a model found: a row for each customer (`key`, `customer`), and a report of all.

    `files` are further tables that its pages read, by the names of their files.
    """

    table: "pa.Table"
    report: dict[str, Any]
    files: "Mapping[str, pa.Table]" = field(default_factory=dict)


def _nothing_more(_parameters: Parameters) -> None:
    """Parameters that are right one by one are right together."""


def _any_months(_parameters: Parameters, _after: Period) -> None:
    """What is told can be held against any months."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of model.

    `figures` are the columns of `Found.table` beside the customer, in the order of lists; who asks
    for no other order gets the one of `order`. `run` finds what there is as of a day in what was
    pinned; it raises LedgerDamaged, and JobFailed with a code that `wording.failures` knows where
    there is too little to find anything. `require` refuses parameters that contradict each other
    with a ValidationError.

    `back_test` holds what was found as of an earlier day against the months after it; a kind
    without one is not back-tested. `require_back_test` refuses months that do not fit the
    parameters with a ValidationError. By `metrics` runs are compared. Where `library`, which comes
    with the extra `models`, is not installed, no run is asked for.
    """

    parameters: Mapping[str, Parameter]
    figures: Mapping[str, Figure]
    order: str
    run: Callable[[Pinned, date, Parameters, Tell], Found]
    require: Callable[[Parameters], None] = _nothing_more
    back_test: Callable[[Past], HeldAgainst] | None = None
    require_back_test: Callable[[Parameters, Period], None] = _any_months
    metrics: Mapping[str, Metric] = field(default_factory=dict)
    library: str = ""

    @property
    def leading(self) -> str:
        """The figure that customers are compared by: that of the order, or the narrowing label."""
        first = self.order.lstrip("-")
        return first if first in self.figures else self.narrowing

    @property
    def narrowings(self) -> list[str]:
        """The labels that lists of customers are narrowed by."""
        return [name for name, figure in self.figures.items() if figure.choices]

    @property
    def narrowing(self) -> str:
        """The first of them; none where no label has choices."""
        return next(iter(self.narrowings), "")

    def checked(self, said: Mapping[str, Any]) -> dict[str, Value]:
        """Parameters, completed by the usual ones. Raises ValidationError naming the wrong ones."""
        refused = {
            name: ValidationError(_("There is no such parameter."), "unknown")
            for name in said
            if name not in self.parameters
        }
        found: dict[str, Value] = {}
        for name, parameter in self.parameters.items():
            try:
                found[name] = _value(parameter, said.get(name, parameter.usual))
            except ValidationError as refusal:
                refused[name] = refusal
        if refused:
            raise ValidationError(refused)
        if self.library:
            _require_installed(self.library)
        self.require(found)
        return found


def chosen(said: Any) -> list[str]:
    """What is chosen of several, from one text or a list."""
    texts = said.split(",") if isinstance(said, str) else [str(each) for each in said or ()]
    return [text.strip() for text in texts if text.strip()]


def _require_installed(library: str) -> None:
    from mainstay.analytics.libraries import MODELS_EXTRA, is_installed

    if not is_installed(library):
        says = _(
            "This model needs %(library)s, which is not installed: pip install "
            "'mainstay[%(extra)s]'."
        )
        named = {"library": library, "extra": MODELS_EXTRA}
        raise ValidationError(says, "library_missing", named)


def _value(parameter: Parameter, said: Any) -> Value:
    if parameter.several:
        return _several(parameter, said)
    if parameter.choices:
        if said not in parameter.choices:
            raise _unknown_choice(parameter)
        return str(said)
    try:
        number = float(said)
    except (TypeError, ValueError, OverflowError):
        raise ValidationError(_("This is no number."), "invalid") from None
    if not parameter.least <= number <= parameter.most:
        says = _("Choose a number from %(least)s to %(most)s.")
        named = {"least": f"{parameter.least:g}", "most": f"{parameter.most:g}"}
        raise ValidationError(says, "out_of_range", named)
    if not isinstance(parameter.usual, int):
        return number
    if not math.isclose(number, round(number)):
        raise ValidationError(_("This is no whole number."), "fractional")
    return round(number)


def _several(parameter: Parameter, said: Any) -> str:
    """What was chosen, once each, in the order of the choices."""
    wanted = chosen(said) if isinstance(said, str | list | tuple) else [""]
    if not set(wanted) <= set(parameter.choices):
        raise _unknown_choice(parameter)
    if not wanted:
        raise ValidationError(_("Choose one at least."), "nothing_chosen")
    return ",".join(each for each in parameter.choices if each in wanted)


def _unknown_choice(parameter: Parameter) -> ValidationError:
    says = _("Choose one of these: %(choices)s.")
    return ValidationError(says, "unknown_choice", {"choices": ", ".join(parameter.choices)})
