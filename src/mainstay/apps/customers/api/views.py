"""The interface for programs: saved views of the list of customers."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, Literal

from django.http import HttpRequest
from ninja import Field, Query, Router, Schema, Status

from mainstay.apps.customers import policies
from mainstay.apps.customers.models import CustomerView
from mainstay.apps.customers.queries import views as queries
from mainstay.apps.customers.rules.filter_wording import described
from mainstay.apps.customers.rules.views import MOST_COLUMNS, state_of
from mainstay.apps.customers.services import views as services
from mainstay.foundation.access.actor import Actor
from mainstay.shell.api.paging import PageIn, PageOut, page_out
from mainstay.shell.paging import QuerySetRows
from mainstay.shell.web.access import acting, requires

router = Router()


class ViewOwnerOut(Schema):
    """Whose view it is."""

    id: int
    full_name: str


class SharedWithOut(Schema):
    """The team that a view is shared with."""

    id: int
    name: str


class ViewOut(Schema):
    """A saved view.

    Where it filters by what the caller may not see, `readable` is false and `where` and `words` are
    empty; columns and an order that the caller may not see are left out.
    """

    id: int
    name: str
    owner: ViewOwnerOut
    sharing: str
    team: SharedWithOut | None
    readable: bool
    where: str = Field("", description="Conditions, as the list of customers takes them.")
    words: str = Field("", description="The conditions as a sentence.")
    columns: list[str]
    sort: str
    pinned: bool
    version: int
    created_at: datetime
    updated_at: datetime


class ViewFactsIn(Schema):
    """What can be said about a view; what is left out stays."""

    name: str = Field("", max_length=1000)
    sharing: Literal["nobody", "team", "everybody"] = "nobody"
    team: int | None = Field(None, description="Id of a team, with `sharing` a team.")
    where: str = ""
    columns: list[str] = Field([], max_length=MOST_COLUMNS, description="None: the usual ones.")
    sort: str = "code"


class ViewIn(ViewFactsIn):
    """A view to save."""

    name: str = Field(max_length=1000)


class ViewChange(ViewFactsIn):
    """What to change of the view that was read at `version`."""

    version: int


class PinIn(Schema):
    """How a view is pinned; `opens_first` lets the list of customers open with it."""

    opens_first: bool = False


@router.get("", response=PageOut[ViewOut])
@requires(policies.VIEW)
def list_views(request: HttpRequest, page: Query[PageIn]) -> dict[str, Any]:
    """The caller's own views and those that others share with the caller, by name."""
    actor = acting(request)
    found = page_out(request, QuerySetRows(queries.views(actor)), ["name", "pk"], page)
    return {**found, "items": _shown(actor, found["items"])}


@router.post("", response={201: ViewOut})
@requires(policies.KEEP_VIEWS)
def create_view(request: HttpRequest, view: ViewIn) -> Status[Any]:
    """Save a view; without `sharing` for oneself alone."""
    actor = acting(request)
    facts = _facts(view, None)
    return Status(201, _one(actor, services.create_view(actor, **facts).pk))


@router.get("/{int:view_id}", response=ViewOut)
@requires(policies.VIEW)
def get_view(request: HttpRequest, view_id: int) -> dict[str, Any]:
    """One view that the caller may use."""
    return _one(acting(request), view_id)


@router.patch("/{int:view_id}", response=ViewOut)
@requires(policies.KEEP_VIEWS)
def change_view(request: HttpRequest, view_id: int, change: ViewChange) -> dict[str, Any]:
    """Change a view; answers 409 when somebody else changed it since `version`."""
    actor = acting(request)
    facts = _facts(change, before := queries.view(actor, view_id))
    if "state" in facts and "where" not in change.dict(exclude_unset=True):
        _require_readable(actor, before)
    services.change_view(actor, view_id, change.version, **facts)
    return _one(actor, view_id)


@router.delete("/{int:view_id}", response={204: None})
@requires(policies.KEEP_VIEWS)
def delete_view(request: HttpRequest, view_id: int) -> Status[None]:
    """Delete a view, for everybody who sees it."""
    services.delete_view(acting(request), view_id)
    return Status(204, None)


@router.put("/{int:view_id}/pin", response=ViewOut)
@requires(policies.KEEP_VIEWS)
def pin_view(request: HttpRequest, view_id: int, pin: PinIn) -> dict[str, Any]:
    """Keep a view at hand, for the caller alone."""
    actor = acting(request)
    services.pin_view(actor, view_id)
    if pin.opens_first:
        services.open_first(actor, view_id)
    return _one(actor, view_id)


@router.delete("/{int:view_id}/pin", response={204: None})
@requires(policies.KEEP_VIEWS)
def unpin_view(request: HttpRequest, view_id: int) -> Status[None]:
    """Keep a view at hand no longer."""
    services.unpin_view(acting(request), view_id)
    return Status(204, None)


def _facts(said: ViewFactsIn, before: CustomerView | None) -> dict[str, Any]:
    """What was said, conditions, columns and order as one. Raises InvalidFilter."""
    facts: dict[str, Any] = said.dict(exclude_unset=True)
    facts.pop("version", None)
    known = {
        "where": before.where if before else "",
        "columns": before.columns if before else [],
        "sort": before.sort if before else "code",
    }
    state = {name: facts.pop(name) for name in known if name in facts}
    if state:
        facts["state"] = state_of(**{**known, **state})
    return facts


def _require_readable(actor: Actor, view: CustomerView) -> None:
    """Who may not see by what a view filters cannot keep that either. Raises HiddenView."""
    if queries.read_view(view, queries.Catalogue(actor)).criteria is None:
        raise queries.HiddenView(view.pk)


def _one(actor: Actor, view_id: int) -> dict[str, Any]:
    [shown] = _shown(actor, [queries.view(actor, view_id)])
    return shown


def _shown(actor: Actor, views: Iterable[CustomerView]) -> Sequence[dict[str, Any]]:
    known = queries.Catalogue(actor)
    shown = []
    for each in views:
        read = queries.read_view(each, known)
        words = ""
        if read.criteria:
            words = described(read.criteria, queries.name_people(read.state.groups))
        facts = {
            name: getattr(each, name)
            for name in ("id", "name", "owner", "sharing", "team", "version")
        }
        shown.append(
            {
                **facts,
                "readable": read.criteria is not None,
                "where": read.state.where,
                "words": words,
                "columns": list(read.state.columns),
                "sort": read.state.sort,
                "pinned": each.is_pinned,  # type: ignore[attr-defined]
                "created_at": each.created_at,
                "updated_at": each.updated_at,
            }
        )
    return shown
