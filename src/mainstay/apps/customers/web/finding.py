"""Customers and contacts as the palette finds them."""

from collections.abc import Collection, Iterable
from itertools import islice
from typing import TypeVar

from django.urls import reverse

from mainstay.apps.customers import policies, queries
from mainstay.apps.customers.models import Contact, Customer, CustomerView, Sharing, Status
from mainstay.apps.customers.queries import views
from mainstay.apps.customers.web.list_head import view_address
from mainstay.foundation.access.actor import Actor
from mainstay.kernel.search import search_text, searchable
from mainstay.shell.web.palette.registry import Found

Named = TypeVar("Named", Customer, Contact)

_LOOKED_AT = 200
"""So many are put in order: of names that very many share, the first by code."""


def find_customers(actor: Actor, text: str, most: int) -> list[Found]:
    """Customers called by every word: first whose code or name begins so, archived ones last."""
    rows = queries.visible(actor).select_related(None).order_by("code")
    found = {each.pk: each for each in rows.filter(code=text)}
    found |= {each.pk: each for each in queries.search(rows, text)[:_LOOKED_AT]}
    best = sorted(_best_first(found.values(), text), key=_is_archived)
    return [_customer(each) for each in best[:most]]


def customers_named(actor: Actor, keys: Collection[int]) -> list[Found]:
    """The customers among these keys that the actor sees."""
    return [_customer(each) for each in queries.visible(actor).filter(pk__in=keys)]


def find_contacts(actor: Actor, text: str, most: int) -> list[Found]:
    """Contacts in use called by every word themselves: their customers are found beside them."""
    rows = queries.contacts_called(actor, text, _LOOKED_AT)
    return [_contact(actor, each) for each in _best_first(rows, text)[:most]]


def contacts_named(actor: Actor, keys: Collection[int]) -> list[Found]:
    """The contacts among these keys that the actor sees."""
    return [_contact(actor, each) for each in queries.contacts(actor).filter(pk__in=keys)]


def find_views(actor: Actor, text: str, most: int) -> list[Found]:
    """Views whose names hold every word, those that are pinned first."""
    words = searchable(text).split()
    rows = views.views_at_hand(actor)
    found = (each for each in rows if all(word in _read(each.name) for word in words))
    return [_view(each) for each in islice(found, most)]


def views_named(actor: Actor, keys: Collection[int]) -> list[Found]:
    """The views among these keys that the actor may use."""
    return [_view(each) for each in views.views(actor).filter(pk__in=keys)]


def _read(name: str) -> str:
    return search_text(name, read=[name])


def _view(view: CustomerView) -> Found:
    detail = "" if view.sharing == Sharing.NOBODY else view.owner.full_name
    return Found(view.pk, view.name, detail, view_address(view))


def _best_first(rows: Iterable[Named], text: str) -> list[Named]:
    """First what begins with the text, whole words before parts; the others as they come."""
    wanted = searchable(text)

    def rank(row: Named) -> int:
        # Empty of contacts for who may not see how to reach them.
        lines = (row.search_text or searchable(row.name)).split("\n")
        if wanted in lines:
            return 0
        return 1 if any(line.startswith(wanted) for line in lines) else 2

    return sorted(rows, key=rank)


def _is_archived(customer: Customer) -> bool:
    return customer.status == Status.ARCHIVED


def _customer(customer: Customer) -> Found:
    place = [customer.code, customer.region]
    if _is_archived(customer):
        place.append(str(Status.ARCHIVED.label))
    page = reverse("customers:customer", args=[customer.pk])
    return Found(customer.pk, customer.name, " · ".join(filter(None, place)), page)


def _contact(actor: Actor, contact: Contact) -> Found:
    """Whoever may change a contact gets to its page, everybody else to that of its customer."""
    if actor.may(policies.CHANGE):
        page = reverse("customers:contact", args=[contact.pk])
    else:
        page = reverse("customers:customer", args=[contact.customer_id])
    place = (contact.position, contact.customer.name)
    return Found(contact.pk, contact.name, " · ".join(filter(None, place)), page)
