"""Finding customers and contacts by any part of what they are called."""

from django.db.models import Q, QuerySet

from mainstay.apps.customers.contracts.contacts import REACH
from mainstay.apps.customers.models import Contact, Customer
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.search.grams import GramIndex
from mainstay.kernel.search import searchable

CUSTOMER_INDEX = GramIndex(Customer)
CONTACT_INDEX = GramIndex(Contact)
SORTED = 10_000
"""So many contacts are put in order when they are asked for."""


def search(rows: QuerySet[Customer], text: str) -> QuerySet[Customer]:
    """Those of `rows` whose code, name or short name contains every word of `text`.

    Pinyin and its initials count as the name, and letter case, width and traditional signs do not
    matter.
    """
    return rows.filter(called(text))


def called(text: str) -> Q:
    """The condition on customers that `search` sets."""
    few = CUSTOMER_INDEX.few(searchable(text).split())
    met = holding(text)
    return met if few is None else met & Q(pk__among=few)


def holding(text: str) -> Q:
    """The same without the index, for customers that are few already."""
    met = Q()
    for word in searchable(text).split():
        met &= Q(search_text__contains=word)
    return met


def search_contacts(
    actor: Actor, contacts: QuerySet[Contact], text: str, *, are_few: bool
) -> tuple[QuerySet[Contact], bool]:
    """Those of `contacts` who are, or whose customer is, called by every word of `text`.

    Their numbers and addresses count for who may see them. Also whether they are few enough to be
    put in order; `are_few` says that all of them are.
    """
    own = "search_text" if actor.may(REACH) else "name_text"
    rows, is_narrow = contacts, are_few
    for word in searchable(text).split():
        by_name = Q(**{f"{own}__contains": word})
        rows = rows.filter(by_name | Q(customer__search_text__contains=word))
        # The index is of numbers and addresses too, so not everybody's search asks it.
        if are_few or not actor.may(REACH):
            continue
        people, customers = CONTACT_INDEX.few([word], SORTED), CUSTOMER_INDEX.few([word])
        if people is not None and customers is not None:
            rows = rows.filter(Q(pk__among=people) | Q(customer__among=customers))
            is_narrow = True
    return rows, is_narrow


def called_contacts(
    actor: Actor, contacts: QuerySet[Contact], text: str, *, are_few: bool
) -> tuple[QuerySet[Contact], bool]:
    """The same by their own names, numbers and addresses alone."""
    reaches, words, rows = actor.may(REACH), searchable(text).split(), contacts
    for word in words:
        rows = rows.filter(**{f"{'search_text' if reaches else 'name_text'}__contains": word})
    few = CONTACT_INDEX.few(words, SORTED) if reaches and not are_few else None
    return (rows, are_few) if few is None else (rows.filter(pk__among=few), True)
