"""Importing products, product lines, regions and industries from files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from mainstay.apps.ledger.cleaning.catalogue import clean_fields, clean_products
from mainstay.apps.ledger.cleaning.fields import FIELDS, Kind
from mainstay.apps.ledger.services.importing.reference_files import (
    Problem,
    ReferenceFile,
    ReferenceReport,
    Row,
    RowKind,
    take_file,
)
from mainstay.apps.reference.contracts import CHANGE_PRODUCTS, Taken
from mainstay.apps.reference.queries.branches import (
    INDUSTRIES,
    PRODUCT_LINES,
    REGIONS,
    BranchKind,
)
from mainstay.apps.reference.services import branch_files, product_files
from mainstay.apps.reference.services.branch_files import FileBranch, take_branches
from mainstay.apps.reference.services.product_files import FileProduct, take_products
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service

MOST_RECORDS = 200_000
"""More than a company sells, and than a country has of places."""
TREE_OPTIONS = ("encoding", "sheet")
"""The decisions that say something about a file of a tree, which has no dates."""
_PRODUCT = {"code": "product_code", "name": "product_name", "line": "line_code"}
"""What a file calls the facts of a product that have another name there."""


@dataclass(frozen=True, slots=True)
class _Named:
    """A problem under the name that the file has for its field."""

    field: str
    code: str


@service(CHANGE_PRODUCTS, atomic=False)
def import_products(actor: Actor, file: ReferenceFile, *, commit: bool = True) -> ReferenceReport:
    """Set the products that a file brings, all sound ones or none; without `commit` only tell.

    A product that is known already becomes what the file says; where it says nothing, what is
    known stays. Raises ImportFailed.
    """

    def take(rows: Sequence[Row]) -> Taken:
        facts = [_product(row) for row in rows]
        taken = take_products(actor, facts, file_name=file.name[:255], commit=commit)
        return _with_names(taken, _PRODUCT)

    return take_file(actor, file, _PRODUCTS, take, commit=commit)


def import_branches(
    actor: Actor, kind: BranchKind, file: ReferenceFile, *, commit: bool = True
) -> ReferenceReport:
    """Set what a file brings of a tree, all sound ones or none; without `commit` only tell.

    Parents may come later in the file. Raises ImportFailed.
    """
    return service(kind.change, atomic=False)(_import_branches)(actor, kind, file, commit=commit)


def _import_branches(
    actor: Actor, kind: BranchKind, file: ReferenceFile, *, commit: bool
) -> ReferenceReport:
    rows_kind, names = _TREES[kind.code]

    def take(rows: Sequence[Row]) -> Taken:
        facts = [_branch(row, names) for row in rows]
        taken = take_branches(actor, kind, facts, file_name=file.name[:255], commit=commit)
        return _with_names(taken, names)

    return take_file(actor, file, rows_kind, take, commit=commit)


def _product(row: Row) -> FileProduct:
    return FileProduct(
        code=row["product_code"],
        name=row["product_name"],
        unit=row["unit"],
        category=row["category"],
        line=row["line_code"],
        sold_from=row["sold_from"],
        sold_until=row["sold_until"],
        archived=row["archived"],
    )


def _branch(row: Row, names: Mapping[str, str]) -> FileBranch:
    return FileBranch(row[names["code"]], row[names["name"]], row["above"], row["archived"])


def _problems(found: Sequence[Problem], names: Mapping[str, str]) -> list[_Named]:
    return [_Named(names.get(each.field, each.field), each.code) for each in found]


def _with_names(taken: Taken, names: Mapping[str, str]) -> Taken:
    refusals = tuple(
        replace(each, field=names.get(each.field, each.field)) for each in taken.refusals
    )
    return replace(taken, refusals=refusals)


def _row_kind(kind: Kind, names: Mapping[str, str]) -> RowKind:
    key, *content = FIELDS[kind]
    return RowKind(
        kind=kind,
        clean=partial(clean_fields, FIELDS[kind]),
        problems=lambda row: _problems(branch_files.problems_of(_branch(row, names)), names),
        key=(key,),
        content=tuple(content),
        most=MOST_RECORDS,
        too_many="too_many_records",
    )


_PRODUCTS = RowKind(
    kind="products",
    clean=clean_products,
    problems=lambda row: _problems(product_files.problems_of(_product(row)), _PRODUCT),
    key=FIELDS["products"][:1],
    content=FIELDS["products"][1:],
    most=MOST_RECORDS,
    too_many="too_many_records",
)


def _tree(kind: Kind, prefix: str) -> tuple[RowKind, dict[str, str]]:
    names = {"code": f"{prefix}_code", "name": f"{prefix}_name", "parent": "above"}
    return _row_kind(kind, names), names


_TREES = {
    PRODUCT_LINES.code: _tree("product-lines", "line"),
    REGIONS.code: _tree("regions", "region"),
    INDUSTRIES.code: _tree("industries", "industry"),
}
"""How the rows of each tree are read, and what a file calls code and name."""
