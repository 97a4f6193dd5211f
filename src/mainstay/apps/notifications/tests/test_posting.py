"""Messages by channels, through the real library to services on loopback."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications import contracts, queries
from mainstay.apps.notifications.contracts import MessageKind
from mainstay.apps.notifications.models import Channel, Outgoing
from mainstay.apps.notifications.services import arranging, channels, pausing, posting
from mainstay.apps.notifications.services.outgoing import POSTS, queue_posts
from mainstay.apps.notifications.services.telling import notify
from mainstay.apps.notifications.tests.conftest import Work, messages_of, refreshed, run_all
from mainstay.apps.notifications.tests.robots import (
    ADDRESSES,
    DINGTALK,
    FEISHU,
    WECOM,
    Reply,
    Robots,
    said,
)
from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.jobs.models import Job, JobState, ScheduleState
from mainstay.foundation.jobs.outcomes import Severity, Words
from mainstay.foundation.jobs.schedules import queue_due
from mainstay.shell.web.figures import moment

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _address(settings: Settings) -> None:
    settings.PUBLIC_URL = "https://mainstay.example"


@pytest.fixture
def group(acting: NamedActors) -> Channel:
    """A robot of Tom's in a group of WeCom."""
    return channels.add_channel(acting.tom_becker, name="Tom's group", address=ADDRESSES[WECOM])


def tell(people: NamedPeople, occasion: str = "test:1", topic: str = "work.done") -> None:
    tom = [people.tom_becker.pk]
    facts = {"severity": Severity.INFO, "figures": {}, "occasion": occasion, "topic": topic}
    notify(tom, "test", **facts)  # type: ignore[arg-type]


def rest_is_over() -> None:
    """Whatever a channel waits for has come."""
    ago = timezone.now() - timedelta(minutes=1)
    Channel.objects.system("test").filter(next_at__isnull=False).update(next_at=ago)


def try_again() -> None:
    rest_is_over()
    queue_posts()
    run_all()


def test_a_message_comes_by_the_channel_too(
    group: Channel, ended: Work, acting: NamedActors, robots: Robots
) -> None:
    ended(acting.tom_becker, fails="access_denied")
    run_all()
    [post] = robots.posts
    assert post.text.splitlines() == [
        "Mainstay: Count the stars: failed",
        "The person who started it may not do this.",
    ]
    assert not Outgoing.objects.system("test").exists()
    assert refreshed(group).delivered_at is not None
    entry = AuditEntry.objects.system("test").get(action="notifications.messages.posted")
    assert entry.details["count"] == 1


def test_it_is_in_the_language_of_its_person(
    group: Channel, ended: Work, people: NamedPeople, robots: Robots
) -> None:
    people.tom_becker.language = "zh-hans"
    people.tom_becker.save()
    ended(governance.actor_of(people.tom_becker))
    assert robots.posts[0].text == "Mainstay：Count the stars：已完成"


def test_the_channels_of_others_bring_nothing_of_it(
    group: Channel, ended: Work, acting: NamedActors, robots: Robots
) -> None:
    ended(acting.mei_lin)
    assert robots.posts == []


def test_what_waits_together_comes_in_one_post_with_links(
    group: Channel, acting: NamedActors, people: NamedPeople, robots: Robots
) -> None:
    tell(people, "test:1")
    tell(people, "test:2", topic="work.failed")
    figures = {"channel": group.pk, "name": "X", "product": "wecom", "code": "", "says": ""}
    facts = {"severity": Severity.BAD, "figures": figures, "occasion": "test:3"}
    notify([people.tom_becker.pk], pausing.CHANNEL_PAUSED, **facts)  # type: ignore[arg-type]
    run_all()
    [post] = robots.posts
    lines = post.text.splitlines()
    assert lines[0] == "Mainstay: 3 messages"
    assert "Work that I started is done" in lines
    assert f"https://mainstay.example/notifications/channels/{group.pk}/" in lines


def test_a_robot_gets_its_breath_between_two_posts(
    group: Channel, people: NamedPeople, robots: Robots
) -> None:
    for number in range(4):
        tell(people, f"test:{number}")
        run_all()
    assert len(robots.posts) == 1
    try_again()
    assert [post.text.splitlines()[0] for post in robots.posts][1:] == ["Mainstay: 3 messages"]


def test_many_messages_still_fit_into_one_post(
    group: Channel, people: NamedPeople, robots: Robots
) -> None:
    for number in range(60):
        tell(people, f"test:{number}")
    run_all()
    [post] = robots.posts
    assert len(post.text.encode()) <= 2048
    assert post.text.endswith("The rest stands in Mainstay.")


def test_a_refusal_is_shown_and_the_message_tried_again(
    group: Channel, people: NamedPeople, robots: Robots
) -> None:
    robots.refuse(WECOM, said(errcode=45009, errmsg="api freq out of limit"))
    tell(people)
    run_all()
    found = refreshed(group)
    assert (found.failures, found.trouble, found.paused_at) == (1, "robot_busy", None)
    assert found.next_at is not None
    assert not posting.is_wanted()
    try_again()
    assert len(robots.posts) == 2
    found = refreshed(group)
    assert (found.failures, found.trouble) == (0, "")
    assert not Outgoing.objects.system("test").exists()


def test_pauses_between_attempts_grow(group: Channel, people: NamedPeople, robots: Robots) -> None:
    robots.refuse(WECOM, *[Reply(500)] * 4)
    tell(people)
    run_all()
    pauses = []
    for _attempt in range(3):
        found = refreshed(group)
        assert found.next_at is not None
        assert found.failed_at is not None
        pauses.append(round((found.next_at - found.failed_at).total_seconds()))
        try_again()
    assert pauses == [30, 60, 120]


@pytest.mark.parametrize(
    ("reply", "attempts"),
    [(said(errcode=93000, errmsg="invalid"), 3), (Reply(500), 8)],
)
def test_a_channel_that_keeps_failing_is_paused_and_its_person_told(
    reply: Reply, attempts: int, group: Channel, people: NamedPeople, robots: Robots
) -> None:
    robots.refuse(WECOM, *[reply] * attempts)
    tell(people)
    run_all()
    for _attempt in range(attempts - 1):
        assert refreshed(group).paused_at is None
        try_again()
    assert refreshed(group).paused_at is not None
    assert len(robots.posts) == attempts
    actor = governance.actor_of(people.tom_becker)
    words = queries.words_of(actor, messages_of(people.tom_becker)[0])
    assert words.title == "The channel Tom's group is paused"
    assert words.text.startswith("WeCom ")
    assert words.url == f"/notifications/channels/{group.pk}/"
    tell(people, "test:2")
    try_again()
    assert len(robots.posts) == attempts
    assert not Outgoing.objects.system("test").exists()


def test_one_channel_in_trouble_keeps_no_other_back(
    group: Channel, acting: NamedActors, people: NamedPeople, robots: Robots
) -> None:
    other = channels.add_channel(acting.tom_becker, name="Other", address=ADDRESSES[FEISHU])
    robots.refuse(WECOM, Reply(hangs_up=True))
    tell(people)
    run_all()
    assert refreshed(other).delivered_at is not None
    assert refreshed(group).trouble == "robot_unreachable"


def test_a_service_that_does_not_answer_is_waited_for_once_in_a_run(
    group: Channel, acting: NamedActors, people: NamedPeople, robots: Robots
) -> None:
    other = channels.add_channel(acting.tom_becker, name="Other", address=ADDRESSES[WECOM])
    robots.refuse(WECOM, Reply(hangs_up=True))
    tell(people)
    run_all()
    assert len(robots.posts) == 1
    assert (refreshed(group).failures, refreshed(other).failures) == (1, 0)
    try_again()
    assert len(robots.posts) == 3
    assert refreshed(other).delivered_at is not None


def test_what_another_job_is_bringing_is_left_to_it(
    group: Channel, people: NamedPeople, robots: Robots
) -> None:
    tell(people)
    other = Job.objects.create(
        kind="test.other",
        state=JobState.RUNNING,
        actor_kind="system",
        actor_name="test",
        lease_token="x",
        lease_until=timezone.now() + timedelta(minutes=5),
    )
    Channel.objects.system("test").update(worked_by=other.pk)
    run_all()
    assert robots.posts == []
    Job.objects.system("test").filter(pk=other.pk).update(state=JobState.FAILED)
    try_again()
    assert len(robots.posts) == 1


def test_who_may_no_longer_act_is_brought_nothing(
    group: Channel, people: NamedPeople, robots: Robots
) -> None:
    tell(people)
    people.tom_becker.is_active = False
    people.tom_becker.save()
    run_all()
    assert robots.posts == []
    assert not Outgoing.objects.system("test").exists()


def test_a_name_in_a_message_calls_nobody_and_hides_no_link(
    group: Channel, people: NamedPeople, robots: Robots
) -> None:
    name = '<at user_id="all"></at> <!channel> @all [click](https://evil.example)'
    figures = {"channel": 1, "name": name, "product": "wecom", "code": "", "says": ""}
    facts = {"severity": Severity.BAD, "figures": figures, "occasion": "test:3"}
    notify([people.tom_becker.pk], pausing.CHANNEL_PAUSED, **facts)  # type: ignore[arg-type]
    run_all()
    assert not set("<>@[]") & set(robots.posts[0].text)


def test_the_schedule_brings_what_had_to_wait(
    group: Channel, acting: NamedActors, people: NamedPeople, robots: Robots
) -> None:
    arranging.choose(acting.tom_becker, str(group.pk), {"work.done": "digest"})
    queue_due()
    tell(people)
    run_all()
    assert robots.posts == []
    ago = timezone.now() - timedelta(minutes=5)
    Outgoing.objects.system("test").update(due_at=ago)
    _schedules_are_due()
    queue_due()
    run_all()
    assert len(robots.posts) == 1
    _schedules_are_due()
    queue_due()
    assert not Job.objects.system("test").filter(kind=POSTS, state=JobState.QUEUED).exists()


def test_in_quiet_hours_a_channel_waits(
    group: Channel, acting: NamedActors, people: NamedPeople, robots: Robots
) -> None:
    now = timezone.now().replace(second=0, microsecond=0)
    since, until = now - timedelta(hours=1), now + timedelta(hours=2)
    arranging.set_times(acting.tom_becker, quiet_from=since.time(), quiet_until=until.time())
    tell(people, "test:1")
    tell(people, "test:2")
    tell(people, "test:3", topic="system.failed")
    run_all()
    assert len(robots.posts) == 1
    assert {each.due_at for each in Outgoing.objects.system("test")} == {until}
    Outgoing.objects.system("test").update(due_at=timezone.now())
    try_again()
    assert robots.posts[1].text.startswith("Mainstay: 2 messages")


def _schedules_are_due() -> None:
    ago = timezone.now() - timedelta(minutes=5)
    rows = ScheduleState._base_manager.filter(code__startswith="notifications.")
    rows.update(next_at=ago)


def test_a_test_message_goes_out_at_once_and_ends_a_pause(
    group: Channel, acting: NamedActors, robots: Robots
) -> None:
    Channel.objects.system("test").update(paused_at=timezone.now(), trouble="robot_gone")
    assert channels.try_channel(acting.tom_becker, group.pk) is None
    assert "Test message for the channel Tom's group" in robots.posts[0].text
    found = refreshed(group)
    assert (found.paused_at, found.trouble) == (None, "")


def test_a_test_message_says_what_the_service_says(acting: NamedActors, robots: Robots) -> None:
    made = channels.add_channel(acting.tom_becker, name="D", address=ADDRESSES[DINGTALK])
    robots.refuse(DINGTALK, said(errcode=310000, errmsg="keywords not in content"))
    refusal = channels.try_channel(acting.tom_becker, made.pk)
    assert refusal is not None
    assert refusal.code == "robot_keyword"
    assert refreshed(made).trouble == "robot_keyword"


def test_moments_are_told_in_the_zone_of_its_person(
    group: Channel, people: NamedPeople, robots: Robots, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = datetime(2026, 3, 1, 17, 30, tzinfo=UTC)
    rose = MessageKind("test.rose", lambda _actor, _figures: Words(moment(at)))
    monkeypatch.setattr(contracts, "_kinds", {**contracts._kinds, rose.code: rose})
    people.tom_becker.time_zone = "Europe/Berlin"
    people.tom_becker.save()
    tom = [people.tom_becker.pk]
    notify(tom, rose.code, topic="work.done", severity=Severity.INFO, figures={}, occasion="test:1")
    run_all()
    assert robots.posts[0].text == "Mainstay: 1 Mar 2026, 18:30"
