"""Creating, changing, archiving and removing product lines, regions and industries."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypedDict, TypeVar, Unpack

from django.db.models import QuerySet

from mainstay.apps.governance import queries as governance
from mainstay.apps.reference.contracts import name_uses
from mainstay.apps.reference.models import Branch, Product
from mainstay.apps.reference.policies import PRODUCT_LINES, REGIONS, BranchKind
from mainstay.apps.reference.queries.branches import (
    DEFAULT_SORT,
    BranchFilter,
    BranchNotFound,
    branches,
)
from mainstay.apps.reference.rules.catalogue import VersionConflict, search_text, text_problems
from mainstay.apps.reference.rules.rates import Problem
from mainstay.apps.reference.services.refusals import refused
from mainstay.foundation.access.actor import Actor, system_actor
from mainstay.foundation.access.services import require, service
from mainstay.foundation.audit import services as audit
from mainstay.kernel.trees import with_descendants
from mainstay.shell.exports import ExportedList

FIELDS = ("code", "name", "parent", "archived")
"""The headings of an export, which an import knows too."""
AT_ONCE = 1_000

P = ParamSpec("P")
R = TypeVar("R")


class BranchFacts(TypedDict, total=False):
    """What may be said of a branch; what is left out stays."""

    code: str
    name: str
    parent_id: int | None


def kept_by(
    right: Callable[[BranchKind], str],
) -> Callable[
    [Callable[Concatenate[Actor, BranchKind, P], R]],
    Callable[Concatenate[Actor, BranchKind, P], R],
]:
    """Make a function a service whose permission depends on the kind of tree."""

    def decorate(
        function: Callable[Concatenate[Actor, BranchKind, P], R],
    ) -> Callable[Concatenate[Actor, BranchKind, P], R]:
        @wraps(function)
        def permitted(actor: Actor, kind: BranchKind, /, *args: P.args, **kwargs: P.kwargs) -> R:
            return service(right(kind))(function)(actor, kind, *args, **kwargs)

        return permitted

    return decorate


@kept_by(lambda kind: kind.change)
def create_branch(actor: Actor, kind: BranchKind, **facts: Unpack[BranchFacts]) -> Branch:
    """Add a branch to its tree. Raises ValidationError naming the fields."""
    row = kind.model()
    _assign(kind, row, {"code": "", "name": "", **facts})
    row.save()
    changes = {name: [None, value] for name, value in told(row).items()}
    audit.record(actor, kind.actions.created, subject=row, changes=changes)
    return row


@kept_by(lambda kind: kind.change)
def change_branch(
    actor: Actor, kind: BranchKind, key: int, version: int, **facts: Unpack[BranchFacts]
) -> Branch:
    """Change what `facts` names of the branch that was read at `version`.

    Rows of other subjects that hold its name as text keep it. Raises BranchNotFound,
    VersionConflict when somebody was faster, and ValidationError, also where a move would loop.
    """
    row = _locked(actor, kind, key)
    if row.version != version:
        raise VersionConflict(key)
    before = told(row)
    _assign(kind, row, facts)
    _save_edit(actor, kind, row, before)
    return row


@kept_by(lambda kind: kind.change)
def archive_branch(actor: Actor, kind: BranchKind, key: int) -> Branch:
    """No longer offer a branch; what belongs to it stays. Raises BranchNotFound."""
    return _put_away(actor, kind, key, archived=True)


@kept_by(lambda kind: kind.change)
def restore_branch(actor: Actor, kind: BranchKind, key: int) -> Branch:
    """Offer an archived branch again. Raises BranchNotFound."""
    return _put_away(actor, kind, key, archived=False)


@kept_by(lambda kind: kind.change)
def remove_branch(actor: Actor, kind: BranchKind, key: int) -> None:
    """Delete a branch that nothing uses. Raises BranchNotFound and ValidationError."""
    row = _locked(actor, kind, key)
    rows: QuerySet[Any] = everything(kind)  # an abstract model's relations have no types
    if rows.filter(parent_id=row.pk).exists():
        raise refused([Problem("name", "not_empty")])
    if reason := why_it_stays(kind, row):
        raise refused([Problem("name", reason)])
    changes = {name: [value, None] for name, value in told(row).items()}
    audit.record(actor, kind.actions.removed, subject=row, changes=changes)
    row.delete()


@kept_by(lambda kind: kind.view)
def export_branches(
    actor: Actor, kind: BranchKind, wanted: BranchFilter | None = None, sort: str = DEFAULT_SORT
) -> ExportedList:
    """Those that are wanted; audited when asked for. Raises UnknownBranchSort."""
    rows = branches(actor, kind, wanted, sort)
    audit.record(actor, kind.actions.exported, rows=rows.count())
    lines = (
        (row.code, row.name, row.parent.code if row.parent else "", answer(row.is_archived))
        for row in rows.iterator(AT_ONCE)
    )
    return ExportedList(kind.code, FIELDS, lines)


def everything(kind: BranchKind) -> QuerySet[Branch]:
    """The whole tree."""
    return kind.model.objects.system("codes and places are one for everybody")


def why_it_stays(kind: BranchKind, row: Branch) -> str:
    """Why a branch cannot be deleted, whatever stands below it; empty where it can."""
    if _has_products(kind, row):
        return "not_empty"
    if _is_named(kind, row.name):
        return "name_used"
    if kind is REGIONS and governance.is_region_given(row.pk):
        return "given_to_people"
    return ""


def answer(yes: bool) -> str:
    """Yes or no as files say it."""
    return "yes" if yes else "no"


def told(row: Branch) -> dict[str, Any]:
    """The facts as the audit trail tells them."""
    return {
        "code": row.code,
        "name": row.name,
        "parent": row.parent.code if row.parent else "",
        "archived": row.is_archived,
    }


def _locked(actor: Actor, kind: BranchKind, key: int) -> Branch:
    rows = everything(kind).select_related("parent").select_for_update(of=("self",))
    row = rows.filter(pk=key).first()
    if row is None:
        raise BranchNotFound(key)
    require(actor, kind.change, row)
    return row


def _put_away(actor: Actor, kind: BranchKind, key: int, *, archived: bool) -> Branch:
    row = _locked(actor, kind, key)
    before = told(row)
    row.is_archived = archived
    _save_edit(actor, kind, row, before)
    return row


def _save_edit(actor: Actor, kind: BranchKind, row: Branch, before: dict[str, Any]) -> None:
    after = told(row)
    changes = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    if changes:
        row.version += 1
        row.save()
        audit.record(actor, kind.actions.changed, subject=row, changes=changes)


def _assign(kind: BranchKind, row: Branch, facts: BranchFacts) -> None:
    """Check the facts and put them on the branch, unsaved.

    The tree is locked for the check, so that two moves cannot close a loop between them.
    """
    tidy: dict[str, Any] = {
        name: value.strip() if isinstance(value, str) else value for name, value in facts.items()
    }
    tree = {each.pk: each for each in everything(kind).select_for_update()}
    problems = list(text_problems(tidy))
    code = tidy.get("code")
    if any(each.code == code and each.pk != row.pk for each in tree.values()):
        problems.append(Problem("code", "code_in_use"))
    parent_id = tidy.get("parent_id")
    if parent_id is not None and parent_id not in tree:
        problems.append(Problem("parent_id", "nothing_above"))
    elif parent_id is not None and row.pk is not None:
        parents = {each.pk: each.parent_id for each in tree.values()}
        if parent_id in with_descendants(row.pk, parents):
            problems.append(Problem("parent_id", "above_itself"))
    if problems:
        raise refused(problems)
    for name, value in tidy.items():
        setattr(row, name, value)
    row.search_text = search_text(row.code, row.name)


def _has_products(kind: BranchKind, row: Branch) -> bool:
    products = Product.objects.system("one that nobody here sees belongs to its line too")
    return kind is PRODUCT_LINES and products.filter(line_id=row.pk).exists()


def _is_named(kind: BranchKind, name: str) -> bool:
    """Whether rows of other subjects hold the name, whoever sees them."""
    anybody = system_actor("reference data")
    return any(use.count(anybody, name) for use in name_uses(anybody, kind.place))
