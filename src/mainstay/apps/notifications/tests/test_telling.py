"""Who is told that work has ended, and what they read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone, translation

from mainstay.apps.governance import queries as governance
from mainstay.apps.governance import services as people_services
from mainstay.apps.governance.models import Installation
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications import queries
from mainstay.apps.notifications.models import Message
from mainstay.apps.notifications.services import expiring, reading, telling
from mainstay.apps.notifications.tests.conftest import KIND, Work, messages_of, run_all
from mainstay.foundation.access.actor import ActorKind, system_actor
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs import registry
from mainstay.foundation.jobs.outcomes import Severity
from mainstay.foundation.jobs.services import cancel_job, enqueue, run_inline

pytestmark = pytest.mark.django_db

NIGHTLY = system_actor("schedule test")


def test_who_started_it_is_told_and_nobody_else(
    ended: Work, acting: NamedActors, people: NamedPeople
) -> None:
    ended(acting.tom_becker)
    [message] = messages_of(people.tom_becker)
    words = queries.words_of(acting.tom_becker, message)
    assert (words.title, message.severity) == ("Count the stars: done", Severity.GOOD)
    assert Message.objects.system("test").count() == 1
    for other in (acting.admin_wang, acting.mei_lin, NIGHTLY):
        assert list(queries.messages(other)) == []
        assert queries.unread_count(other) == 0
        with pytest.raises(queries.MessageNotFound):
            queries.message(other, message.pk)


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", ("Count the stars: failed", "The person who started it may not do this.")),
        ("zh-hans", ("Count the stars：失败", "发起人没有此权限。")),
        ("zh-hant", ("Count the stars：失敗", "發起人沒有此權限。")),
    ],
)
def test_it_is_read_in_the_readers_language(
    language: str, said: tuple[str, str], ended: Work, acting: NamedActors, people: NamedPeople
) -> None:
    ended(acting.tom_becker, fails="access_denied")
    [message] = messages_of(people.tom_becker)
    with translation.override(language):
        words = queries.words_of(acting.tom_becker, message)
    assert (words.title, words.text) == said
    assert message.severity == Severity.BAD


def test_a_program_that_acts_for_a_person_brings_the_person_a_message(
    ended: Work, acting: NamedActors, people: NamedPeople
) -> None:
    ended(replace(acting.tom_becker, kind=ActorKind.TOKEN, name="Tom Becker (sync)"))
    assert len(messages_of(people.tom_becker)) == 1


def test_of_minor_work_failures_alone_are_told(
    monkeypatch: pytest.MonkeyPatch, ended: Work, acting: NamedActors, people: NamedPeople
) -> None:
    monkeypatch.setitem(registry._kinds, KIND, replace(registry.kind(KIND), minor=True))
    ended(acting.tom_becker)
    assert messages_of(people.tom_becker) == []
    ended(acting.tom_becker, fails="access_denied")
    [message] = messages_of(people.tom_becker)
    assert message.severity == Severity.BAD


def test_who_waited_for_the_work_is_not_told(acting: NamedActors, people: NamedPeople) -> None:
    run_inline(acting.tom_becker, KIND)
    assert messages_of(people.tom_becker) == []


def test_who_stops_the_own_work_is_not_told(acting: NamedActors, people: NamedPeople) -> None:
    job = enqueue(acting.tom_becker, KIND)
    cancel_job(acting.tom_becker, job.pk)
    assert messages_of(people.tom_becker) == []


def test_who_stopped_the_work_of_another_is_named(acting: NamedActors, people: NamedPeople) -> None:
    job = enqueue(acting.tom_becker, KIND)
    cancel_job(acting.admin_wang, job.pk)
    [message] = messages_of(people.tom_becker)
    words = queries.words_of(acting.tom_becker, message)
    assert (words.title, words.text) == (
        "Count the stars: stopped",
        "Admin Wang has stopped it.",
    )
    assert messages_of(people.admin_wang) == []


def test_whoever_was_disabled_meanwhile_is_told_nothing(
    acting: NamedActors, people: NamedPeople
) -> None:
    enqueue(acting.tom_becker, KIND)
    people_services.disable_person(acting.admin_wang, people.tom_becker)
    run_all()
    assert Message.objects.system("test").count() == 0


def test_work_of_the_system_is_told_to_administrators_when_it_fails(
    ended: Work, people: NamedPeople
) -> None:
    ended(NIGHTLY)
    assert Message.objects.system("test").count() == 0
    ended(NIGHTLY, fails="access_denied")
    assert len(messages_of(people.admin_wang)) == 1
    assert Message.objects.system("test").count() == 1


def test_the_same_failure_of_the_system_is_told_once_a_day(
    ended: Work, people: NamedPeople
) -> None:
    ended(NIGHTLY, fails="access_denied")
    ended(NIGHTLY, fails="access_denied")
    assert len(messages_of(people.admin_wang)) == 1
    ended(NIGHTLY, fails="worker_lost")
    assert len(messages_of(people.admin_wang)) == 2
    Message.objects.system("test").update(created_at=timezone.now() - timedelta(hours=25))
    ended(NIGHTLY, fails="access_denied")
    assert len(messages_of(people.admin_wang)) == 3


def test_nobody_is_told_of_an_occasion_twice(people: NamedPeople) -> None:
    both = [people.tom_becker.pk, people.mei_lin.pk]
    facts = {"severity": Severity.INFO, "figures": {}, "occasion": "test:1"}
    assert telling.notify(both[:1], "test", **facts) == 1  # type: ignore[arg-type]
    assert telling.notify(both, "test", **facts) == 1  # type: ignore[arg-type]
    assert telling.notify(both, "test", **facts) == 0  # type: ignore[arg-type]


def test_a_message_of_a_kind_that_is_gone_can_still_be_read(
    acting: NamedActors, people: NamedPeople
) -> None:
    telling.notify(
        [people.tom_becker.pk], "gone", severity=Severity.INFO, figures={}, occasion="test:1"
    )
    [message] = messages_of(people.tom_becker)
    assert "no longer" in queries.words_of(acting.tom_becker, message).title


def test_a_message_is_marked_as_read_by_its_own_person_alone(
    ended: Work, acting: NamedActors, people: NamedPeople
) -> None:
    ended(acting.tom_becker)
    [message] = messages_of(people.tom_becker)
    with pytest.raises(queries.MessageNotFound):
        reading.mark_read(acting.mei_lin, message.pk)
    read_at = reading.mark_read(acting.tom_becker, message.pk).read_at
    assert read_at is not None
    assert reading.mark_read(acting.tom_becker, message.pk).read_at == read_at


def test_marking_all_as_read_leaves_those_of_others(
    ended: Work, acting: NamedActors, people: NamedPeople
) -> None:
    for actor in (acting.tom_becker, acting.tom_becker, acting.mei_lin):
        ended(actor)
    assert reading.mark_all_read(acting.tom_becker) == 2
    assert queries.unread_count(acting.tom_becker) == 0
    assert queries.unread_count(acting.mei_lin) == 1


def test_a_token_that_only_reads_marks_nothing(
    ended: Work, acting: NamedActors, people: NamedPeople
) -> None:
    ended(acting.tom_becker)
    reader = replace(
        acting.tom_becker,
        kind=ActorKind.TOKEN,
        permissions=frozenset({"notifications.message.view"}),
    )
    assert queries.unread_count(reader) == 1
    with pytest.raises(AccessDenied):
        reading.mark_all_read(reader)
    without = replace(reader, permissions=frozenset())
    assert list(queries.messages(without)) == []


def test_messages_that_were_read_go_after_their_time(
    ended: Work, acting: NamedActors, people: NamedPeople
) -> None:
    for _ in range(3):
        ended(acting.tom_becker)
    old, recent, unread = messages_of(people.tom_becker)
    now = timezone.now()
    rows = Message.objects.system("test")
    rows.filter(pk=old.pk).update(read_at=now - timedelta(days=91))
    rows.filter(pk=recent.pk).update(read_at=now - timedelta(days=89))
    rows.filter(pk=unread.pk).update(created_at=now - timedelta(days=400))

    assert getattr(Installation(), expiring.RULE.setting) == 90
    before = now - timedelta(days=90)
    assert expiring.RULE.foresee(before).count == 1
    assert expiring.RULE.remove(system_actor("schedule"), before, lambda: None).count == 1
    assert {each.pk for each in messages_of(people.tom_becker)} == {recent.pk, unread.pk}
    entry = AuditEntry.objects.system("test").order_by("-pk")[0]
    assert (entry.action, entry.details["count"]) == ("notifications.messages.removed", 1)


def test_only_administrators_look_after_the_system(people: NamedPeople) -> None:
    found = governance.people_who_may("notifications.system_failure.receive")
    assert found == [people.admin_wang.pk]
