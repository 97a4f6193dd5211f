"""The cells of tables, written in Python: a list has hundreds of them, and a template is slow."""

from collections.abc import Callable, Iterable
from functools import cache
from html import escape
from typing import Any

from django import template
from django.utils.formats import localize
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mainstay.shell.web.markup import markup
from mainstay.shell.web.tables import Cell, Column, Edit, GradeBadge, Table, Tone
from mainstay.shell.web.templatetags.components import badge, grade_badge, icon
from mainstay.shell.web.templatetags.figures import (
    amount,
    day,
    missing,
    moment,
    money,
    number,
    percent,
)

register = template.Library()


def _grade_badges(grades: Iterable[GradeBadge]) -> SafeString:
    """Several grades or labels beside each other."""
    badges = SafeString("".join(grade_badge(each.text, each.step) for each in grades))
    return markup('<span class="d-inline-flex flex-wrap gap-1">{}</span>', badges)


_WRITTEN: dict[str, Callable[[Cell, str], SafeString]] = {
    "none": lambda _cell, _currency: missing(),
    "badge": lambda cell, _currency: badge(cell.value.text, cell.value.tone),
    "grade": lambda cell, _currency: grade_badge(cell.value.text, cell.value.step),
    "several": lambda cell, _currency: _grade_badges(cell.value),
    "day": lambda cell, _currency: day(cell.value),
    "moment": lambda cell, _currency: moment(cell.value),
    "money": lambda cell, currency: money(cell.value, currency),
    "amount": lambda cell, currency: amount(cell.value, currency),
    "percent": lambda cell, _currency: percent(cell.value),
    "number": lambda cell, _currency: number(cell.value, cell.column.digits),
}
_EDITABLE = (
    '<span class="editable" id="{}">{}<a class="pencil" href="{}" hx-get="{}"'
    ' hx-target="closest .editable" hx-swap="outerHTML" aria-label="{}"{}>{}</a></span>'
)
_FOCUSED, _NOTHING = SafeString(" autofocus"), SafeString("")
_SORT_LINK = '<a class="sort-link" href="{}">{}{}</a>'
_ARROWS = {
    "ascending": "arrow-narrow-up",
    "descending": "arrow-narrow-down",
    "": "arrows-sort",
}
_BOX_OF_ALL = (
    '<input class="form-check-input pick" type="checkbox" data-pick-all aria-label="{}" hidden>'
)
_BOX = (
    '<input class="form-check-input pick" type="checkbox" form="picked" name="keys" value="{}"'
    ' aria-label="{}">'
)


@register.simple_tag
def cell_value(cell: Cell, currency: str = "") -> SafeString:
    """A cell's value alone, with the link that it has."""
    write = _WRITTEN.get(cell.kind)
    if write is not None:
        written = write(cell, currency)
    else:
        value = cell.value
        plain = type(value) is str  # as nearly all are; a safe text has a type of its own
        written = SafeString(escape(value)) if plain else conditional_escape(localize(value))
    return markup('<a href="{}">{}</a>', cell.url, written) if cell.url else written


@register.simple_tag
def editable(cell: Cell, currency: str = "", focus: bool = False) -> SafeString:
    """A cell's value with its pencil, where it has one."""
    value = cell_value(cell, currency)
    if not cell.edit:
        return value
    return _with_pencil(cell.edit, value, icon("pencil"), focus=focus)


Sorted = tuple[Column[Any], str, str]
"""A column, how it is sorted now in the words of aria-sort, and where its heading leads."""


@register.simple_tag
def table_heads(table: Table[Any], heads: Iterable[Sorted]) -> SafeString:
    """The headings of a table, before the first a box that chooses all rows."""
    box = markup(_BOX_OF_ALL, _("Choose all on this page")) if table.pick else _NOTHING
    written = []
    for column, now, url in heads:
        aria = markup(' aria-sort="{}"', now) if now else _NOTHING
        name = markup(_SORT_LINK, url, column.label, icon(_ARROWS[now])) if url else column.label
        written.append(
            markup('<th scope="col" class="{}"{}>{}{}</th>', column.css_class, aria, box, name)
        )
        box = _NOTHING
    return SafeString("\n".join(written))


@register.simple_tag
def table_rows(table: Table[Any]) -> SafeString:
    """The rows of a table's body."""
    heads = [_head(table, column) for column in table.columns]
    drawn = icon("pencil")
    choose = _("Choose %(name)s")
    rows = (_row(table, zip(heads, row, strict=True), drawn, choose) for row in table.rows)
    return SafeString("\n".join(rows))


Head = Callable[[Tone], str]


def _row(
    table: Table[Any], cells: Iterable[tuple[Head, Cell]], drawn: SafeString, choose: str
) -> str:
    written = [
        piece
        for head, cell in cells
        for piece in (head(cell.tone), _content(table, cell, drawn, choose), "</td>")
    ]
    return "".join(["<tr>", *written, "</tr>"])


def _head(table: Table[Any], column: Column[Any]) -> Head:
    """How the cells of a column begin; a card on a phone says what each of its values is."""
    label = markup(' data-label="{}"', column.label) if table.cards else SafeString("")

    @cache
    def head(tone: Tone) -> str:
        toned = "" if tone == Tone.PLAIN else f" cell-{tone}"
        return markup('<td class="{}{}"{}>', column.css_class, toned, label)

    return head


def _content(table: Table[Any], cell: Cell, drawn: SafeString, choose: str) -> SafeString:
    """What stands in a cell: a box to choose its row, the value, a pencil."""
    written = cell_value(cell, table.currency)
    if cell.edit:
        written = _with_pencil(cell.edit, written, drawn)
    if not cell.pick:
        return written
    label = choose % {"name": cell.pick_name}
    return markup("{}{}", markup(_BOX, cell.pick, label), written)


def _with_pencil(
    edit: Edit, value: SafeString, drawn: SafeString, *, focus: bool = False
) -> SafeString:
    """Opens a form in the place of a value; without script it leads to one."""
    place, form_url, page_url, label = edit
    focused = _FOCUSED if focus else _NOTHING
    return markup(_EDITABLE, place, value, page_url, form_url, label, focused, drawn)
