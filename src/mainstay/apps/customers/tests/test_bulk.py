"""Changing many customers at once: what is changed, what is left alone, and the way back."""

from collections.abc import Callable
from dataclasses import replace
from threading import Event
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from mainstay.apps.customers.models import BulkChange, BulkDeed, Customer, CustomerTag
from mainstay.apps.customers.queries.bulk import (
    BulkNotFound,
    BulkState,
    bulk_change,
    bulk_changes,
    job_of,
    state_of,
)
from mainstay.apps.customers.rules.conditions import InvalidFilter
from mainstay.apps.customers.services.account_teams import add_member
from mainstay.apps.customers.services.bulk import (
    NothingToUndo,
    changing,
    request_bulk,
    request_undo,
    stop_bulk,
    undoing,
)
from mainstay.apps.customers.services.records import archive_customer, change_customer
from mainstay.apps.customers.testing import SETTING_UP, customer_named, field_defined
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs import leases
from mainstay.foundation.jobs.context import JobContext, Progress, Pulse
from mainstay.foundation.jobs.leases import JobCancelled
from mainstay.foundation.jobs.models import Job, JobState
from mainstay.foundation.testing.working import run_waiting_jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def li(acting: NamedActors) -> Actor:
    """An analyst, who sees every customer."""
    return acting.li_na


@pytest.fixture
def three(people: NamedPeople) -> list[Customer]:
    """Two customers of Tom's in the East, one of nobody's in the South."""
    tom = people.tom_becker.pk
    return [
        customer_named("Anji", region="East", owner=tom, tags=["lift"]),
        customer_named("Boda", region="East", owner=tom),
        customer_named("Chang", region="South"),
    ]


@pytest.fixture
def small_portions(monkeypatch: pytest.MonkeyPatch) -> None:
    """Portions of one customer."""
    monkeypatch.setattr(changing, "CHUNK", 1)
    monkeypatch.setattr(undoing, "CHUNK", 1)


def done(actor: Actor, deed: str, value: str = "", **which: Any) -> BulkChange:
    """A bulk change that has been carried out."""
    bulk = request_bulk(actor, deed, value, **which)
    run_waiting_jobs()
    return fresh(bulk)


def undone(actor: Actor, bulk: BulkChange) -> BulkChange:
    request_undo(actor, bulk.pk)
    run_waiting_jobs()
    return fresh(bulk)


def fresh(bulk: BulkChange) -> BulkChange:
    return BulkChange.objects.system("test").get(pk=bulk.pk)


def facts(name: str) -> dict[str, Any]:
    """One fact of all customers, by their names."""
    rows = Customer.objects.system("test").order_by("name")
    return dict(rows.values_list("name", name))


def tags() -> dict[str, list[str]]:
    rows = Customer.objects.system("test").order_by("name")
    named = CustomerTag.objects.system("test")
    return {
        each.name: list(named.filter(customer=each).values_list("name", flat=True)) for each in rows
    }


def counts(bulk: BulkChange) -> tuple[int, int, int, int]:
    """Changed, unchanged, archived, out of reach."""
    return bulk.changed, bulk.unchanged, bulk.archived, bulk.out_of_reach


@pytest.mark.usefixtures("three")
def test_all_that_conditions_describe_get_the_same_value_and_can_have_theirs_back(
    li: Actor,
) -> None:
    bulk = done(li, "region", "North", where="region:is:East")
    assert counts(bulk) == (2, 0, 0, 0)
    assert facts("region") == {"Anji": "North", "Boda": "North", "Chang": "South"}
    assert facts("version") == {"Anji": 2, "Boda": 2, "Chang": 1}
    bulk = undone(li, bulk)
    assert (bulk.restored, bulk.left) == (2, 0)
    assert facts("region") == {"Anji": "East", "Boda": "East", "Chang": "South"}
    assert state_of(bulk, job_of(bulk)) is BulkState.UNDONE


def test_customers_named_one_by_one_are_changed_and_no_others(
    li: Actor, three: list[Customer], people: NamedPeople
) -> None:
    mei = people.mei_lin.pk
    bulk = done(li, "owner", str(mei), keys=[three[0].pk, three[2].pk])
    assert facts("owner_id") == {"Anji": mei, "Boda": people.tom_becker.pk, "Chang": mei}
    undone(li, bulk)
    assert facts("owner_id")["Chang"] is None
    done(li, "owner", "", keys=[three[1].pk])
    assert facts("owner_id")["Boda"] is None


@pytest.mark.usefixtures("three")
def test_a_tag_is_put_on_and_only_what_was_put_on_is_taken_back(li: Actor) -> None:
    bulk = done(li, "add_tag", " lift ")
    assert counts(bulk) == (2, 1, 0, 0)
    assert tags() == {"Anji": ["lift"], "Boda": ["lift"], "Chang": ["lift"]}
    undone(li, bulk)
    assert tags() == {"Anji": ["lift"], "Boda": [], "Chang": []}


@pytest.mark.usefixtures("three")
def test_a_tag_is_taken_away_and_comes_back(li: Actor) -> None:
    bulk = done(li, "remove_tag", "lift")
    assert counts(bulk) == (1, 2, 0, 0)
    assert tags()["Anji"] == []
    undone(li, bulk)
    assert tags() == {"Anji": ["lift"], "Boda": [], "Chang": []}


def test_archiving_keeps_the_status_that_each_one_had(li: Actor, three: list[Customer]) -> None:
    change_customer(SETTING_UP, three[0].pk, 1, status="active")
    bulk = done(li, "archive", where="region:is:East")
    assert facts("status") == {"Anji": "archived", "Boda": "archived", "Chang": "prospect"}
    undone(li, bulk)
    assert facts("status") == {"Anji": "active", "Boda": "prospect", "Chang": "prospect"}


def test_archived_ones_come_back_where_they_are_asked_for(li: Actor, three: list[Customer]) -> None:
    archive_customer(SETTING_UP, three[1].pk)
    bulk = done(li, "restore", where="status:is:archived")
    assert counts(bulk) == (1, 0, 0, 0)
    assert facts("status")["Boda"] == "prospect"
    undone(li, bulk)
    assert facts("status")["Boda"] == "archived"


def test_archived_ones_are_left_alone_and_counted(li: Actor, three: list[Customer]) -> None:
    archive_customer(SETTING_UP, three[0].pk)
    bulk = done(li, "scale", "large", keys=[each.pk for each in three])
    assert counts(bulk) == (2, 0, 1, 0)
    assert facts("scale")["Anji"] == ""


def test_an_undo_leaves_what_was_changed_since(li: Actor, three: list[Customer]) -> None:
    bulk = done(li, "region", "North")
    change_customer(SETTING_UP, three[0].pk, 2, region="West")
    archive_customer(SETTING_UP, three[1].pk)
    bulk = undone(li, bulk)
    assert (bulk.restored, bulk.left) == (1, 2)
    assert facts("region") == {"Anji": "West", "Boda": "North", "Chang": "South"}


@pytest.mark.usefixtures("three")
def test_nobody_changes_what_is_out_of_reach(acting: NamedActors) -> None:
    bulk = done(acting.mei_lin, "region", "North")
    assert counts(bulk) == (2, 0, 0, 0)
    assert facts("region")["Chang"] == "South"


def member(of: Customer, who: Person, right: str) -> None:
    add_member(SETTING_UP, of.pk, person=who.pk, right=right)


def test_what_may_be_seen_but_not_changed_is_counted(
    acting: NamedActors, people: NamedPeople
) -> None:
    far = [customer_named(name, owner=people.ana_silva.pk) for name in ("Far", "Away")]
    mei = acting.mei_lin
    for customer, right in zip(far, ("reads", "works"), strict=True):
        member(customer, people.mei_lin, right)
    bulk = done(mei, "scale", "large", keys=[each.pk for each in far])
    assert counts(bulk) == (1, 0, 0, 1)
    assert facts("scale") == {"Away": "large", "Far": ""}


@pytest.mark.parametrize("deed", ["owner", "region"])
def test_a_member_of_the_account_team_does_not_decide_who_sees_the_customer(
    deed: str, acting: NamedActors, people: NamedPeople
) -> None:
    far = customer_named("Far", owner=people.ana_silva.pk)
    member(far, people.mei_lin, "works")
    value = str(acting.mei_lin.person_id) if deed == "owner" else "South"
    assert counts(done(acting.mei_lin, deed, value, keys=[far.pk])) == (0, 0, 0, 1)
    assert facts("owner_id") == {"Far": people.ana_silva.pk}


@pytest.mark.usefixtures("three")
def test_who_may_not_archive_cannot_do_so_in_bulk(li: Actor) -> None:
    rights = li.permissions - {"customers.customer.archive"}
    with pytest.raises(AccessDenied):
        request_bulk(replace(li, permissions=rights), "archive")
    assert not bulk_changes(li).exists()


def test_who_may_change_one_by_one_alone_changes_none_in_bulk(acting: NamedActors) -> None:
    with pytest.raises(AccessDenied):
        request_bulk(acting.tom_becker, "region", "North")


@pytest.mark.usefixtures("three")
def test_bulk_changes_are_seen_by_their_makers_and_by_who_sees_all(acting: NamedActors) -> None:
    mine = done(acting.mei_lin, "region", "North")
    others = done(acting.li_na, "region", "West")
    assert list(bulk_changes(acting.mei_lin)) == [mine]
    assert list(bulk_changes(acting.li_na)) == [others, mine]
    for forbidden in (request_undo, stop_bulk, bulk_change):
        with pytest.raises(BulkNotFound):
            forbidden(acting.mei_lin, others.pk)


@pytest.mark.parametrize(
    ("deed", "value", "field"),
    [
        ("rename", "x", "deed"),
        ("region", "x" * 201, "value"),
        ("region", "a\x07", "value"),
        ("status", "archived", "value"),
        ("status", "", "value"),
        ("add_tag", " ", "value"),
        ("add_tag", "t" * 51, "value"),
        ("owner", "999999", "value"),
        ("owner", "Tom", "value"),
        ("archive", "x", "value"),
    ],
)
def test_what_cannot_be_done_is_refused_with_its_field(
    li: Actor, deed: str, value: str, field: str
) -> None:
    with pytest.raises(ValidationError) as refusal:
        request_bulk(li, deed, value)
    assert set(refusal.value.error_dict) == {field}
    assert not bulk_changes(li).exists()


def test_conditions_that_mean_nothing_are_refused(li: Actor) -> None:
    with pytest.raises(InvalidFilter):
        request_bulk(li, "region", "North", where="nonsense:is:x")


def test_too_many_named_ones_are_refused(li: Actor) -> None:
    with pytest.raises(ValidationError) as refusal:
        request_bulk(li, "region", "North", keys=range(1, 1002))
    assert set(refusal.value.error_dict) == {"keys"}


class Run:
    """One job that has been claimed, run by hand."""

    def __init__(self, actor: Actor) -> None:
        claimed = leases.claim()
        assert claimed is not None
        self._actor, (self._job, self._lease) = actor, claimed
        self.pulse = Pulse(Event())

    def context(self, on_progress: Callable[[Progress], None] | None = None) -> JobContext:
        return JobContext(
            actor=self._actor,
            parameters=self._job.parameters,
            attempt=1,
            lease=self._lease,
            pulse=self.pulse,
            on_progress=on_progress,
        )

    def is_cancelled(self) -> None:
        """What the worker writes down once the job has stopped."""
        rows = Job.objects.system("test").filter(pk=self._job.pk)
        rows.update(state=JobState.CANCELLED, finished_at=timezone.now())


@pytest.mark.usefixtures("three", "small_portions")
def test_a_stopped_change_keeps_what_it_did_and_can_be_undone(li: Actor) -> None:
    bulk = request_bulk(li, "region", "North")
    run = Run(li)
    with pytest.raises(JobCancelled):
        changing.run(run.context(lambda _progress: run.pulse.cancel_requested.set()))
    run.is_cancelled()
    bulk = fresh(bulk)
    assert counts(bulk) == (1, 0, 0, 0)
    assert state_of(bulk, job_of(bulk)) is BulkState.STOPPED
    told = AuditEntry.objects.system("test").get(action="customers.bulk.stopped")
    assert told.details["changed"] == 1
    bulk = undone(li, bulk)
    assert bulk.restored == 1
    assert facts("region") == {"Anji": "East", "Boda": "East", "Chang": "South"}


@pytest.mark.usefixtures("three", "small_portions")
def test_a_job_that_died_goes_on_where_it_was(li: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    bulk = request_bulk(li, "region", "North")
    run, change, portions = Run(li), changing._change, iter([True, False])

    def die_at_the_second(*said: Any) -> BulkChange:
        if not next(portions):
            raise RuntimeError
        return change(*said)

    with monkeypatch.context() as dying:
        dying.setattr(changing, "_change", die_at_the_second)
        with pytest.raises(RuntimeError):
            changing.run(run.context())
    assert counts(fresh(bulk)) == (1, 0, 0, 0)
    changing.run(run.context())
    assert counts(fresh(bulk)) == (3, 0, 0, 0)
    assert facts("version") == {"Anji": 2, "Boda": 2, "Chang": 2}


@pytest.mark.usefixtures("three", "small_portions")
def test_an_undo_that_died_goes_on_where_it_was(li: Actor) -> None:
    bulk = done(li, "region", "North")
    request_undo(li, bulk.pk)
    run = Run(li)
    with pytest.raises(RuntimeError):
        undoing.run(run.context(_die))
    assert fresh(bulk).restored == 1
    undoing.run(run.context())
    assert fresh(bulk).restored == 3
    assert facts("version") == {"Anji": 3, "Boda": 3, "Chang": 3}


def _die(_progress: Progress) -> None:
    raise RuntimeError


@pytest.mark.usefixtures("three")
def test_there_is_nothing_to_undo_twice_or_before_the_end(li: Actor) -> None:
    bulk = request_bulk(li, "region", "North")
    with pytest.raises(NothingToUndo):
        request_undo(li, bulk.pk)
    run_waiting_jobs()
    undone(li, bulk)
    with pytest.raises(NothingToUndo):
        request_undo(li, bulk.pk)
    without = done(li, "region", "Nowhere", where="region:is:Atlantis")
    with pytest.raises(NothingToUndo):
        request_undo(li, without.pk)


@pytest.mark.usefixtures("three")
def test_the_trail_tells_what_was_asked_for_and_what_became_of_it(li: Actor) -> None:
    undone(li, done(li, "region", "North", where="region:is:East"))
    rows = AuditEntry.objects.system("test").filter(action__startswith="customers.bulk")
    told = {each.action: each.details for each in rows}
    assert set(told) == {
        "customers.bulk.asked",
        "customers.bulk.changed",
        "customers.bulk.undo_asked",
        "customers.bulk.undone",
    }
    assert told["customers.bulk.changed"]["changed"] == 2
    assert told["customers.bulk.undone"] == {"restored": 2, "left": 0}


def test_every_deed_is_known_to_the_job(li: Actor, people: NamedPeople) -> None:
    field_defined("terms")
    values = {"owner": str(people.tom_becker.pk), "status": "active", "archive": "", "restore": ""}
    values["custom"] = "terms=cash"
    for deed in BulkDeed.values:
        bulk = done(li, deed, values.get(deed, "x"))
        assert bulk.finished_at is not None, deed
