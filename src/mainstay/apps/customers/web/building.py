"""Pages about a list: making a condition, choosing columns. They work as dialogs and as pages."""

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.views.decorators.http import require_safe

from mainstay.apps.customers import policies
from mainstay.apps.customers.queries.list_columns import NAME, all_columns, usual_columns
from mainstay.apps.customers.rules.conditions import (
    Condition,
    Fault,
    Groups,
    InvalidFilter,
    check_size,
    parse,
    put,
    written,
)
from mainstay.apps.customers.rules.filter_wording import REASONS
from mainstay.apps.customers.web.asked import COLUMNS, WHERE, AskedList, asked_behind
from mainstay.apps.customers.web.condition_form import ConditionForm
from mainstay.apps.customers.web.list_columns import column_labels
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.partials import is_part, on_to

_FAR = 10_000


def layout(request: HttpRequest) -> str:
    """A dialog where htmx asks, a page everywhere else."""
    return "layouts/dialog.html" if is_part(request) else "layouts/base.html"


@require_safe
@requires(policies.VIEW)
def condition(request: HttpRequest) -> HttpResponse:
    """One condition of the list in `list`: a new one, or that of a group at a place."""
    actor = acting(request)
    asked = asked_behind(request, actor)
    group, place = (_number(request.GET.get(name, "")) for name in ("group", "place"))
    current = _at(asked.groups, group, place)
    form = ConditionForm(actor, asked.known.fields, request.GET, current)
    error = ""
    if request.GET.get("set"):
        try:
            groups = put(asked.groups, form.condition(), group, place)
            checked = parse(written(groups))
            check_size(checked)
            asked.known.understood(checked)
            return on_to(request, asked.address(**{WHERE: written(checked)}))
        except InvalidFilter as invalid:
            error = _short_reason(invalid.faults[0])
    context = {
        "layout": layout(request),
        "form": form,
        "behind": request.GET.get("list", ""),
        "group": request.GET.get("group", ""),
        "place": request.GET.get("place", ""),
        "is_new": current is None,
        "is_alternative": current is None and group < len(asked.groups),
        "error": error,
        "back": asked.address(),
    }
    return render(request, "customers/condition.html", context)


def _short_reason(fault: Fault) -> str:
    said = str(REASONS[fault.code])
    return said % {"about": fault.about} if "%(about)" in said else said


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else _FAR  # noqa: PLR2004


def _at(groups: Groups, group: int, place: int) -> Condition | None:
    inside = group < len(groups) and place < len(groups[group])
    return groups[group][place] if inside else None


@dataclass(frozen=True, slots=True)
class Choice:
    """A column that can be shown."""

    code: str
    label: str | Promise
    shown: bool
    first: bool = False
    last: bool = False


@require_safe
@requires(policies.VIEW)
def columns(request: HttpRequest) -> HttpResponse:
    """The columns of the list in `list`: which, and in which order."""
    actor = acting(request)
    asked = asked_behind(request, actor)
    known = all_columns(actor)
    shown = [code for code in dict.fromkeys(request.GET.getlist("shown")) if code in known]
    shown = _with_name(shown) if shown else asked.columns
    if request.GET.get("set"):
        chosen = "" if shown == usual_columns(actor) else ",".join(shown)
        return on_to(request, asked.address(**{COLUMNS: chosen}))
    shown = _moved(shown, request.GET.get("move", ""))
    context = {
        "layout": layout(request),
        "choices": _column_choices(asked, shown, known),
        "behind": request.GET.get("list", ""),
        "back": asked.address(),
        "usual": asked.address(**{COLUMNS: ""}),
    }
    return render(request, "customers/columns.html", context)


def _with_name(shown: list[str]) -> list[str]:
    return shown if NAME in shown else [NAME, *shown]


def _moved(shown: list[str], move: str) -> list[str]:
    """The columns with one of them a place further up or down."""
    way, _colon, code = move.partition(":")
    if code not in shown or way not in {"up", "down"}:
        return shown
    at = shown.index(code)
    to = min(max(at + (-1 if way == "up" else 1), 0), len(shown) - 1)
    moved = [each for each in shown if each != code]
    moved.insert(to, code)
    return moved


def _column_choices(asked: AskedList, shown: list[str], known: list[str]) -> list[Choice]:
    labels = column_labels(asked.actor)
    chosen = [
        Choice(code, labels[code], True, place == 0, place == len(shown) - 1)
        for place, code in enumerate(shown)
    ]
    others = sorted((code for code in known if code not in shown), key=known.index)
    return [*chosen, *(Choice(code, labels[code], False) for code in others)]
