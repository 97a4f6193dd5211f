"""Taking products from a file: new ones, and what is other than known."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mainstay.apps.reference.contracts import Change, Refusal, Taken
from mainstay.apps.reference.models import Product
from mainstay.apps.reference.policies import CHANGE_PRODUCTS
from mainstay.apps.reference.rules.catalogue import period_problems, search_text, text_problems
from mainstay.apps.reference.rules.rates import Problem
from mainstay.apps.reference.services.branches import AT_ONCE
from mainstay.apps.reference.services.products import every_line, every_product
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit

_TOLD = ("name", "unit", "category", "line_id", "sold_from", "sold_until", "is_archived")


@dataclass(frozen=True, slots=True)
class FileProduct:
    """A product as a file brings it; what can be told from it alone has been checked.

    None where the file says nothing: what is known stays. `line` is a code.
    """

    code: str
    name: str | None = None
    unit: str | None = None
    category: str | None = None
    line: str | None = None
    sold_from: date | None = None
    sold_until: date | None = None
    archived: bool | None = None


def problems_of(facts: FileProduct) -> list[Problem]:
    """What is wrong with a product that a file brings, whatever is known."""
    texts = {name: getattr(facts, name) for name in ("code", "name", "unit", "category")}
    return [*text_problems(texts), *period_problems(facts.sold_from, facts.sold_until)]


@service(CHANGE_PRODUCTS)
def take_products(
    actor: Actor, facts: Sequence[FileProduct], *, file_name: str, commit: bool = True
) -> Taken:
    """Set the products that a file brings, each code once; the file's word wins.

    One without a name, of a line that is not there, or with days in the wrong order beside those
    that are known, is refused. Without `commit` it only counts.
    """
    known = known_products([each.code for each in facts])
    lines = dict(every_line().values_list("code", "pk"))
    new: list[Product] = []
    other: list[Product] = []
    refusals, confirmed, changes = [], [], []
    for place, each in enumerate(facts):
        row = known.get(each.code)
        before = None if row is None else product_facts(row)
        after = _merged(before, each, lines)
        problem = _problem(after, each)
        if problem:
            refusals.append(Refusal(place, problem.field, problem.code))
        elif before == after:
            confirmed.append(each.code)
        else:
            row = row or Product(code=each.code)
            put_facts(row, after)
            (new if before is None else other).append(row)
            kept = None if before is None else plain_facts(before)
            changes.append(Change(each.code, kept, plain_facts(after)))
    taken = Taken(
        len(new),
        len(other),
        len(confirmed),
        tuple(refusals),
        changes=tuple(changes),
        confirmed=tuple(confirmed),
    )
    if commit and (new or other):
        every_product().bulk_create(new, batch_size=AT_ONCE)
        save_all(other)
        audit.record(actor, "reference.products.imported", file=file_name, **taken.counts)
    return taken


def known_products(codes: Sequence[str]) -> dict[str, Product]:
    """Those of these codes that there are, held until the transaction ends."""
    found: dict[str, Product] = {}
    rows = every_product().select_for_update()
    for start in range(0, len(codes), AT_ONCE):
        found |= {row.code: row for row in rows.filter(code__in=codes[start : start + AT_ONCE])}
    return found


def product_facts(row: Product) -> dict[str, Any]:
    """What a file can say of a product."""
    return {name: getattr(row, name) for name in _TOLD}


def _merged(
    before: Mapping[str, Any] | None, said: FileProduct, lines: Mapping[str, int]
) -> dict[str, Any]:
    """What the product is once the file has its word; 0 stands for a line that is not there."""
    brought = {
        "name": said.name,
        "unit": said.unit,
        "category": said.category,
        "line_id": None if said.line is None else lines.get(said.line, 0),
        "sold_from": said.sold_from,
        "sold_until": said.sold_until,
        "is_archived": said.archived,
    }
    blank = {**dict.fromkeys(_TOLD), "unit": "", "category": "", "is_archived": False}
    said_only = {name: value for name, value in brought.items() if value is not None}
    return {**(before or blank), **said_only}


def _problem(facts: Mapping[str, Any], said: FileProduct) -> Problem | None:
    if facts["name"] is None:
        return Problem("name", "missing")
    if facts["line_id"] == 0:
        return Problem("line", "unknown_line")
    late = [*period_problems(facts["sold_from"], facts["sold_until"])]
    if not late:
        return None
    # The day that the file brings is at fault, not the one that is known.
    return Problem("sold_until" if said.sold_until else "sold_from", late[0].code)


def plain_facts(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts of a product as they are kept for an undo."""
    return {
        name: value.isoformat() if isinstance(value, date) else value
        for name, value in facts.items()
    }


def put_facts(row: Product, facts: Mapping[str, Any]) -> None:
    """Give a product these facts, unsaved."""
    for name, value in facts.items():
        setattr(row, name, value)
    row.search_text = search_text(row.code, row.name)
    if row.pk is not None:
        row.version += 1


def save_all(rows: Sequence[Product]) -> None:
    """Save the facts that `put_facts` gave."""
    names = [*_TOLD, "search_text", "version"]
    every_product().bulk_update(rows, names, batch_size=AT_ONCE)
