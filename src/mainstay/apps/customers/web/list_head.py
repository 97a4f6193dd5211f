"""What stands above the list of customers: its view, its conditions, what can be done."""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from mainstay.apps.customers import policies
from mainstay.apps.customers.models import CustomerView
from mainstay.apps.customers.queries import views
from mainstay.apps.customers.rules.conditions import without, written
from mainstay.apps.customers.rules.filter_wording import sentence
from mainstay.apps.customers.web.asked import COLUMNS, VIEW, WHERE, AskedList
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.policies import policy_of
from mainstay.shell.web.tables import Badge, Tone

END = "end"
"""In place of a number: after the last one."""


@dataclass(frozen=True, slots=True)
class Chip:
    """One condition in words, where it is changed, and the list without it."""

    words: str
    edit_url: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class ChipGroup:
    """Conditions of which one is to be met, and where another one is added."""

    chips: list[Chip]
    add_url: str


@dataclass(frozen=True, slots=True)
class Tab:
    """A pinned view, or all customers."""

    label: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class ListHead:
    """Everything above the rows but the quick filters."""

    view: CustomerView | None
    title: str
    badge: Badge | None
    is_hidden: bool
    left_out: bool
    faults: list[str]
    tabs: list[Tab]
    groups: list[ChipGroup]
    condition_url: str
    columns_url: str
    save_url: str
    """Where the list becomes a view; empty where that may not be or is of no use."""
    keep_url: str
    """Where the view takes over what is shown; empty where it has it already."""
    discard_url: str
    clear_url: str
    without_conditions: str
    may_keep: bool
    may_change: bool


def list_head(actor: Actor, asked: AskedList) -> ListHead:
    """The head of a list for whoever reads it."""
    view, may_keep = asked.view, actor.may(policies.KEEP_VIEWS)
    may_change = view is not None and may_change_view(actor, view)
    behind = {"list": asked.words()}
    worth_keeping = asked.is_changed or (view is None and _says_something(asked))
    return ListHead(
        view=view,
        title=view.name if view else _("Customers"),
        badge=Badge(_("changes not saved"), Tone.CAUTION) if asked.is_changed else None,
        is_hidden=asked.is_hidden,
        left_out=view is not None and asked.as_saved and asked.read.left_out,
        faults=asked.faults,
        tabs=list(_tabs(asked)),
        groups=_chips(asked),
        condition_url=page_of("customers:condition", **behind, group=END, place=END),
        columns_url=page_of("customers:columns", **behind),
        save_url=page_of("customers:view_new", **behind)
        if may_keep and worth_keeping and not asked.faults
        else "",
        keep_url=_page_of_view("customers:view_keep", view, **behind)
        if view and may_change and asked.is_changed and not asked.faults
        else "",
        discard_url=view_address(view) if view and asked.is_changed else "",
        clear_url=all_customers(),
        without_conditions=asked.address(where=""),
        may_keep=may_keep,
        may_change=may_change,
    )


def may_change_view(actor: Actor, view: CustomerView) -> bool:
    """Whether the actor may change and delete a view."""
    return policy_of(CustomerView).allows(actor, policies.KEEP_VIEWS, view)


def view_address(view: CustomerView) -> str:
    """Where a view is seen."""
    return f"{reverse('customers:list')}?{urlencode({VIEW: view.pk})}"


def all_customers() -> str:
    """The list without a view: it says its order, so that no view opens first."""
    return f"{reverse('customers:list')}?sort=code"


def page_of(name: str, **said: object) -> str:
    """The address of a page about the list."""
    return f"{reverse(name)}?{urlencode(said)}"


def _page_of_view(name: str, view: CustomerView, **said: object) -> str:
    return f"{reverse(name, args=[view.pk])}?{urlencode(said)}"


def _says_something(asked: AskedList) -> bool:
    return asked.is_filtered or COLUMNS in asked.said or asked.sort != "code"


def _tabs(asked: AskedList) -> Iterator[Tab]:
    """All customers, what is pinned, and the view that is shown; nothing where there is no view."""
    pinned = [pin.view for pin in asked.pins]
    if asked.view is not None and asked.view not in pinned:
        pinned.append(asked.view)
    if not pinned:
        return
    yield Tab(_("All customers"), all_customers(), asked.view is None)
    for view in pinned:
        yield Tab(view.name, view_address(view), view == asked.view)


def _chips(asked: AskedList) -> list[ChipGroup]:
    name_of = views.name_people(asked.groups)
    behind = asked.words()
    return [
        ChipGroup(
            [
                Chip(
                    sentence(criterion, name_of),
                    page_of("customers:condition", list=behind, group=group, place=place),
                    asked.address(**{WHERE: written(without(asked.groups, group, place))}),
                )
                for place, criterion in enumerate(criteria)
            ],
            page_of("customers:condition", list=behind, group=group, place=END),
        )
        for group, criteria in enumerate(asked.criteria)
    ]
