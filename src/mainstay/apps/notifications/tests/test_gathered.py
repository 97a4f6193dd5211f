"""What is told later: choices, quiet hours, digests by mail."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.models import Installation, Person
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications.models import Arrangement, MailState, Message
from mainstay.apps.notifications.services import arranging, mailing
from mainstay.apps.notifications.services.telling import notify
from mainstay.apps.notifications.testing import Mailbox, html_of, text_of
from mainstay.apps.notifications.tests.conftest import Work, messages_of, run_all
from mainstay.foundation.jobs.outcomes import Severity

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _company(db: None) -> None:
    Installation.objects.create(
        name="Hengsheng", reporting_currency="CNY", time_zone="Asia/Shanghai"
    )


def tell(people: NamedPeople, number: int = 1, topic: str = "work.done") -> None:
    for each in range(number):
        facts = {"severity": Severity.INFO, "figures": {}, "occasion": f"{topic}:{each}"}
        notify([people.tom_becker.pk], "test", topic=topic, **facts)  # type: ignore[arg-type]


def time_has_come() -> None:
    """Whatever waited for an hour is due."""
    ago = timezone.now() - timedelta(minutes=1)
    Message.objects.system("test").filter(mail_at__isnull=False).update(mail_at=ago)
    mailing.queue_mail()
    run_all()


def all_day_quiet(acting: NamedActors) -> None:
    """Quiet now, whenever the test runs."""
    zone = ZoneInfo(governance.installation().time_zone)
    now = datetime.now(zone)
    since, until = (now - timedelta(hours=1)).time(), (now + timedelta(hours=2)).time()
    arranging.set_times(
        acting.tom_becker,
        quiet_from=since.replace(second=0, microsecond=0),
        quiet_until=until.replace(second=0, microsecond=0),
    )


def test_without_a_choice_everything_comes_at_once(people: NamedPeople, mailbox: Mailbox) -> None:
    tell(people, 2)
    run_all()
    assert len(mailbox.mails) == 2
    assert not Arrangement.objects.system("test").exists()


def test_a_topic_that_one_has_no_mail_of_stays_under_the_bell(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    arranging.choose(acting.tom_becker, "mail", {"work.done": "never"})
    tell(people)
    tell(people, topic="work.failed")
    run_all()
    assert len(mailbox.mails) == 1
    assert [each.read_at for each in messages_of(people.tom_becker)] == [None, None]


def test_a_topic_without_the_bell_counts_as_read_and_is_still_mailed(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    arranging.choose(acting.tom_becker, "bell", {"work.done": "never"})
    tell(people)
    run_all()
    assert messages_of(people.tom_becker)[0].is_read
    assert len(mailbox.mails) == 1


def test_what_is_gathered_comes_as_one_mail_by_topic(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    choices = {"work.done": "digest", "work.failed": "digest"}
    arranging.choose(acting.tom_becker, "mail", choices)
    tell(people, 2)
    tell(people, topic="work.failed")
    run_all()
    assert mailbox.mails == []
    time_has_come()
    [mail] = mailbox.mails
    assert mail["Subject"] == "3 messages"
    for body in (text_of(mail), html_of(mail)):
        done, failed = body.index("is done"), body.index("has failed")
        assert done < failed
        assert body.count("of a kind that there is no longer") == 3
    assert {each.mail_state for each in messages_of(people.tom_becker)} == {MailState.SENT}
    time_has_come()
    assert len(mailbox.mails) == 1


def test_a_digest_of_one_message_is_that_message(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox, ended: Work
) -> None:
    arranging.choose(acting.tom_becker, "mail", {"work.done": "digest"})
    ended(acting.tom_becker)
    assert mailbox.mails == []
    time_has_come()
    assert mailbox.mails[0]["Subject"] == "Count the stars: done"


def test_a_digest_is_in_the_language_of_its_reader(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    people.tom_becker.language = "zh-hans"
    people.tom_becker.save()
    arranging.choose(acting.tom_becker, "mail", {"work.done": "digest"})
    tell(people, 2)
    time_has_come()
    [mail] = mailbox.mails
    assert mail["Subject"] == "2条消息"
    assert "我发起的工作已完成" in text_of(mail)


def test_nothing_is_sent_where_nothing_was_gathered(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    arranging.choose(acting.tom_becker, "mail", {"work.done": "digest"})
    assert not mailing.is_wanted()
    time_has_come()
    assert mailbox.mails == []


def test_a_digest_that_is_days_late_still_goes_out_once(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    arranging.choose(acting.tom_becker, "mail", {"work.done": "digest"})
    tell(people, 2)
    ago = timezone.now() - timedelta(days=6)
    Message.objects.system("test").update(mail_at=ago, created_at=ago - timedelta(days=7))
    assert mailing.is_wanted()
    mailing.queue_mail()
    run_all()
    run_all()
    assert len(mailbox.mails) == 1
    assert not mailing.is_wanted()


def test_what_is_gathered_waits_for_the_next_digest(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    arranging.choose(acting.tom_becker, "mail", {"work.done": "digest"})
    arranging.set_times(
        acting.tom_becker, digest_rhythm="weekly", digest_at=time(8), digest_weekday=1
    )
    tell(people)
    [message] = messages_of(people.tom_becker)
    assert message.mail_at is not None
    due = message.mail_at.astimezone(ZoneInfo(governance.installation().time_zone))
    assert (due.isoweekday(), due.time()) == (1, time(8))
    assert timezone.now() < message.mail_at <= timezone.now() + timedelta(days=7)


def test_in_quiet_hours_mail_waits_and_the_bell_does_not(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    all_day_quiet(acting)
    tell(people, 2)
    run_all()
    assert mailbox.mails == []
    assert not any(each.is_read for each in messages_of(people.tom_becker))
    time_has_come()
    assert [mail["Subject"] for mail in mailbox.mails] == ["2 messages"]


def test_what_is_urgent_does_not_wait_for_quiet_hours_to_end(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    all_day_quiet(acting)
    tell(people, topic="system.failed")
    run_all()
    assert len(mailbox.mails) == 1


def test_only_what_differs_from_the_usual_is_kept(acting: NamedActors) -> None:
    arranging.choose(acting.tom_becker, "mail", {"work.done": "digest", "work.failed": "now"})
    assert Arrangement.objects.system("test").get().mail == {"work.done": "digest"}
    arranging.choose(acting.tom_becker, "mail", {"work.done": "now"})
    assert Arrangement.objects.system("test").get().mail == {}


@pytest.mark.parametrize(
    ("way", "choices"),
    [
        ("mail", {"no.such": "now"}),
        ("mail", {"work.done": "sometimes"}),
        ("bell", {"work.done": "digest"}),
        ("pigeon", {"work.done": "now"}),
        ("mail", {"system.failed": "never"}),
    ],
)
def test_a_choice_that_there_is_not_is_refused(
    way: str, choices: dict[str, str], acting: NamedActors
) -> None:
    with pytest.raises(ValidationError):
        arranging.choose(acting.tom_becker, way, choices)


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"quiet_from": time(22)}, "quiet_until"),
        ({"quiet_until": time(22)}, "quiet_from"),
        ({"quiet_from": time(22), "quiet_until": time(22)}, "quiet_until"),
        ({"quiet_weekdays": [8]}, "quiet_weekdays"),
        ({"quiet_weekdays": [1, 2, 3, 4, 5, 6, 7]}, "quiet_weekdays"),
        ({"digest_rhythm": "hourly"}, "digest_rhythm"),
        ({"digest_weekday": 0}, "digest_weekday"),
    ],
)
def test_times_that_make_no_sense_are_refused_by_name(
    facts: dict[str, object], field: str, acting: NamedActors
) -> None:
    with pytest.raises(ValidationError) as refused:
        arranging.set_times(acting.tom_becker, **facts)  # type: ignore[arg-type]
    assert list(refused.value.message_dict) == [field]


def live_in(person: Person, zone: str) -> None:
    person.time_zone = zone
    person.save()


def test_the_digest_goes_out_at_its_time_in_the_reader_s_own_zone(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    arranging.choose(acting.tom_becker, "mail", {"work.done": "digest"})
    live_in(people.tom_becker, "America/New_York")
    tell(people)
    [message] = messages_of(people.tom_becker)
    assert message.mail_at is not None
    assert message.mail_at.astimezone(ZoneInfo("America/New_York")).time() == time(8)


def test_quiet_hours_are_those_of_the_reader_s_own_zone(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    all_day_quiet(acting)
    live_in(people.tom_becker, "America/New_York")
    tell(people)
    run_all()
    assert len(mailbox.mails) == 1


def test_people_of_several_zones_are_told_of_one_thing_each_at_their_own_time(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    live_in(people.tom_becker, "America/New_York")
    for actor in (acting.tom_becker, acting.mei_lin):
        arranging.choose(actor, "mail", {"work.done": "digest"})
    both = [people.tom_becker.pk, people.mei_lin.pk]
    notify(
        both, "test", topic="work.done", severity=Severity.INFO, figures={}, occasion="test:both"
    )
    zones = {people.tom_becker: "America/New_York", people.mei_lin: "Asia/Shanghai"}
    for person, zone in zones.items():
        [message] = messages_of(person)
        assert message.mail_at is not None
        assert message.mail_at.astimezone(ZoneInfo(zone)).time() == time(8)


def test_what_is_gathered_tells_its_moments_in_the_reader_s_own_zone(
    acting: NamedActors, people: NamedPeople, mailbox: Mailbox
) -> None:
    arranging.choose(acting.tom_becker, "mail", {"work.done": "digest"})
    live_in(people.tom_becker, "Asia/Kathmandu")
    tell(people, 2)
    time_has_come()
    [mail] = mailbox.mails
    moment = messages_of(people.tom_becker)[0].created_at
    assert f"{moment.astimezone(ZoneInfo('Asia/Kathmandu')):%H:%M}" in html_of(mail)
    assert f"{moment.astimezone(ZoneInfo('Asia/Shanghai')):%H:%M}" not in html_of(mail)
