"""Reads of saved views: which there are for somebody, and what one of them shows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Exists, OuterRef, QuerySet
from django.utils.translation import gettext as _

from mainstay.apps.customers.models import CustomerView, PinnedView
from mainstay.apps.customers.queries.filter_fields import fields_named, filter_fields
from mainstay.apps.customers.queries.list_columns import known_columns
from mainstay.apps.customers.queries.listing import DEFAULT_SORT, is_sortable
from mainstay.apps.customers.rules.conditions import Groups, InvalidFilter, parse
from mainstay.apps.customers.rules.filter_fields import Criteria, FilterField, understood
from mainstay.apps.customers.rules.filter_wording import PersonName
from mainstay.apps.customers.rules.views import ListState
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor


class ViewNotFound(LookupError):
    """There is no such view, or none that the actor may see."""


class HiddenView(Exception):
    """The view filters by what the actor may not see, or by what is no more."""


def views(actor: Actor) -> QuerySet[CustomerView]:
    """The views the actor may use, by name, each with its owner, team and whether it is pinned."""
    return _views(actor, "name", "pk")


def views_at_hand(actor: Actor) -> QuerySet[CustomerView]:
    """The same with those that the actor has pinned before the others."""
    return _views(actor, "-is_pinned", "name", "pk")


def _views(actor: Actor, *order: str) -> QuerySet[CustomerView]:
    pinned = PinnedView.objects.visible_to(actor).filter(view=OuterRef("pk"))
    rows = CustomerView.objects.visible_to(actor).select_related("owner", "team")
    return rows.annotate(is_pinned=Exists(pinned)).order_by(*order)


def view(actor: Actor, view_id: int) -> CustomerView:
    """One view, as `views` gives it. Raises ViewNotFound."""
    found = views(actor).filter(pk=view_id).first()
    if found is None:
        raise ViewNotFound(view_id)
    return found


def view_named(actor: Actor, name: str) -> CustomerView:
    """The view of this name, the actor's own before one that is shared. Raises ViewNotFound."""
    found = sorted(views(actor).filter(name=name), key=lambda row: row.owner_id != actor.person_id)
    if not found:
        raise ViewNotFound(name)
    return found[0]


def pins(actor: Actor) -> list[PinnedView]:
    """What the actor has pinned and may still see, in order."""
    own = PinnedView.objects.visible_to(actor).select_related("view").order_by("place", "pk")
    pinned = list(own)
    if not pinned:
        return []  # as of most people, for every list
    there = CustomerView.objects.visible_to(actor).order_by()
    seen = there.filter(pk__in=[pin.view_id for pin in pinned]).values_list("pk", flat=True)
    usable = set(seen)
    return [pin for pin in pinned if pin.view_id in usable]


def pinned_by(view: CustomerView) -> int:
    """How many people have pinned a view."""
    rows = PinnedView.objects.system("how many would miss a view").filter(view=view)
    return rows.count()


@dataclass(frozen=True)
class Catalogue:
    """What somebody may filter by, see in a column and sort by."""

    actor: Actor

    @cached_property
    def fields(self) -> Mapping[str, FilterField]:
        return filter_fields(self.actor)

    def columns(self, codes: Collection[str]) -> list[str]:
        """Those of the codes that name a column."""
        return known_columns(self.actor, codes)

    def sorts_by(self, sort: str) -> bool:
        """Whether a list can be ordered by this."""
        return is_sortable(self.actor, sort)

    def understood(self, groups: Groups) -> Criteria:
        """What the conditions mean. Raises InvalidFilter."""
        return understood(groups, fields_named(self.actor, groups)) if groups else ()


@dataclass(frozen=True, slots=True)
class ReadView:
    """A view as somebody reads it.

    Where it filters by what the reader may not see, or by what is no more, `criteria` is None:
    then it shows nothing, and does not say by what it filters. `left_out` is whether columns or
    the order are not the reader's to see.
    """

    state: ListState
    criteria: Criteria | None
    left_out: bool = False


def read_view(view: CustomerView, known: Catalogue) -> ReadView:
    """What a view shows to those who may see what is known."""
    columns = tuple(known.columns(view.columns))
    sort = view.sort if known.sorts_by(view.sort) else DEFAULT_SORT
    left_out = len(columns) < len(view.columns) or sort != view.sort
    try:
        state = ListState(parse(view.where), columns, sort)
        return ReadView(state, known.understood(state.groups), left_out)
    except InvalidFilter:
        return ReadView(ListState((), columns, sort), None, left_out)


def name_people(groups: Groups) -> PersonName:
    """What the people whom conditions name are called; asked for only where there are any."""
    if not any(each.field == "owner" and each.values for group in groups for each in group):
        return str
    names = {each.person_id: each.full_name for each in governance.colleagues()}
    return lambda key: names.get(key) or _("somebody who has left")
