"""Planning an import of customers: every record is decided before anything is written."""

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa
from django.conf import settings

from mainstay.apps.customers.contracts.custom_fields import CustomField
from mainstay.apps.customers.models import Kind, Status
from mainstay.apps.customers.policies import IMPORT, permits
from mainstay.apps.customers.rules import (
    Problem,
    doubtful_texts,
    figure_problems,
    registration_problems,
    text_problems,
)
from mainstay.apps.customers.rules.custom_fields import ValueRefused, read_value
from mainstay.apps.customers.rules.reach import Standing
from mainstay.apps.customers.services.importing.hierarchy import settle_parents
from mainstay.apps.customers.services.importing.matching import (
    Known,
    brings_tags,
    differences,
    facts_of,
    known_by,
    said_in,
)
from mainstay.apps.customers.services.importing.owners import Owners
from mainstay.apps.customers.services.importing.plan import (
    CustomerPlan,
    Outcome,
    Progress,
    no_progress,
)
from mainstay.apps.customers.services.importing.spool import (
    IMPORT_SCHEMA,
    Row,
    Spool,
    import_schema,
)
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor, RowScope
from mainstay.foundation.access.services import require


def plan_customer_import(
    actor: Actor,
    batches: Iterable[pa.RecordBatch],
    progress: Progress = no_progress,
    custom: Sequence[CustomField] = (),
) -> CustomerPlan:
    """Decide every row of a cleaned customer file against the customers as they are now.

    `batches` have columns of `spool.IMPORT_SCHEMA`: `record` and `code` always, the others as far
    as the file has them, and the `custom` fields by their names. Nothing is written. Parents may
    stand anywhere in the file. Who does not see everything may only change customers in reach and
    becomes the owner of new ones without.
    Raises AccessDenied.
    """
    require(actor, IMPORT)
    schema = import_schema(custom) if custom else IMPORT_SCHEMA
    plan = CustomerPlan(Spool(batches, settings.MAINSTAY_HOME.scratch, schema))
    plan.custom = custom
    if actor.scope is not RowScope.ALL:
        plan.default_owner = actor.person_id
    _note_codes(plan)
    _Matching(actor, plan).decide_all(progress)
    settle_parents(actor, plan)
    plan.rejects.sort(key=lambda reject: reject.record)
    return plan


def _note_codes(plan: CustomerPlan) -> None:
    """Note where each code stands, and settle codes that stand in several places."""
    again: dict[str, list[int]] = {}
    for start, (records, codes) in plan.spool.columns("record", "code"):
        for row, (record, code) in enumerate(zip(records, codes, strict=True), start):
            plan.records[row] = record
            if plan.row_of_code.setdefault(code, row) != row:
                again.setdefault(code, []).append(row)
    if again:
        _settle_repeats(plan, again)


def _settle_repeats(plan: CustomerPlan, again: dict[str, list[int]]) -> None:
    """Rows that repeat an earlier one do no harm; rows that contradict each other all go."""
    wanted = {plan.row_of_code[code] for code in again}.union(*again.values())
    said: dict[int, dict[str, Any]] = {}
    for start, rows in plan.spool.said_chunks():
        for place in wanted & set(range(start, start + len(rows))):
            said[place] = facts_of(rows[place - start], plan.custom)
    for code, places in again.items():
        first = plan.row_of_code[code]
        if all(said[place] == said[first] for place in places):
            plan.repeats[first] = places
            for place in places:
                plan.decide(place, Outcome.REPEATED)
            continue
        for place in (first, *places):
            plan.reject(place, "code", "duplicate_in_file", code)


_KINDS = frozenset(Kind.values)
_LOOKED_AT = frozenset({"kind", "owner", "parent", "registration_number"})
"""What is looked at row by row where it is said at all."""


class _Matching:
    """One pass over the rows, a chunk at a time, against the customers their codes name."""

    def __init__(self, actor: Actor, plan: CustomerPlan) -> None:
        self._actor = actor
        self._plan = plan
        self._owners = Owners()
        self._today = governance.today()
        self._doubtful: frozenset[str] = frozenset()

    def decide_all(self, progress: Progress) -> None:
        plan = self._plan
        for start, rows in plan.spool.said_chunks():
            codes = [row["code"] for row in rows]
            tags = brings_tags(rows)
            self._doubtful = doubtful_texts(rows)
            sure = bool(rows) and self._are_sure(rows)
            known = known_by("code", codes, with_tags=tags, custom=plan.custom)
            for place, row in enumerate(rows, start):
                if plan.outcomes[place] != Outcome.UNDECIDED:
                    continue
                if sure and row["name"] and row["code"] not in known:
                    plan.decide(place, Outcome.CREATED)
                else:
                    self._decide(place, row, known.get(row["code"]))
            progress("match", start + len(rows), plan.spool.rows)
        plan.owner_ids = self._owners.found

    def _are_sure(self, rows: list[Row]) -> bool:
        """Whether nothing can be wrong with any of the rows, so that none need be looked at."""
        said = rows[0].keys()
        if self._doubtful or self._plan.custom or "name" not in said or _LOOKED_AT & said:
            return False
        days = (row["founded_on"] for row in rows) if "founded_on" in said else ()
        return all(day is None or day <= self._today for day in days)

    def _decide(self, place: int, row: Row, known: Known | None) -> None:
        facts = facts_of(row, self._plan.custom)
        problem = self._problem(row["code"], facts)
        if problem is None and "custom" in facts:
            problem = self._custom_problem(facts["custom"], known)
        if problem is not None:
            value = said_in(facts, problem.field)
            self._plan.reject(place, problem.field, problem.code, str(value))
        elif known is None or known.columns["withdrawn_at"] is not None:
            self._decide_new(place, facts, known)
        else:
            self._decide_known(place, row["code"], facts, known)

    def _problem(self, code: str, facts: dict[str, Any]) -> Problem | None:
        doubtful = self._doubtful & {"code", *facts} if self._doubtful else ()
        said = {"code": code, **facts}
        problems = [
            *(text_problems({field: said[field] for field in doubtful}) if doubtful else ()),  # type: ignore[arg-type]
            *registration_problems(facts),  # type: ignore[arg-type]
            *figure_problems(facts, self._today),  # type: ignore[arg-type]
        ]
        if facts.get("kind", Kind.ORGANISATION) not in _KINDS:
            problems.append(Problem("kind", "unknown_choice"))
        if "owner" in facts:
            refusal = self._owners.refusal(facts["owner"])
            if refusal:
                problems.append(Problem("owner", refusal))
        return problems[0] if problems else None

    def _custom_problem(self, said: dict[str, Any], known: Known | None) -> Problem | None:
        """Why a value cannot be had; one that stays is not looked at again."""
        there = known is not None and known.columns["withdrawn_at"] is None
        had = known.custom if there and known is not None else {}
        for field in self._plan.custom:
            if field.code in said and said[field.code] != had.get(field.code):
                try:
                    read_value(field, said[field.code])
                except ValueRefused as refusal:
                    return Problem(field.name, refusal.code)
        return None

    def _decide_new(self, place: int, facts: dict[str, Any], known: Known | None) -> None:
        if "name" not in facts:
            self._plan.reject(place, "name", "missing")
            return
        if known is None:
            self._plan.decide(place, Outcome.CREATED)
        else:
            columns = known.columns
            self._plan.decide(place, Outcome.RETURNED, columns["key"], columns["version"])
        if "parent" in facts:
            self._plan.moves[place] = facts["parent"]

    def _decide_known(self, place: int, code: str, facts: dict[str, Any], known: Known) -> None:
        plan, columns = self._plan, known.columns
        if not self._in_reach(known):
            plan.reject(place, "code", "not_permitted", code)
            return
        changed = differences(known, facts, self._owners.found.get(facts.get("owner", "")))
        if not changed:
            plan.decide(place, Outcome.UNCHANGED, columns["key"], columns["version"])
        elif columns["status"] == Status.ARCHIVED:
            plan.reject(place, "code", "code_belongs_to_archived", code)
        else:
            plan.decide(place, Outcome.CHANGED, columns["key"], columns["version"])
            if "parent" in changed:
                plan.moves[place] = facts["parent"]

    def _in_reach(self, known: Known) -> bool:
        owner, region = known.columns["owner_id"], known.columns["region"]
        return permits(self._actor, IMPORT, Standing(owner, known.team_id, region))
