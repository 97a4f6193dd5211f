"""Pages: product lines, regions and industries as trees."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from mainstay.apps.reference import wording
from mainstay.apps.reference.contracts import name_uses, page_actions
from mainstay.apps.reference.models import Branch
from mainstay.apps.reference.policies import PRODUCT_LINES, BranchKind
from mainstay.apps.reference.queries import branches as queries
from mainstay.apps.reference.queries.branches import BranchNode
from mainstay.apps.reference.services import branches as services
from mainstay.apps.reference.web.acts import archived_with_undo, asked, changed, created
from mainstay.apps.reference.web.catalogue_forms import BranchFilterForm, BranchForm
from mainstay.foundation.access.actor import Actor
from mainstay.shell.exports import FileFormat
from mainstay.shell.paging import CappedCount, SequenceRows, paginate
from mainstay.shell.web.access import acting, requires
from mainstay.shell.web.confirmation import Confirmation
from mainstay.shell.web.exporting import asked_format, download
from mainstay.shell.web.submission import writing
from mainstay.shell.web.tables import Badge, Column, Table, Tone

View = Callable[..., HttpResponseBase]


def _of_kind(right: Callable[[BranchKind], str]) -> Callable[[View], View]:
    """Open a page only to those who hold the right that its tree asks for."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, kind: BranchKind, **place: int) -> HttpResponseBase:
            return requires(right(kind))(view)(request, kind, **place)

        return guarded

    return decorate


_reading = _of_kind(lambda kind: kind.view)
_changing = _of_kind(lambda kind: kind.change)


def _address(kind: BranchKind, page: str = "", *args: int) -> str:
    name = f"reference:{kind.code}-{page}" if page else f"reference:{kind.code}"
    return reverse(name, args=args)


def _surroundings(actor: Actor, kind: BranchKind) -> dict[str, Any]:
    """What every page of a tree shows around its own."""
    return {
        "kind": kind,
        "words": wording.BRANCHES[kind.place],
        "list_url": _address(kind),
        "new_url": _address(kind, "new"),
        "of_products": kind is PRODUCT_LINES,
        "may_change": actor.may(kind.change),
    }


@require_safe
@_reading
def branch_list(request: HttpRequest, kind: BranchKind) -> HttpResponse:
    """The tree as an indented list: searched, filtered, a page at a time."""
    actor = acting(request)
    form = BranchFilterForm(request.GET)
    nodes = queries.tree(actor, kind, form.wanted)
    table = Table(
        caption=wording.BRANCHES[kind.place].plural,
        columns=_columns(kind),
        page=paginate(SequenceRows(nodes), ["path"], cursor=request.GET.get("cursor")),
        total=CappedCount(sum(node.found for node in nodes), capped=False),
    )
    context = {
        "table": table,
        "form": form,
        "filtered": any(request.GET.get(name) for name in form.fields),
        "actions": page_actions(actor, kind.place),
        "export_url": _address(kind, "export"),
        **_surroundings(actor, kind),
    }
    return render(request, "reference/branches.html", context)


def _columns(kind: BranchKind) -> list[Column[BranchNode]]:
    return [
        Column(
            "name",
            gettext_lazy("Name"),
            lambda node: "\u2003" * node.depth + node.row.name,
            link=lambda node: _address(kind, "page", node.row.pk),
            wrap=True,
        ),
        Column("code", gettext_lazy("Code"), lambda node: node.row.code),
        Column(
            "status",
            gettext_lazy("Status"),
            lambda node: standing_badge(node.row.is_archived),
            wide=True,
        ),
    ]


def standing_badge(archived: bool) -> Badge:
    """Whether something is in use, as the pages show it."""
    return Badge(_("Archived")) if archived else Badge(_("Current"), Tone.GOOD)


@require_safe
@_reading
def export(request: HttpRequest, kind: BranchKind) -> HttpResponseBase:
    """The filtered list as a file."""
    wanted = BranchFilterForm(request.GET).wanted
    exported = services.export_branches(acting(request), kind, wanted)
    file_format = asked_format(request) or FileFormat.CSV
    return download(request, exported, file_format, _address(kind))


@require_safe
@_reading
def branch_page(request: HttpRequest, kind: BranchKind, key: int) -> HttpResponse:
    """One place of the tree: what stands above and below it, and who uses it."""
    actor = acting(request)
    row = queries.branch_of(actor, kind, key)
    rows = list(queries.below(actor, kind, row))
    uses = [
        (use.label, use.count(actor, row.name), use.address(row.name))
        for use in name_uses(actor, kind.place)
    ]
    if kind is PRODUCT_LINES:
        products = f"{reverse('reference:products')}?line={key}"
        uses.append((_("Products"), queries.products_of(actor, key), products))
    context = {
        "row": row,
        "badge": standing_badge(row.is_archived),
        "above": [
            (each.name, _address(kind, "page", each.pk)) for each in queries.above(actor, kind, row)
        ],
        "below": [(each.name, each.code, _address(kind, "page", each.pk)) for each in rows],
        "uses": uses,
        "is_free": not rows and not any(count for _label, count, _url in uses),
        "urls": {
            page: _address(kind, page, key) for page in ("edit", "archive", "restore", "remove")
        },
        **_surroundings(actor, kind),
    }
    return render(request, "reference/branch.html", context)


@writing
@_changing
def new_branch(request: HttpRequest, kind: BranchKind) -> HttpResponse:
    """A form for one more place of the tree."""
    actor = acting(request)
    form = BranchForm(actor, kind, request.POST or None)
    row = created(request, form, partial(services.create_branch, actor, kind))
    if row is not None:
        messages.success(request, _("%(name)s has been created.") % {"name": row.name})
        return redirect(_address(kind, "page", row.pk))
    words = wording.BRANCHES[kind.place]
    context = {"form": form, "title": words.new, "submit": words.create}
    context |= {"cancel": _address(kind), **_surroundings(actor, kind)}
    return render(request, "reference/branch_form.html", context)


@writing
@_changing
def edit_branch(request: HttpRequest, kind: BranchKind, key: int) -> HttpResponse:
    """A form for one place of the tree."""
    actor = acting(request)
    row = queries.branch_of(actor, kind, key)
    form = BranchForm(actor, kind, request.POST or None, row=row)
    after = changed(request, form, key, partial(services.change_branch, actor, kind))
    if after is not None:
        messages.success(request, _("%(name)s has been changed.") % {"name": after.name})
        return redirect(_address(kind, "page", key))
    context = {"form": form, "row": row, "title": wording.BRANCHES[kind.place].edit}
    context |= {"submit": _("Save"), "cancel": _address(kind, "page", key)}
    context |= _surroundings(actor, kind)
    return render(request, "reference/branch_form.html", context)


@writing
@_changing
def archive(request: HttpRequest, kind: BranchKind, key: int) -> HttpResponse:
    """Ask, then no longer offer a place of the tree."""
    actor = acting(request)
    row = queries.branch_of(actor, kind, key)
    question = Confirmation(
        title=_("Archive %(name)s?") % {"name": row.name},
        text=_("It is no longer offered. What stands below it or belongs to it stays."),
        agree=_("Archive"),
        cancel_url=_address(kind, "page", key),
    )
    done = archived_with_undo(row.name, f"reference:{kind.code}-restore", key)
    return asked(request, question, partial(services.archive_branch, actor, kind, key), done)


@writing
@_changing
def restore(request: HttpRequest, kind: BranchKind, key: int) -> HttpResponse:
    """Ask, then offer an archived place of the tree again."""
    actor = acting(request)
    row = queries.branch_of(actor, kind, key)
    question = Confirmation(
        title=_("Restore %(name)s?") % {"name": row.name},
        text=_("It is offered again."),
        agree=_("Restore"),
        cancel_url=_address(kind, "page", key),
    )
    done = _("%(name)s has been restored.") % {"name": row.name}
    return asked(request, question, partial(services.restore_branch, actor, kind, key), done)


@writing
@_changing
def remove(request: HttpRequest, kind: BranchKind, key: int) -> HttpResponse:
    """Ask, then delete a place of the tree that nothing uses."""
    actor = acting(request)
    row: Branch = queries.branch_of(actor, kind, key)
    question = Confirmation(
        title=_("Delete %(name)s?") % {"name": row.name},
        text=_("Only what is not used and has nothing below it can be deleted."),
        agree=_("Delete"),
        cancel_url=_address(kind, "page", key),
        tone=Tone.BAD,
    )
    done = _("%(name)s has been deleted.") % {"name": row.name}
    act = partial(services.remove_branch, actor, kind, key)
    return asked(request, question, act, done, _address(kind))
