"""Creating, changing, archiving and exporting products.

A product is not deleted: order lines may have its code.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any, TypedDict, Unpack

from django.db.models import QuerySet

from mainstay.apps.reference.models import Product, ProductLine
from mainstay.apps.reference.policies import CHANGE_PRODUCTS, VIEW_PRODUCTS
from mainstay.apps.reference.queries.products import (
    DEFAULT_SORT,
    ProductFilter,
    ProductNotFound,
    products,
)
from mainstay.apps.reference.rules.catalogue import (
    VersionConflict,
    period_problems,
    search_text,
    text_problems,
)
from mainstay.apps.reference.rules.rates import Problem
from mainstay.apps.reference.services.branches import AT_ONCE, answer
from mainstay.apps.reference.services.refusals import refused
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.shell.exports import ExportedList

FIELDS = ("code", "name", "unit", "category", "line", "sold_from", "sold_until", "archived")
"""The headings of an export, which an import knows too."""


class ProductFacts(TypedDict, total=False):
    """What may be said of a product; what is left out stays."""

    code: str
    name: str
    unit: str
    category: str
    line_id: int | None
    sold_from: date | None
    sold_until: date | None


@service(CHANGE_PRODUCTS)
def create_product(actor: Actor, **facts: Unpack[ProductFacts]) -> Product:
    """Add a product. Raises ValidationError naming the fields."""
    row = Product()
    _assign(row, {"code": "", "name": "", **facts})
    row.save()
    changes = {name: [None, value] for name, value in _told(row).items()}
    audit.record(actor, "reference.product.created", subject=row, changes=changes)
    return row


@service(CHANGE_PRODUCTS)
def change_product(actor: Actor, key: int, version: int, **facts: Unpack[ProductFacts]) -> Product:
    """Change what `facts` names of the product that was read at `version`.

    Order lines keep what they came with. Raises ProductNotFound, VersionConflict when somebody was
    faster, and ValidationError naming the fields.
    """
    row = _locked(actor, key)
    if row.version != version:
        raise VersionConflict(key)
    before = _told(row)
    _assign(row, facts)
    _save_edit(actor, row, before)
    return row


@service(CHANGE_PRODUCTS)
def archive_product(actor: Actor, key: int) -> Product:
    """Put a product away; order lines with its code stay and count. Raises ProductNotFound."""
    return _put_away(actor, key, archived=True)


@service(CHANGE_PRODUCTS)
def restore_product(actor: Actor, key: int) -> Product:
    """Bring an archived product back. Raises ProductNotFound."""
    return _put_away(actor, key, archived=False)


@service(VIEW_PRODUCTS)
def export_products(
    actor: Actor, wanted: ProductFilter | None = None, sort: str = DEFAULT_SORT
) -> ExportedList:
    """The products that are wanted, audited when asked for. Raises UnknownProductSort."""
    rows = products(actor, wanted, sort)
    audit.record(actor, "reference.products.exported", rows=rows.count())
    return ExportedList("products", FIELDS, _rows(rows.iterator(AT_ONCE)))


def _rows(rows: Iterable[Product]) -> Iterator[Sequence[Any]]:
    for row in rows:
        yield (
            row.code,
            row.name,
            row.unit,
            row.category,
            row.line.code if row.line else "",
            row.sold_from,
            row.sold_until,
            answer(row.is_archived),
        )


def every_product() -> QuerySet[Product]:
    """All products."""
    return Product.objects.system("codes are one for everybody")


def every_line() -> QuerySet[ProductLine]:
    """All product lines."""
    return ProductLine.objects.system("who keeps products keeps their lines")


def _locked(actor: Actor, key: int) -> Product:
    rows = every_product().select_related("line").select_for_update(of=("self",))
    row = rows.filter(pk=key).first()
    if row is None:
        raise ProductNotFound(key)
    require(actor, CHANGE_PRODUCTS, row)
    return row


def _put_away(actor: Actor, key: int, *, archived: bool) -> Product:
    row = _locked(actor, key)
    before = _told(row)
    row.is_archived = archived
    _save_edit(actor, row, before)
    return row


def _save_edit(actor: Actor, row: Product, before: dict[str, Any]) -> None:
    after = _told(row)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        row.version += 1
        row.save()
        audit.record(actor, "reference.product.changed", subject=row, changes=changes)


def _assign(row: Product, facts: ProductFacts) -> None:
    """Check the facts and put them on the product, unsaved."""
    tidy: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in facts.items()
    }
    problems = list(text_problems(tidy))
    code = tidy.get("code")
    if code and every_product().filter(code=code).exclude(pk=row.pk).exists():
        problems.append(Problem("code", "code_in_use"))
    line = tidy.get("line_id")
    if line is not None and not every_line().filter(pk=line).exists():
        problems.append(Problem("line_id", "unknown_line"))
    if {"sold_from", "sold_until"} & tidy.keys():
        sold_from = tidy.get("sold_from", row.sold_from)
        problems += period_problems(sold_from, tidy.get("sold_until", row.sold_until))
    if problems:
        raise refused(problems)
    for name, value in tidy.items():
        setattr(row, name, value)
    row.search_text = search_text(row.code, row.name)


def _told(row: Product) -> dict[str, Any]:
    """The facts as the audit trail tells them."""
    return {
        "code": row.code,
        "name": row.name,
        "unit": row.unit,
        "category": row.category,
        "line": row.line.code if row.line else "",
        "sold_from": row.sold_from and row.sold_from.isoformat(),
        "sold_until": row.sold_until and row.sold_until.isoformat(),
        "archived": row.is_archived,
    }
