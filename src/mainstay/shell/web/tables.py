"""Tables of a page: what stands in which column, how it is sorted, which page of it is shown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from typing import Any, Generic, NamedTuple, TypeVar

from django.http import HttpRequest
from django.utils.functional import Promise

from mainstay.shell.paging import CappedCount, Page

Row = TypeVar("Row")


class Kind(StrEnum):
    """How a column writes its values. Days, moments, badges and grades are known by their type."""

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"  # short: 1,235万
    AMOUNT = "amount"  # every digit
    PERCENT = "percent"
    WRITTEN = "written"  # a figure that the value itself writes


class Tone(StrEnum):
    """What a badge or an alert says beside its words."""

    PLAIN = "plain"
    INFO = "info"
    GOOD = "good"
    CAUTION = "caution"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Badge:
    """A short coloured word, such as a status."""

    text: str | Promise
    tone: Tone = Tone.PLAIN


@dataclass(frozen=True, slots=True)
class GradeBadge:
    """A grade; `step` counts from 1, the highest of its scheme."""

    text: str | Promise
    step: int


class Edit(NamedTuple):
    """How a value is changed where it stands.

    `place` is the id of where it stands; a form for it comes from `form_url`, `page_url` has one
    for who has no script; `label` says what the pencil does.
    """

    place: str
    form_url: str
    page_url: str
    label: str


@dataclass(frozen=True)
class Column(Generic[Row]):
    """One column.

    `code` names it in the address when it is sortable; `value` reads it from a row; `link` leads
    somewhere; `wide` columns are left out on a phone; long text may `wrap`; `tone` colours a cell
    that wants attention; `edit` says how a value is changed in its cell, where it can be.
    """

    code: str
    label: str | Promise
    value: Callable[[Row], Any]
    kind: Kind = Kind.TEXT
    link: Callable[[Row], str | None] | None = None
    sortable: bool = False
    wide: bool = False
    wrap: bool = False
    digits: int = 0
    tone: Callable[[Row], Tone] | None = None
    edit: Callable[[Row], Edit | None] | None = None

    @property
    def is_figure(self) -> bool:
        return self.kind is not Kind.TEXT

    @property
    def css_class(self) -> str:
        names = {"cell-end": self.is_figure, "cell-wide": self.wide, "cell-wrap": self.wrap}
        return " ".join(name for name, wanted in names.items() if wanted)


@dataclass(frozen=True, slots=True)
class Pick(Generic[Row]):
    """Rows that can be chosen, and what can be done with them.

    The page at `url` gets the `value` of each chosen row as a parameter `keys`; `name` says which
    row a box chooses, `label` stands on the button.
    """

    url: str
    label: str | Promise
    value: Callable[[Row], object]
    name: Callable[[Row], str]


class Cell(NamedTuple):
    """One value of a row, ready to be written; the first one of a row may have a box to pick it."""

    column: Column[Any]
    value: Any
    url: str | None
    tone: Tone
    edit: Edit | None = None
    pick: object = ""
    pick_name: str = ""

    @property
    def kind(self) -> str:
        """Which way to write the value: by its own type where that says enough."""
        if self.value is None or self.value in ("", ()):
            return "none"
        return _kind_of(type(self.value)) or self.column.kind  # type: ignore[arg-type]


_BY_TYPE: tuple[tuple[type, str], ...] = (
    (Badge, "badge"),
    (GradeBadge, "grade"),
    (tuple, "several"),
    (datetime, "moment"),
    (date, "day"),
)


@cache
def _kind_of(type_of_value: type) -> str:
    """How values of a type write themselves; empty where the column says it."""
    return next((name for known, name in _BY_TYPE if issubclass(type_of_value, known)), "")


@dataclass(frozen=True)
class Table(Generic[Row]):
    """A table on a page. `caption` names it for those who do not see it.

    With `cards` each row becomes a card on a phone, the first cell its heading. `dense` is for many
    columns of short texts, none of which needs the room of a company's name. `count_url` counts the
    rows to the last one where `total` stops before it. With `pick` rows can be chosen.
    """

    caption: str | Promise
    columns: Sequence[Column[Row]]
    page: Page[Row]
    sort: str = ""
    currency: str = ""
    total: CappedCount | None = field(default=None)
    cards: bool = False
    dense: bool = False
    count_url: str = ""
    pick: Pick[Row] | None = None

    @property
    def rows(self) -> list[list[Cell]]:
        return [self._cells(row) for row in self.page.items]

    def _cells(self, row: Row) -> list[Cell]:
        first, *others = (cell_of(column, row) for column in self.columns)
        if self.pick is not None:
            first = first._replace(pick=self.pick.value(row), pick_name=self.pick.name(row))
        return [first, *others]


def sort_from(request: HttpRequest, columns: Sequence[Column[Any]], default: str) -> str:
    """The ordering the address asks for, ``-`` for descending; `default` for anything unknown."""
    asked = request.GET.get("sort", "")
    sortable = {column.code for column in columns if column.sortable}
    return asked if asked.removeprefix("-") in sortable else default


def cell_of(column: Column[Row], row: Row) -> Cell:
    """What stands in a column for a row."""
    url = column.link(row) if column.link else None
    tone = column.tone(row) if column.tone else Tone.PLAIN
    edit = column.edit(row) if column.edit else None
    return Cell(column, column.value(row), url, tone, edit)
