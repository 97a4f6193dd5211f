"""Reads of products."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from mainstay.apps.governance import queries as governance
from mainstay.apps.reference.models import Product
from mainstay.apps.reference.policies import PRODUCT_LINES
from mainstay.apps.reference.queries.branches import keys_below
from mainstay.foundation.access.actor import Actor
from mainstay.kernel.text import search_form

SORTABLE = ("code", "name", "category", "sold_from", "sold_until")
DEFAULT_SORT = "code"
CURRENT, SOLD, ARCHIVED, EVERY = "", "sold", "archived", "all"
"""Which products to list: those not put away, those of them sold today, those put away, or all."""
NO_LINE = "none"
_KEY_DIGITS = 18
"""No key has more; a longer number would not fit the database's integers."""


class ProductNotFound(LookupError):
    """There is no such product."""


class UnknownProductSort(ValueError):
    """The list cannot be ordered by this."""


@dataclass(frozen=True, slots=True)
class ProductFilter:
    """Which products to list; what is left empty does not matter.

    `line` is the key of a product line, which stands for those below it too, or `NO_LINE`.
    """

    text: str = ""
    line: str = ""
    category: str = ""
    standing: str = CURRENT


def products(
    actor: Actor, wanted: ProductFilter | None = None, sort: str = DEFAULT_SORT
) -> QuerySet[Product]:
    """The products the actor may see and wants, in order, with line. Raises UnknownProductSort."""
    if sort.removeprefix("-") not in SORTABLE:
        raise UnknownProductSort(sort)
    wanted = wanted or ProductFilter(standing=EVERY)
    rows = Product.objects.visible_to(actor).select_related("line").filter(_standing(wanted))
    if wanted.category:
        rows = rows.filter(category=wanted.category)
    if wanted.line:
        rows = rows.filter(_of_line(actor, wanted.line))
    for word in search_form(wanted.text).split():
        rows = rows.filter(search_text__contains=word)
    return rows.order_by(sort, "pk")


def _standing(wanted: ProductFilter) -> Q:
    if wanted.standing == EVERY:
        return Q()
    if wanted.standing == ARCHIVED:
        return Q(is_archived=True)
    current = Q(is_archived=False)
    return current & _sold_today() if wanted.standing == SOLD else current


def _sold_today() -> Q:
    """The condition that a product is sold today."""
    today = governance.today()
    begun = Q(sold_from=None) | Q(sold_from__lte=today)
    return begun & (Q(sold_until=None) | Q(sold_until__gte=today))


def _of_line(actor: Actor, line: str) -> Q:
    if line == NO_LINE:
        return Q(line=None)
    known = line.isdecimal() and len(line) <= _KEY_DIGITS
    return Q(line_id__in=keys_below(actor, PRODUCT_LINES, int(line))) if known else Q(pk__in=())


def product_of(actor: Actor, key: int) -> Product:
    """One product, with its line. Raises ProductNotFound."""
    found = products(actor).filter(pk=key).first()
    if found is None:
        raise ProductNotFound(key)
    return found


def categories(actor: Actor) -> list[str]:
    """The categories that products have, in order."""
    rows = Product.objects.visible_to(actor).exclude(category="").order_by("category")
    return list(rows.values_list("category", flat=True).distinct())
