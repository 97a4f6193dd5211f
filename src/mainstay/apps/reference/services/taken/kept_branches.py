"""Product lines, regions and industries, as the undo of a file handles them."""

from collections.abc import Collection, Mapping, Sequence

from mainstay.apps.reference.models import Branch
from mainstay.apps.reference.policies import BranchKind
from mainstay.apps.reference.rules.catalogue import search_text
from mainstay.apps.reference.services.branch_files import branch_facts
from mainstay.apps.reference.services.branches import everything, why_it_stays
from mainstay.apps.reference.services.taken.kept import AT_ONCE, Facts, KeptRows, portions
from mainstay.kernel.trees import on_cycles


class KeptBranches(KeptRows):
    """A branch stays that is in use, or that something stands below that stays."""

    def __init__(self, kind: BranchKind) -> None:
        self._kind = kind
        self._rows: dict[str, Branch] = {}

    def present(self, keys: Sequence[str]) -> dict[str, Facts]:
        if not self._rows:
            self._rows = {row.code: row for row in everything(self._kind).select_for_update()}
        there = {key: self._rows[key] for key in keys if key in self._rows}
        return {code: branch_facts(row) for code, row in there.items()}

    def stuck(self, back: Mapping[str, Facts], gone: Collection[str]) -> set[str]:
        stuck = {code for code in gone if why_it_stays(self._kind, self._rows[code])}
        while more := self._also_stuck(back, gone, stuck):
            stuck |= more
        return stuck

    def _also_stuck(
        self, back: Mapping[str, Facts], gone: Collection[str], stuck: set[str]
    ) -> set[str]:
        """What cannot be done since what is stuck already cannot."""
        leaving = {self._rows[code].pk for code in gone if code not in stuck}
        moved = {code: facts["parent"] for code, facts in back.items() if code not in stuck}
        codes = {row.pk: code for code, row in self._rows.items() if row.pk not in leaving}
        parents = {pk: moved.get(code, self._rows[code].parent_id) for pk, code in codes.items()}
        homeless = {
            code for code, parent in moved.items() if parent is not None and parent not in codes
        }
        circling = {codes[pk] for pk in on_cycles(parents)} & moved.keys()
        needed = {parent for parent in parents.values() if parent in leaving}
        held = {code for code in gone if self._rows[code].pk in needed}
        return homeless | circling | held

    def bring_back(self, back: Mapping[str, Facts]) -> None:
        for code, facts in back.items():
            row = self._rows[code]
            row.name, row.parent_id, row.is_archived = (
                facts["name"],
                facts["parent"],
                facts["archived"],
            )
            row.search_text = search_text(row.code, row.name)
            row.version += 1
        names = ["name", "parent", "is_archived", "search_text", "version"]
        rows = [self._rows[code] for code in back]
        everything(self._kind).bulk_update(rows, names, batch_size=AT_ONCE)

    def remove(self, gone: Collection[str]) -> None:
        numbers = [self._rows[code].pk for code in gone]
        # Those below go together with those above, which hold each other until then.
        for keys in portions(numbers):
            everything(self._kind).filter(pk__in=keys).update(parent=None)
        for keys in portions(numbers):
            everything(self._kind).filter(pk__in=keys).delete()
