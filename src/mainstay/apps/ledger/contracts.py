"""What an import, an undo and a check of the files report."""

from dataclasses import asdict, dataclass, field
from decimal import Decimal
from typing import Any

from mainstay.kernel.money import render_totals

VIEW_COSTS = "ledger.cost.view"
"""The field right to costs, profit and margins, in the ledger and in all that comes out of it."""

VIEW_LINES = "ledger.line.view"
"""The right to order lines, and to what is made of the lines of customers within reach."""

Money = dict[str, Decimal]


@dataclass(slots=True)
class ImportReport:
    """What became of a file's records: records in = accepted + rejected + unchanged + blank.

    Money is per original currency and obeys the same sum. `superseded` counts accepted records
    that replaced an older version, `money_superseded` what those versions amounted to; `totals`
    counts blank records that add others up, whose money is none of the file's; `removed` counts
    lines that a replaced order no longer has. `changes` counts what cleaning altered, by
    `field.change`. `contact_columns` are the headings of a customers' file that hold contacts.
    No money stands for rejected records whose amount could not be read.
    """

    records: int = 0
    accepted: int = 0
    rejected: int = 0
    unchanged: int = 0
    superseded: int = 0
    removed: int = 0
    blank: int = 0
    totals: int = 0
    created_customers: int = 0
    created_contacts: int = 0
    rounded: int = 0
    money_in: Money = field(default_factory=dict)
    money_accepted: Money = field(default_factory=dict)
    money_rejected: Money = field(default_factory=dict)
    money_unchanged: Money = field(default_factory=dict)
    money_superseded: Money = field(default_factory=dict)
    money_removed: Money = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    changes: dict[str, int] = field(default_factory=dict)
    notes: dict[str, int] = field(default_factory=dict)
    contact_columns: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """Plain values, money as exact text per currency."""
        values = asdict(self)
        for name, value in values.items():
            if name.startswith("money_"):
                values[name] = render_totals(value)
        values["seconds"] = round(self.seconds, 3)
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "ImportReport":
        """The report that `as_json` wrote."""
        read = dict(values)
        for name, value in read.items():
            if name.startswith("money_"):
                read[name] = {currency: Decimal(amount) for currency, amount in value.items()}
        return cls(**read)

    @property
    def is_empty(self) -> bool:
        """Whether there is no record, or none but blank ones."""
        return self.records == self.blank

    @property
    def reconciles(self) -> bool:
        """Whether nothing was lost, in records and in money."""
        parts: Money = {}
        for part in (self.money_accepted, self.money_rejected, self.money_unchanged):
            for currency, amount in part.items():
                parts[currency] = parts.get(currency, Decimal(0)) + amount
        counted = self.accepted + self.rejected + self.unchanged + self.blank
        money_in = {currency: amount for currency, amount in self.money_in.items() if amount}
        money_out = {currency: amount for currency, amount in parts.items() if amount}
        return self.records == counted and money_in == money_out


@dataclass(frozen=True, slots=True)
class LedgerChanged:
    """Event: the ledger has a new current state."""

    state: int


@dataclass(frozen=True, slots=True)
class ImportSettled:
    """Event: an import was committed or, with `undone`, undone."""

    batch: int
    kind: str
    undone: bool = False


@dataclass(frozen=True, slots=True)
class UndoReport:
    """What undoing a batch does: lines out of force, older versions back, lines confirmed later.

    Of a batch of customers or contacts: how many go, how many change back, and why the others
    stay, as `CustomerUndo` and `ContactUndo` say.
    """

    batch: int
    state: int | None
    removed: int
    restored: int
    kept_confirmed: int
    money_removed: Money
    money_restored: Money
    kept_with_orders: int = 0
    kept_as_parents: int = 0
    kept_edited: int = 0
    left_fields: int = 0
    contacts_removed: int = 0
    contacts_restored: int = 0
    contacts_kept_confirmed: int = 0
    contacts_kept_edited: int = 0
    contacts_left_fields: int = 0

    def as_json(self) -> dict[str, Any]:
        values = asdict(self)
        values["money_removed"] = render_totals(self.money_removed)
        values["money_restored"] = render_totals(self.money_restored)
        return values

    @classmethod
    def from_json(cls, values: dict[str, Any]) -> "UndoReport":
        """The report that `as_json` wrote."""
        read = dict(values)
        for name in ("money_removed", "money_restored"):
            read[name] = {currency: Decimal(amount) for currency, amount in read[name].items()}
        return cls(**read)
