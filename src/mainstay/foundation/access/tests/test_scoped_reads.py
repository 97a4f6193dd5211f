"""A query touches the database only after it says on whose behalf."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models import Count, Exists, F, OuterRef, Subquery
from django.test.utils import CaptureQueriesContext

from mainstay.foundation.access import policies
from mainstay.foundation.access.actor import Actor, ActorKind, system_actor
from mainstay.foundation.access.policies import NoPolicy
from mainstay.foundation.access.scoped import UnscopedRead
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.jobs.services import enqueue

pytestmark = pytest.mark.django_db

TOM = Actor(kind=ActorKind.PERSON, name="Tom Becker", person_id=1)
ANA = Actor(kind=ActorKind.PERSON, name="Ana Silva", person_id=2)
KIND = "jobs.remove_old"

Rows = Any


async def _all(rows: Rows) -> list[Any]:
    return [row async for row in rows]


def _later(operation: Callable[[Rows], Any]) -> Callable[[Rows], Any]:
    """An operation that gives an awaitable, run to its end."""

    async def run(rows: Rows) -> Any:
        return await operation(rows)

    return lambda rows: asyncio.run(run(rows))


OPERATIONS: dict[str, Callable[[Rows], Any]] = {
    "iteration": list,
    "len": len,
    "bool": bool,
    "repr": repr,
    "index": lambda rows: rows[0],
    "slice": lambda rows: list(rows[:2]),
    "iterator": lambda rows: list(rows.iterator()),
    "iterator in chunks": lambda rows: list(rows.iterator(chunk_size=10)),
    "count": lambda rows: rows.count(),
    "exists": lambda rows: rows.exists(),
    "contains": lambda rows: rows.contains(Job(pk=1)),
    "aggregate": lambda rows: rows.aggregate(Count("pk")),
    "annotate": lambda rows: list(rows.annotate(twice=F("attempts") * 2)),
    "values": lambda rows: list(rows.values("kind")),
    "values_list": lambda rows: list(rows.values_list("pk", flat=True)),
    "named values": lambda rows: list(rows.values_list("pk", named=True)),
    "dates": lambda rows: list(rows.dates("created_at", "day")),
    "datetimes": lambda rows: list(rows.datetimes("created_at", "hour")),
    "distinct": lambda rows: list(rows.distinct()),
    "only": lambda rows: list(rows.only("kind")),
    "defer": lambda rows: list(rows.defer("kind")),
    "exclude": lambda rows: list(rows.exclude(kind="x")),
    "using": lambda rows: list(rows.using("default")),
    "select_for_update": lambda rows: list(rows.select_for_update()),
    "get": lambda rows: rows.get(pk=1),
    "first": lambda rows: rows.first(),
    "last": lambda rows: rows.last(),
    "earliest": lambda rows: rows.earliest("pk"),
    "latest": lambda rows: rows.latest("pk"),
    "in_bulk": lambda rows: rows.in_bulk(),
    "in_bulk of keys": lambda rows: rows.in_bulk([1]),
    "get_or_create": lambda rows: rows.get_or_create(kind=KIND),
    "update_or_create": lambda rows: rows.update_or_create(kind=KIND),
    "update": lambda rows: rows.update(kind="x"),
    "bulk_update": lambda rows: rows.bulk_update([Job(pk=1)], ["kind"]),
    "bulk_create over conflicts": lambda rows: rows.bulk_create(
        [Job(pk=1, kind="x")],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["kind"],
    ),
    "delete": lambda rows: rows.delete(),
    "raw delete": lambda rows: rows._raw_delete("default"),
    "explain": lambda rows: rows.explain(),
    "raw": lambda rows: list(rows.raw("SELECT * FROM jobs_job")),
    "its SQL": lambda rows: str(rows.query),
    "union": lambda rows: list(rows.union(rows)),
    "union count": lambda rows: rows.union(rows).count(),
    "intersection": lambda rows: list(rows.intersection(rows)),
    "difference": lambda rows: list(rows.difference(rows)),
    "or": lambda rows: list(rows | rows),
    "and": lambda rows: list(rows & rows),
    "xor": lambda rows: list(rows ^ rows),
    "async iteration": lambda rows: asyncio.run(_all(rows)),
    "async iterator": lambda rows: asyncio.run(_all(rows.aiterator())),
    "aget": _later(lambda rows: rows.aget(pk=1)),
    "afirst": _later(lambda rows: rows.afirst()),
    "alast": _later(lambda rows: rows.alast()),
    "acount": _later(lambda rows: rows.acount()),
    "aexists": _later(lambda rows: rows.aexists()),
    "aaggregate": _later(lambda rows: rows.aaggregate(Count("pk"))),
    "ain_bulk": _later(lambda rows: rows.ain_bulk()),
    "aupdate": _later(lambda rows: rows.aupdate(kind="x")),
    "adelete": _later(lambda rows: rows.adelete()),
    "aget_or_create": _later(lambda rows: rows.aget_or_create(kind=KIND)),
}


@pytest.mark.parametrize("operation", OPERATIONS.values(), ids=OPERATIONS.keys())
def test_an_unscoped_query_set_refuses_before_it_reaches_the_database(
    operation: Callable[[Rows], Any],
) -> None:
    with CaptureQueriesContext(connection) as queries, pytest.raises(UnscopedRead):
        operation(Job.objects.all())
    assert [query for query in queries if "SAVEPOINT" not in query["sql"]] == []


WITH_A_SCOPED_ONE: dict[str, Callable[[Rows, Rows], Any]] = {
    "union": lambda scoped, rows: list(scoped.union(rows)),
    "or": lambda scoped, rows: list(scoped | rows),
    "xor": lambda scoped, rows: list(scoped ^ rows),
    "membership": lambda scoped, rows: list(scoped.filter(pk__in=rows)),
    "membership of values": lambda scoped, rows: list(scoped.filter(pk__in=rows.values("pk"))),
    "exists": lambda scoped, rows: list(scoped.filter(Exists(rows.filter(kind=OuterRef("kind"))))),
    "subquery": lambda scoped, rows: list(
        scoped.annotate(other=Subquery(rows.values("kind")[:1])).values("other")
    ),
    "sliced or": lambda scoped, rows: list(scoped | rows[:5]),
}


@pytest.mark.parametrize("operation", WITH_A_SCOPED_ONE.values(), ids=WITH_A_SCOPED_ONE.keys())
def test_a_scoped_query_does_not_carry_an_unscoped_one_in(
    operation: Callable[[Rows, Rows], Any],
) -> None:
    with pytest.raises(UnscopedRead):
        operation(Job.objects.visible_to(TOM), Job.objects.all())


def test_a_person_gets_the_rows_that_the_policy_allows() -> None:
    own, other = enqueue(TOM, KIND), enqueue(ANA, KIND)

    assert list(Job.objects.visible_to(TOM)) == [own]
    assert list(Job.objects.all().filter(kind=KIND).visible_to(ANA)) == [other]
    assert Job.objects.visible_to(TOM).count() == 1
    assert Job.objects.visible_to(TOM).filter(pk=other.pk).exists() is False
    assert Job.objects.visible_to(TOM).in_bulk() == {own.pk: own}
    assert set(Job.objects.visible_to(TOM).union(Job.objects.visible_to(ANA))) == {own, other}
    assert set(Job.objects.visible_to(TOM) | Job.objects.visible_to(ANA)) == {own, other}


def test_updates_and_deletes_reach_visible_rows_only() -> None:
    own, other = enqueue(TOM, KIND), enqueue(ANA, KIND)

    assert Job.objects.visible_to(TOM).update(state=JobState.DONE) == 1
    assert Job.objects.visible_to(TOM).delete()[0] == 1

    assert list(Job.objects.system("test")) == [other]
    assert own.pk != other.pk


def test_asynchronous_reads_are_scoped_too() -> None:
    assert asyncio.run(_all(Job.objects.visible_to(TOM).none())) == []


def test_system_reads_see_everything_and_say_why() -> None:
    enqueue(TOM, KIND)

    assert Job.objects.system("test").count() == 1
    assert len(list(Job.objects.system("test").raw("SELECT * FROM jobs_job"))) == 1
    with pytest.raises(ValueError, match="say why"):
        Job.objects.system("")


def test_raw_sql_is_not_for_persons() -> None:
    with pytest.raises(UnscopedRead):
        Job.objects.visible_to(TOM).raw("SELECT * FROM jobs_job")


def test_scoping_leaves_the_query_set_it_came_from_unscoped() -> None:
    rows = Job.objects.all()
    list(rows.visible_to(TOM))
    list(rows.system("test"))
    with pytest.raises(UnscopedRead):
        list(rows)


def test_reading_nothing_needs_no_scope() -> None:
    assert list(Job.objects.none()) == []
    assert Job.objects.none().count() == 0


def test_inserting_needs_no_scope() -> None:
    Job.objects.create(kind=KIND)
    Job.objects.bulk_create([Job(kind=KIND)])
    assert Job.objects.system("test").count() == 2


def test_a_model_without_a_policy_shows_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policies, "_policies", {})
    with pytest.raises(NoPolicy):
        Job.objects.visible_to(system_actor("test"))


def test_who_lacks_the_permission_sees_no_audit_entry() -> None:
    auditor = Actor(
        kind=ActorKind.PERSON, name="Grace Liu", permissions=frozenset({"audit.entry.view"})
    )
    AuditEntry.objects.create(
        at="2026-01-01T00:00:00Z", actor_kind="system", actor_name="test", action="test"
    )
    assert AuditEntry.objects.visible_to(auditor).count() == 1
    assert AuditEntry.objects.visible_to(TOM).count() == 0
