"""The building blocks of a page. docs/development/web.md shows each in use."""

import json
from collections.abc import Sequence
from typing import Any, Protocol
from urllib.parse import urlencode
from uuid import uuid4

from django import template
from django.core.serializers.json import DjangoJSONEncoder
from django.forms import BoundField, Form
from django.template.loader import render_to_string
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from mainstay.shell.exports import FileFormat
from mainstay.shell.paging import CappedCount, Page
from mainstay.shell.sentences import listed
from mainstay.shell.web.bundle import bundled
from mainstay.shell.web.charts import Chart
from mainstay.shell.web.exporting import PARAMETER
from mainstay.shell.web.filters import EVERY_FILTER
from mainstay.shell.web.form_inputs import described, groups_of, input_of, kind_of
from mainstay.shell.web.markup import markup
from mainstay.shell.web.tables import Column, Table

register = template.Library()

register.filter("listed", listed)

Text = str | Promise
FILTERS_AT_ONCE = 4
"""The filters after these wait behind a button; on a phone all but the first do."""
FILTERS_ON_A_PHONE = 2
"""A phone shows up to this many without a button."""


@register.simple_tag
def bundle(name: str) -> str:
    """The address of a bundled file."""
    return bundled(name)


@register.simple_tag
def language_tag() -> str:
    """The page's language as HTML and fonts know it: zh-Hans, zh-Hant, en."""
    language = get_language() or "en"
    return {"zh-hans": "zh-Hans", "zh-hant": "zh-Hant"}.get(language, language)


@register.simple_tag
def icon(name: str, label: Text = "") -> SafeString:
    """An icon of frontend/icons.txt; without a label it is decoration."""
    address = f"{bundled('icons.svg')}#{name}"
    if label:
        pattern = '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>'
        return markup(pattern, label, address)
    return markup('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.simple_block_tag
def page_header(content: str, title: Text, subtitle: Text = "", badge: Any = None) -> SafeString:
    """The head of a page: its name, a sentence about it, and what can be done, as content."""
    context = {"title": title, "subtitle": subtitle, "badge": badge, "actions": _trimmed(content)}
    return _render("page_header", context)


@register.simple_block_tag
def panel(
    content: str,
    title: Text = "",
    note: Text = "",
    foot: Text = "",
    *,
    flush: bool = False,
    anchor: str = "",
) -> SafeString:
    """A framed part of a page; `flush` lets a table reach the frame, `anchor` a link reach it."""
    context = {"content": content, "title": title, "note": note, "foot": foot, "flush": flush}
    return _render("panel", context | {"anchor": anchor})


@register.simple_tag
def page_sections(sections: Sequence[tuple[str, Text]]) -> SafeString:
    """The panels of a long page by anchor and title; it stays in sight and tells where one is."""
    return _render("page_sections", {"sections": sections})


@register.simple_block_tag
def empty_state(
    content: str, title: Text, text: Text = "", icon: str = "inbox", compact: bool = False
) -> SafeString:
    """What stands where there is nothing yet: why, and as content what to do about it.

    `compact` is for one panel of many, which must not push the others down.
    """
    context = {"title": title, "text": text, "icon": icon, "actions": _trimmed(content)}
    return _render("empty_state", context | {"compact": compact})


@register.simple_block_tag
def alert(content: str, title: Text = "", tone: str = "info") -> SafeString:
    """A remark that stays on the page. `tone` is info, good, caution or bad."""
    icons = {"good": "circle-check", "caution": "alert-triangle", "bad": "alert-circle"}
    context = {
        "content": _trimmed(content),
        "title": title,
        "tone": tone,
        "icon": icons.get(tone, "info-circle"),
    }
    return _render("alert", context)


@register.simple_tag
def badge(text: Text, tone: str = "plain") -> SafeString:
    """A short word with a tone: plain, info, good, caution or bad."""
    return markup('<span class="badge badge-{}">{}</span>', tone, text)


@register.simple_tag
def grade_badge(text: Text, step: int) -> SafeString:
    """A grade; `step` counts from 1, the highest of its scheme."""
    return markup('<span class="grade grade-{}">{}</span>', min(max(step, 1), 5), text)


@register.simple_tag
def key_figure(
    label: Text,
    value: Any,
    *,
    note: Text = "",
    change: Text = "",
    better: bool = True,
    url: str = "",
) -> SafeString:
    """One figure that matters, inside ``<div class="key-figures">``."""
    context = {
        "label": label,
        "value": value,
        "note": note,
        "change": change,
        "better": better,
        "url": url,
    }
    return _render("key_figure", context)


@register.simple_tag
def progress(value: int | None, most: int, label: Text, note: Text = "") -> SafeString:
    """How far something has come; `value` None means that nobody knows."""
    return _render("progress", {"value": value, "most": most, "label": label, "note": note})


@register.simple_tag
def breadcrumbs(*parts: Any) -> SafeString:
    """The way to this page: label, address, label, address, … and the page's own label."""
    pairs = list(zip(parts[::2], [*parts[1::2], ""], strict=False))
    return _render("breadcrumbs", {"pairs": pairs})


@register.simple_tag(takes_context=True)
def tabs(context: template.Context, *parts: Any) -> SafeString:
    """Pages of one thing: label, address, label, address, …; the one shown is marked."""
    path = context["request"].path
    pairs = [(label, url, url == path) for label, url in zip(parts[::2], parts[1::2], strict=True)]
    return _render("tabs", {"pairs": pairs})


@register.simple_tag
def confirm_link(
    url: str, text: Text, icon: str = "", tone: str = "plain", ghost: bool = False
) -> SafeString:
    """A button that first asks, in a dialog; its page answers with ``confirmation.ask``."""
    context = {"url": url, "text": text, "icon": icon, "tone": tone, "ghost": ghost}
    return _render("confirm_link", context)


@register.simple_tag(takes_context=True)
def export_menu(context: template.Context, url: str = "", text: Text = "") -> SafeString:
    """The list as it is filtered and sorted, as a file; `url` is this page's unless it is said."""
    parameters = context["request"].GET.dict()
    kinds = {"csv": FileFormat.CSV, "workbook": FileFormat.XLSX}
    addresses = {
        name: url + _address(parameters, **{PARAMETER: kind.value}) for name, kind in kinds.items()
    }
    return _render("export_menu", {**addresses, "text": text})


@register.simple_tag
def chart(drawing: Chart, height: str = "") -> SafeString:
    """A chart with its figures as a table below; `height` is low, tall or empty."""
    context = {
        "chart": drawing,
        "height": height,
        "id": f"chart-{uuid4().hex[:8]}",
        "figures": json.dumps(drawing.figures, cls=DjangoJSONEncoder, ensure_ascii=False),
    }
    return _render("chart", context)


@register.simple_tag
def field(bound: BoundField, wide: bool = False) -> SafeString:
    """A form's field with label, help and errors."""
    kind = kind_of(bound)
    context = {"field": bound, "input": input_of(bound), "wide": wide} | kind
    if kind["is_group"]:
        context["groups"] = groups_of(bound)
    return _render("field", context)


@register.simple_tag
def control(bound: BoundField, label: Text) -> SafeString:
    """A form's field alone, for a form in the place of a value: its label is heard, not seen."""
    attributes = {**described(bound), "aria-label": str(label), "autofocus": True}
    return bound.as_widget(attrs=attributes)


@register.simple_tag
def filter_field(bound: BoundField) -> SafeString:
    """A field of a filter bar: short label, no help."""
    return _render("filter_field", {"field": bound, "input": input_of(bound)})


@register.simple_block_tag(takes_context=True)
def form_layout(
    context: template.Context,
    content: str,
    form: Form,
    *,
    submit: Text,
    cancel: str = "",
    action: str = "",
) -> SafeString:
    """A whole form. The content places the fields; without any, all stand one after another."""
    values = {
        "form": form,
        "content": _trimmed(content),
        "submit": submit,
        "cancel": cancel,
        "action": action,
        "csrf_token": context.get("csrf_token"),
    }
    return _render("form_layout", values)


@register.simple_block_tag(takes_context=True)
def filter_bar(context: template.Context, content: str, form: Form, clear: str = "") -> SafeString:
    """The filters of a list, kept in the address; content stands at the end of the bar.

    `clear` is where the list without filters is found, unless it is the page's own address. A form
    that says `leaves_out` has more filters, and brings them once they are asked for.
    """
    request = context["request"]
    names = [bound.name for bound in form.visible_fields()]
    active = any(request.GET.get(name) for name in names)
    leaves_out = getattr(form, "leaves_out", False)
    values = {
        "form": form,
        "content": _trimmed(content),
        "active": active,
        "at_once": FILTERS_AT_ONCE,
        "more_url": _address(request.GET.dict(), **{EVERY_FILTER: "all"}) if leaves_out else "",
        "asked_for": EVERY_FILTER in request.GET,
        "active_more": any(request.GET.get(name) for name in names[FILTERS_AT_ONCE:]),
        "toggle": _filters_behind_a_button(len(names)),
        "sort": request.GET.get("sort", ""),
        "clear": clear or request.path,
    }
    return _render("filter_bar", values)


def _filters_behind_a_button(count: int) -> str:
    """Where some filters wait behind a button: everywhere, on a phone, or nowhere (empty)."""
    if count > FILTERS_AT_ONCE:
        return "everywhere"
    return "phone" if count > FILTERS_ON_A_PHONE else ""


@register.simple_block_tag(takes_context=True)
def data_table(context: template.Context, content: str, table: Table[Any]) -> SafeString:
    """A table with its pager. The content is shown instead where there are no rows."""
    request = context["request"]
    parameters = request.GET.dict()
    heads = [(column, *_sorting(column, table.sort, parameters)) for column in table.columns]
    values = {"table": table, "heads": heads, "pages": _pages(context, table), "empty": content}
    return _render("data_table", values)


class Paged(Protocol):
    """What a pager needs to know."""

    @property
    def page(self) -> Page[Any]: ...
    @property
    def total(self) -> CappedCount | None: ...


@register.simple_tag(takes_context=True)
def table_foot(context: template.Context, table: Paged, place: str = "") -> SafeString:
    """The pager alone, below a table whose rows a page writes by itself.

    `place` is the id of the part of the page where the next rows are to be seen.
    """
    pages = {to: f"{at}#{place}" if place else at for to, at in _pages(context, table).items()}
    return _render("table_foot", {"table": table, "pages": pages})


def _pages(context: template.Context, table: Paged) -> dict[str, str]:
    """Where the pages before and after this one are found."""
    parameters = context["request"].GET.dict()
    return {
        "previous": _address(parameters, cursor=table.page.previous),
        "next": _address(parameters, cursor=table.page.next),
    }


def _trimmed(content: str) -> SafeString:
    """What a template wrote between two tags, empty when it wrote nothing but space."""
    return SafeString(content.strip())


def _render(name: str, context: dict[str, Any]) -> SafeString:
    return render_to_string(f"components/{name}.html", context)


def _sorting(column: Column[Any], sort: str, parameters: dict[str, str]) -> tuple[str, str]:
    """How a column is sorted now, in the words of aria-sort, and where its heading leads."""
    if not column.sortable:
        return "", ""
    now = {column.code: "ascending", f"-{column.code}": "descending"}.get(sort, "")
    # Figures are looked at from the largest, words from the first.
    first, second = f"-{column.code}", column.code
    if not column.is_figure:
        first, second = second, first
    return now, _address(parameters, sort=second if sort == first else first)


def _address(parameters: dict[str, str], **changes: str | None) -> str:
    kept = {name: value for name, value in parameters.items() if name != "cursor"} | changes
    return "?" + urlencode({name: value for name, value in kept.items() if value})
