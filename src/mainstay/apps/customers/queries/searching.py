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
    words = searchable(text).split()
    met = Q()
    for word in words:
        met &= Q(search_text__contains=word)
    few = CUSTOMER_INDEX.few(words)
    return met if few is None else met & Q(pk__in=few)


def search_contacts(
    actor: Actor, contacts: QuerySet[Contact], text: str
) -> tuple[QuerySet[Contact], bool]:
    """Those of `contacts` who are, or whose customer is, called by every word of `text`.

    Their numbers and addresses count for who may see them. Also whether they are few enough to be
    put in order.
    """
    if not actor.may(REACH):
        return _search_names(contacts, text), False
    rows, is_narrow = contacts, False
    for word in searchable(text).split():
        rows = rows.filter(Q(search_text__contains=word) | Q(customer__search_text__contains=word))
        people, customers = CONTACT_INDEX.few([word], SORTED), CUSTOMER_INDEX.few([word])
        if people is not None and customers is not None:
            rows = rows.filter(Q(pk__in=people) | Q(customer__in=customers))
            is_narrow = True
    return rows, is_narrow


def called_contacts(
    actor: Actor, contacts: QuerySet[Contact], text: str
) -> tuple[QuerySet[Contact], bool]:
    """Those of `contacts` whom every word of `text` calls themselves; and whether they are few.

    Their numbers and addresses count for who may see them.
    """
    reaches, words, rows = actor.may(REACH), searchable(text).split(), contacts
    for word in words:
        rows = rows.filter(**{f"{'search_text' if reaches else 'name_text'}__contains": word})
    few = CONTACT_INDEX.few(words, SORTED) if reaches else None
    return (rows, False) if few is None else (rows.filter(pk__in=few), True)


def _search_names(contacts: QuerySet[Contact], text: str) -> QuerySet[Contact]:
    """The same by names alone; the index is of numbers too, so it is not asked."""
    rows = contacts
    for word in searchable(text).split():
        rows = rows.filter(Q(name_text__contains=word) | Q(customer__search_text__contains=word))
    return rows
