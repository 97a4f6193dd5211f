"""What the address of a list of customers asks for: a view, conditions, columns, an order.

An address that names a `view` and nothing else shows the view as it was saved. One that says more
says everything: so a view can be tried with other filters, and what is shown can be compared with
what was saved. A list inside a view always says its order.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.http import HttpRequest, QueryDict
from django.urls import reverse

from mainstay.apps.customers import queries
from mainstay.apps.customers.models import Customer, CustomerView, PinnedView
from mainstay.apps.customers.queries import views
from mainstay.apps.customers.queries.list_columns import shown_columns
from mainstay.apps.customers.queries.quick import all_groups
from mainstay.apps.customers.queries.views import Catalogue, ReadView, read_view
from mainstay.apps.customers.rules.conditions import Groups, InvalidFilter, parse
from mainstay.apps.customers.rules.filter_fields import Criteria
from mainstay.apps.customers.rules.filter_wording import described, reason
from mainstay.apps.customers.rules.views import ListState
from mainstay.apps.customers.web.forms import CustomerFilterForm
from mainstay.foundation.access.actor import Actor
from mainstay.shell.web.filters import EVERY_FILTER

WHERE, COLUMNS, VIEW, SORT = "where", "columns", "view", "sort"
_ASIDE = frozenset({VIEW, "cursor", "format", "told", EVERY_FILTER})
_LONGEST_KEY = 18


@dataclass
class AskedList:
    """A list of customers as somebody asked for it. `said` are the words of the address.

    After `settle` the words say everything that a view says.
    """

    actor: Actor
    said: QueryDict
    as_saved: bool = False
    """Whether a view is shown just as it was saved."""

    @classmethod
    def of(cls, actor: Actor, said: QueryDict, *, may_open_first: bool = False) -> "AskedList":
        """Read an address. Raises ViewNotFound."""
        asked = cls(actor, said.copy())
        if may_open_first and not any(said.values()):
            asked._open_first()
        asked._settle()
        return asked

    def _open_first(self) -> None:
        for pin in self.pins:
            if pin.opens_first:
                self.said[VIEW] = str(pin.view_id)

    def _settle(self) -> None:
        for name in [name for name, value in self.said.items() if not value]:
            del self.said[name]
        if self.view is None or self.said.keys() - _ASIDE:
            return
        state = self.read.state
        said = {WHERE: state.where, COLUMNS: ",".join(state.columns), SORT: state.sort}
        for name, value in said.items():
            if value:
                self.said[name] = value
        self.as_saved = True

    @cached_property
    def pins(self) -> list[PinnedView]:
        """What the actor has pinned."""
        return views.pins(self.actor)

    @cached_property
    def known(self) -> Catalogue:
        return Catalogue(self.actor)

    @cached_property
    def view(self) -> CustomerView | None:
        """The view that the address names. Raises ViewNotFound."""
        text = self.said.get(VIEW, "")
        if not text:
            return None
        if not (text.isascii() and text.isdecimal() and len(text) <= _LONGEST_KEY):
            raise views.ViewNotFound(text)
        return views.view(self.actor, int(text))

    @cached_property
    def read(self) -> ReadView:
        """What the view shows to the actor."""
        if self.view is None:
            raise views.ViewNotFound
        return read_view(self.view, self.known)

    @property
    def is_hidden(self) -> bool:
        """Whether the view filters by what the actor may not see: then nothing is shown of it."""
        return self.as_saved and self.read.criteria is None

    @cached_property
    def form(self) -> CustomerFilterForm:
        """The quick filters."""
        return CustomerFilterForm(self.actor, self.said)

    @cached_property
    def _conditions(self) -> tuple[Groups, Criteria, list[str]]:
        try:
            groups = parse(self.said.get(WHERE, ""))
            return groups, self.known.understood(groups), []
        except InvalidFilter as error:
            return (), (), [reason(fault) for fault in error.faults]

    @property
    def groups(self) -> Groups:
        return self._conditions[0]

    @property
    def criteria(self) -> Criteria:
        return self._conditions[1]

    @property
    def criteria_words(self) -> str:
        """All that the list is filtered by, as one sentence."""
        groups = self.state.groups
        return described(self.known.understood(groups), views.name_people(groups))

    @property
    def faults(self) -> list[str]:
        """What is wrong with the conditions, in words."""
        return self._conditions[2]

    @cached_property
    def wanted(self) -> queries.CustomerFilter:
        return self.form.wanted_with(self.groups)

    @property
    def sort(self) -> str:
        asked = self.said.get(SORT, "")
        return asked if self.known.sorts_by(asked) else queries.DEFAULT_SORT

    @property
    def chosen(self) -> tuple[str, ...]:
        """The columns that were chosen; none where the usual ones are shown."""
        if not (said := self.said.get(COLUMNS, "")):
            return ()
        return tuple(shown_columns(self.actor, said.split(",")))

    @property
    def columns(self) -> list[str]:
        return shown_columns(self.actor, self.chosen)

    def rows(self) -> QuerySet[Customer]:
        """The customers that the list shows: none where it does not know which."""
        if self.faults or self.is_hidden:
            return queries.visible(self.actor).none()
        return queries.customers(self.actor, self.wanted, self.sort)

    @property
    def state(self) -> ListState:
        """All that a view would keep of the list."""
        return ListState(all_groups(self.wanted), self.chosen, self.sort)

    @property
    def is_changed(self) -> bool:
        """Whether the list shows something else than the view it is in."""
        if self.view is None or self.as_saved:
            return False
        return not self.state.same_as(self.read.state)

    @property
    def is_filtered(self) -> bool:
        return bool(self.said.keys() - {SORT, "cursor", COLUMNS, VIEW, EVERY_FILTER})

    def address(self, **changes: str) -> str:
        """The address of the same list with something else in it; what is empty falls away."""
        return f"{reverse('customers:list')}?{self.words(**changes)}"

    def words(self, **changes: str) -> str:
        """The same without the path. A list in a view says its order, so that it says all."""
        kept = {name: value for name, value in self.said.items() if name not in _PASSING}
        if not kept.get(SORT):
            kept[SORT] = self.sort
        return urlencode({name: value for name, value in {**kept, **changes}.items() if value})


_PASSING = frozenset({"cursor", "format", "told", EVERY_FILTER})


def asked_in(request: HttpRequest, actor: Actor, **how: Any) -> AskedList:
    """The list of the request's address, whose words then say everything that a view says."""
    asked = AskedList.of(actor, request.GET, **how)
    request.GET = asked.said  # type: ignore[assignment]
    return asked


def asked_behind(request: HttpRequest, actor: Actor) -> AskedList:
    """The list that a page about it was opened from: its words stand in the parameter `list`."""
    return AskedList.of(actor, QueryDict(request.GET.get("list", "")))
