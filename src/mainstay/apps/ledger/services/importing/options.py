"""What a person decides about one import, kept on the batch and in profiles as plain JSON."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from mainstay.apps.ledger.cleaning.day_month import DayOrder
from mainstay.apps.ledger.models import ImportKind
from mainstay.apps.ledger.reading.encoding import STATED_ENCODINGS, canonical_encoding
from mainstay.apps.ledger.rules import DEFAULT_REJECT_LIMIT
from mainstay.apps.reference.contracts import FileKind
from mainstay.engine.resolve import OnChangedOrder

DAY_ORDERS: tuple[DayOrder, ...] = ("day_first", "month_first")
UNKNOWN_CUSTOMERS = ("reject", "create")
TOTALS = ("leave_out", "count")
"""What becomes of rows that add others up, such as 合计."""
_OF_MONEY = ("currency", "on_changed_order", "decimal_comma", "tax_rate")
_OF_BATCHES = ("unknown_customers", "totals", "reject_limit")
UNFIT: Mapping[str, tuple[str, ...]] = {
    ImportKind.ORDERS: (),
    ImportKind.CONTACTS: _OF_MONEY,
    ImportKind.CUSTOMERS: ("unknown_customers", *_OF_MONEY),
    **dict.fromkeys(FileKind.values, (*_OF_BATCHES, *_OF_MONEY)),
    FileKind.RATES: (*_OF_BATCHES, *(name for name in _OF_MONEY if name != "decimal_comma")),
}
"""By kind of file the decisions that say nothing about it."""
SOURCE_LENGTH = 80
_WHOLE = 100.0


class OptionRefused(Exception):
    """An option has a value that it cannot have; `option` names it."""

    def __init__(self, option: str, value: object) -> None:
        super().__init__(option, value)
        self.option = option
        self.value = value


class OptionUnfit(OptionRefused):
    """An option says nothing about a file of this kind."""


def _percent(rate: object) -> float:
    """A tax rate, also one that was written as a text."""
    try:
        percent = float(str(rate))
    except ValueError as error:
        raise OptionRefused("tax_rate", rate) from error
    if not 0 <= percent <= _WHOLE:
        raise OptionRefused("tax_rate", rate)
    return percent


@dataclass(frozen=True, slots=True)
class ImportOptions:
    """The decisions. An empty `currency` means the installation's, None for `encoding` that the
    file shows it, an empty `sheet` the only one with content. `tax_rate` is the per cent that the
    amounts of the file include.
    """

    encoding: str | None = None
    sheet: str = ""
    day_order: DayOrder | None = None
    decimal_comma: bool | None = None
    currency: str = ""
    unknown_customers: str = "reject"
    reject_limit: float = DEFAULT_REJECT_LIMIT
    on_changed_order: str = OnChangedOrder.REJECT.value
    tax_rate: float | None = None
    totals: str = "leave_out"

    def __post_init__(self) -> None:
        if self.encoding is not None:
            object.__setattr__(self, "encoding", canonical_encoding(self.encoding))
        choices: tuple[tuple[str, object, tuple[object, ...]], ...] = (
            ("encoding", self.encoding, (None, *STATED_ENCODINGS)),
            ("day_order", self.day_order, (None, *DAY_ORDERS)),
            ("unknown_customers", self.unknown_customers, UNKNOWN_CUSTOMERS),
            ("on_changed_order", self.on_changed_order, tuple(OnChangedOrder)),
            ("totals", self.totals, TOTALS),
        )
        for option, value, allowed in choices:
            if value not in allowed:
                raise OptionRefused(option, value)
        if not 0 <= self.reject_limit <= _WHOLE:
            raise OptionRefused("reject_limit", self.reject_limit)
        if self.tax_rate is not None:
            object.__setattr__(self, "tax_rate", _percent(self.tax_rate))

    def as_json(self) -> dict[str, Any]:
        """Plain values."""
        return asdict(self)

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> Self:
        """Read what `as_json` wrote; unknown names are left out. Raises OptionRefused."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: value for name, value in values.items() if name in known})
