"""Reads of product lines, regions and industries: trees whose places have a code and a name."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from mainstay.apps.reference.models import Branch, Industry, Product
from mainstay.apps.reference.policies import INDUSTRIES, PRODUCT_LINES, REGIONS, BranchKind
from mainstay.foundation.access.actor import Actor
from mainstay.kernel.text import search_form
from mainstay.kernel.trees import in_order, with_ancestors, with_descendants

__all__ = [
    "ARCHIVED",
    "CURRENT",
    "DEFAULT_SORT",
    "EVERY",
    "INDUSTRIES",
    "PRODUCT_LINES",
    "REGIONS",
    "BranchFilter",
    "BranchKind",
    "BranchNode",
    "BranchNotFound",
    "UnknownBranchSort",
    "above",
    "below",
    "branch_of",
    "branches",
    "industry_forms",
    "industry_names",
    "keys_below",
    "name_paths",
    "offered",
    "products_of",
    "region_names",
    "tree",
]

CURRENT, ARCHIVED, EVERY = "", "archived", "all"
"""Which ones to list: those in use, those put away, or both."""
SORTABLE = ("code", "name")
DEFAULT_SORT = "code"


class BranchNotFound(LookupError):
    """There is no such product line, region or industry."""


class UnknownBranchSort(ValueError):
    """The list cannot be ordered by this."""


@dataclass(frozen=True, slots=True)
class BranchFilter:
    """Which ones to list; what is left empty does not matter."""

    text: str = ""
    standing: str = CURRENT


@dataclass(frozen=True, slots=True)
class BranchNode:
    """One at its place in the tree: `depth` 0 is the top."""

    row: Branch
    depth: int
    path: str
    """Tells all nodes apart, in the order of the tree."""
    found: bool
    """False for one that is only there to show where others stand."""


def branches(
    actor: Actor, kind: BranchKind, wanted: BranchFilter | None = None, sort: str = DEFAULT_SORT
) -> QuerySet[Branch]:
    """Those that the actor may see and wants, with their parents. Raises UnknownBranchSort."""
    if sort.removeprefix("-") not in SORTABLE:
        raise UnknownBranchSort(sort)
    wanted = wanted or BranchFilter(standing=EVERY)
    rows = kind.model.objects.visible_to(actor).select_related("parent")
    if wanted.standing != EVERY:
        rows = rows.filter(is_archived=wanted.standing == ARCHIVED)
    for word in search_form(wanted.text).split():
        rows = rows.filter(search_text__contains=word)
    return rows.order_by(sort, "pk")


def branch_of(actor: Actor, kind: BranchKind, key: int) -> Branch:
    """One of them. Raises BranchNotFound."""
    found = branches(actor, kind).filter(pk=key).first()
    if found is None:
        raise BranchNotFound(key)
    return found


def tree(
    actor: Actor, kind: BranchKind, wanted: BranchFilter | None = None
) -> Sequence[BranchNode]:
    """Those that are wanted, each followed by those below it, with all that stand above them."""
    rows = {row.pk: row for row in branches(actor, kind)}
    parents = {key: row.parent_id for key, row in rows.items()}
    hits = set(branches(actor, kind, wanted).values_list("pk", flat=True)) if wanted else set(rows)
    shown = with_ancestors(hits, parents)
    nodes = []
    paths: dict[int | None, str] = {None: ""}
    for key, depth in in_order(parents):
        row = rows[key]
        # No code holds a control character, so this one sorts a branch before all others.
        paths[key] = f"{paths.get(row.parent_id, '')}{row.code}\x1f"
        if key in shown:
            nodes.append(BranchNode(row, depth, paths[key], key in hits))
    return nodes


def above(actor: Actor, kind: BranchKind, row: Branch) -> list[Branch]:
    """The ones above a branch, the top first."""
    rows = {each.pk: each for each in branches(actor, kind)}
    path: list[Branch] = []
    key = row.parent_id
    while key in rows:
        path.insert(0, rows[key])
        key = rows[key].parent_id
    return path


def below(actor: Actor, kind: BranchKind, row: Branch) -> QuerySet[Branch]:
    """The ones right below a branch."""
    rows: QuerySet[Any] = branches(actor, kind)  # an abstract model's relations have no types
    return rows.filter(parent_id=row.pk)


def keys_below(actor: Actor, kind: BranchKind, key: int) -> set[int]:
    """A branch and all below it, by key."""
    return with_descendants(key, {row.pk: row.parent_id for row in branches(actor, kind)})


def offered(actor: Actor, kind: BranchKind, *also: int | None) -> list[tuple[int, str]]:
    """What a form offers: the current ones and `also`, set in by their depth."""
    return [
        (node.row.pk, "\u2003" * node.depth + node.row.name)
        for node in tree(actor, kind)
        if not node.row.is_archived or node.row.pk in also
    ]


def region_names(actor: Actor) -> list[str]:
    """The names of the current regions, each once, in order."""
    return _names(actor, REGIONS)


def industry_names(actor: Actor) -> list[str]:
    """The names of the current industries, each once, in order."""
    return _names(actor, INDUSTRIES)


def name_paths(kind: BranchKind) -> dict[str, tuple[str, ...]]:
    """By the name of each place of a tree the names from it up to the top.

    Customers hold names: one that several places bear leads to nothing above, since a customer's
    text does not say which of them is meant.
    """
    rows: QuerySet[Any] = kind.model.objects.system(
        "figures of a place are those of the places below it"
    )
    known = {key: (name, above) for key, name, above in rows.values_list("pk", "name", "parent_id")}
    bearing = Counter(name for name, _above in known.values())
    paths = {}
    for name, above in known.values():
        path, upper = [name], above
        while bearing[name] == 1 and upper in known and len(path) < len(known):
            path.append(known[upper][0])
            upper = known[upper][1]
        paths[name] = tuple(path)
    return paths


def industry_forms() -> dict[str, str]:
    """The name of each industry by what stands for it in files: its code and its name."""
    rows = Industry.objects.system("a file names industries by code or by name")
    pairs = list(rows.order_by("code").values_list("code", "name"))
    by_code = {search_form(code): name for code, name in pairs}
    return by_code | {search_form(name): name for _code, name in pairs}


def _names(actor: Actor, kind: BranchKind) -> list[str]:
    rows = branches(actor, kind, BranchFilter()).order_by("name")
    return list(rows.values_list("name", flat=True).distinct())


def products_of(actor: Actor, line: int) -> int:
    """How many current products belong to a line or to one below it."""
    keys = keys_below(actor, PRODUCT_LINES, line)
    rows = Product.objects.visible_to(actor).filter(line_id__in=keys, is_archived=False)
    return rows.count()
