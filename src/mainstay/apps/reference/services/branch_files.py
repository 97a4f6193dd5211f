"""Taking product lines, regions and industries from a file: new ones, and what is other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from mainstay.apps.reference.contracts import Change, Refusal, Taken
from mainstay.apps.reference.models import Branch
from mainstay.apps.reference.policies import BranchKind
from mainstay.apps.reference.rules.catalogue import search_text, text_problems
from mainstay.apps.reference.rules.rates import Problem
from mainstay.apps.reference.services.branches import AT_ONCE, everything, kept_by
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.audit import services as audit
from mainstay.kernel.trees import on_cycles


@dataclass(frozen=True, slots=True)
class FileBranch:
    """A branch as a file brings it; its texts have been checked.

    None where the file says nothing: what is known stays. `parent` is a code.
    """

    code: str
    name: str | None = None
    parent: str | None = None
    archived: bool | None = None


def problems_of(facts: FileBranch) -> list[Problem]:
    """What is wrong with a branch that a file brings, whatever else there is."""
    return list(text_problems({"code": facts.code, "name": facts.name}))


@kept_by(lambda kind: kind.change)
def take_branches(
    actor: Actor,
    kind: BranchKind,
    facts: Sequence[FileBranch],
    *,
    file_name: str,
    commit: bool = True,
) -> Taken:
    """Set the branches that a file brings, each code once; the file's word wins.

    A parent may come with the file, before or after those below it. What names no parent that is
    there or would come to stand above itself is refused. Without `commit` it only counts.
    """
    known = {row.code: row for row in everything(kind).select_for_update()}
    sorting = _Sorting(facts, known)
    sorting.settle()
    taken = sorting.compare(kind)
    if commit and (sorting.new or sorting.other):
        _write(kind, sorting)
        taken = replace(taken, changes=sorting.changes())
        audit.record(actor, kind.actions.imported, file=file_name, **taken.counts)
    return taken


@dataclass(slots=True)
class _Sorting:
    """What becomes of each branch of a file."""

    facts: Sequence[FileBranch]
    known: Mapping[str, Branch]
    refusals: dict[int, Refusal] = field(default_factory=dict)
    new: list[Branch] = field(default_factory=list)
    other: list[Branch] = field(default_factory=list)
    confirmed: list[str] = field(default_factory=list)
    parents: dict[str, str] = field(default_factory=dict)
    """The code of the parent of each branch that gets one."""
    befores: dict[str, dict[str, Any]] = field(default_factory=dict)
    """The facts that known branches had before."""

    def settle(self) -> None:
        """Refuse what cannot stand, until all that is left holds.

        One that is refused may have been the parent of others, and without its move an older one
        counts again, so both are looked at until nothing more falls.
        """
        for place, each in enumerate(self.facts):
            if each.name is None and each.code not in self.known:
                self._refuse(place, "name", "missing")
        while self._refuse_unknown() or self._refuse_circles():
            pass

    def compare(self, kind: BranchKind) -> Taken:
        """Sort the sound ones into new, other than known, and known as they are."""
        codes = {row.pk: code for code, row in self.known.items()}
        for place, each in enumerate(self.facts):
            if place in self.refusals:
                continue
            row = self.known.get(each.code)
            if row is not None:
                self.befores[each.code] = branch_facts(row)
            before = None if row is None else (row.name, codes.get(row.parent_id), row.is_archived)
            row = row or kind.model(code=each.code)
            row.name = row.name if each.name is None else each.name
            row.is_archived = row.is_archived if each.archived is None else each.archived
            parent = each.parent or codes.get(row.parent_id)
            if before == (row.name, parent, row.is_archived):
                self.confirmed.append(each.code)
                continue
            row.search_text = search_text(row.code, row.name)
            if each.parent:
                self.parents[each.code] = each.parent
            (self.new if before is None else self.other).append(row)
        refusals = tuple(self.refusals[place] for place in sorted(self.refusals))
        return Taken(
            len(self.new),
            len(self.other),
            len(self.confirmed),
            refusals,
            confirmed=tuple(self.confirmed),
        )

    def changes(self) -> tuple[Change, ...]:
        """What the file did to each branch, once all are saved."""
        return tuple(
            Change(row.code, self.befores.get(row.code), branch_facts(row))
            for row in (*self.new, *self.other)
        )

    def _sound(self) -> dict[str, tuple[int, FileBranch]]:
        return {
            each.code: (place, each)
            for place, each in enumerate(self.facts)
            if place not in self.refusals
        }

    def _refuse_unknown(self) -> bool:
        sound = self._sound()
        missing = [
            place
            for place, each in sound.values()
            if each.parent and each.parent not in sound and each.parent not in self.known
        ]
        for place in missing:
            self._refuse(place, "parent", "nothing_above")
        return bool(missing)

    def _refuse_circles(self) -> bool:
        sound = self._sound()
        codes = {row.pk: code for code, row in self.known.items()}
        parents = {code: codes.get(row.parent_id) for code, row in self.known.items()}
        moved = {code: each.parent for code, (_place, each) in sound.items() if each.parent}
        circling = [code for code in on_cycles({**parents, **moved}) if code in moved]
        for code in circling:
            self._refuse(sound[code][0], "parent", "above_itself")
        return bool(circling)

    def _refuse(self, place: int, field: str, code: str) -> None:
        self.refusals[place] = Refusal(place, field, code)


def branch_facts(row: Branch) -> dict[str, Any]:
    """What an undo compares and brings back; the parent by its key, since codes change."""
    return {"name": row.name, "parent": row.parent_id, "archived": row.is_archived}


def _write(kind: BranchKind, sorting: _Sorting) -> None:
    """Insert the new ones, so that they have keys, and then say what stands below what."""
    rows = everything(kind)
    rows.bulk_create(sorting.new, batch_size=AT_ONCE)
    by_code = {**sorting.known, **{row.code: row for row in sorting.new}}
    for row in (*sorting.new, *sorting.other):
        if row.code in sorting.parents:
            row.parent = by_code[sorting.parents[row.code]]
    for row in sorting.other:
        row.version += 1
    below = [row for row in sorting.new if row.parent_id is not None]
    facts = ["name", "parent", "is_archived", "search_text", "version"]
    rows.bulk_update(below, ["parent"], batch_size=AT_ONCE)
    rows.bulk_update(sorting.other, facts, batch_size=AT_ONCE)
