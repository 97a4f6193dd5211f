"""Raters are told that the day comes near and that it has passed, once each."""

from datetime import timedelta

import pytest
from django.utils import timezone

from mainstay.apps.evaluation.models import RatingRound
from mainstay.apps.evaluation.services.ratings import telling
from mainstay.apps.evaluation.tests.rating import MAKING, TWO, closed, rate, round_of
from mainstay.apps.evaluation.wording.ratings import words_of_message
from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications.models import Message
from mainstay.foundation.jobs import registry
from mainstay.foundation.jobs.services import run_inline

BOTH = dict.fromkeys(TWO, 3)


def made(people: NamedPeople, due_in: int, name: str = "Spring") -> RatingRound:
    """A round made a month ago that is due so many days from now."""
    row = round_of([people.li_na, people.chen_wei], customers=["GIANT"], name=name)
    rows = RatingRound.objects.system("test").filter(pk=row.pk)
    rows.update(
        due_on=row.due_on + timedelta(days=due_in - 14),
        made_at=timezone.now() - timedelta(days=30),
    )
    row.refresh_from_db()
    return row


def remind() -> list[tuple[str, str]]:
    """Run the job; who was told what, apart from being asked."""
    run_inline(MAKING, telling.REMIND)
    rows = Message.objects.system("test").filter(kind=telling.ASKED).order_by("pk")
    told = rows.exclude(figures__when="newly")
    return [(row.person.full_name, row.figures["when"]) for row in told.select_related("person")]


def test_who_lacks_answers_is_reminded_before_the_day(trade: NamedPeople) -> None:
    row = made(trade, 2)
    rate(trade.li_na, row, "GIANT", BOTH)
    assert telling.is_wanted()
    assert remind() == [("Chen Wei", "near")]


def test_nobody_is_reminded_early(trade: NamedPeople) -> None:
    made(trade, 4)
    assert not telling.is_wanted()
    assert remind() == []


def test_who_is_late_is_told_so_with_caution(trade: NamedPeople) -> None:
    row = made(trade, -1)
    rate(trade.chen_wei, row, "GIANT", BOTH)
    assert remind() == [("Li Na", "late")]
    told = Message.objects.system("test").get(figures__when="late")
    assert told.severity == "caution"


def test_each_is_told_once_however_often_the_job_runs(trade: NamedPeople) -> None:
    made(trade, 1)
    assert len(remind()) == 2
    assert len(remind()) == 2
    assert not telling.is_wanted()


def test_after_the_reminder_comes_the_lateness(trade: NamedPeople) -> None:
    row = made(trade, 1)
    remind()
    rows = RatingRound.objects.system("test").filter(pk=row.pk)
    rows.update(due_on=row.due_on - timedelta(days=2))
    assert [when for _name, when in remind()] == ["near", "near", "late", "late"]


def test_a_round_that_has_ended_reminds_nobody(trade: NamedPeople) -> None:
    row = made(trade, -1)
    rate(trade.li_na, row, "GIANT", BOTH)
    closed(row)
    assert not telling.is_wanted()


def test_nothing_is_wanted_before_the_company_is_set_up(db: None) -> None:
    assert not telling.is_wanted()


def test_the_worker_asks_every_hour() -> None:
    schedules = {each.code: each for each in registry.schedules()}
    assert schedules[telling.REMIND].every == timedelta(hours=1)


@pytest.mark.parametrize(
    ("when", "title"),
    [
        ("newly", "Please rate customers: Spring"),
        ("near", "Ratings are due soon: Spring"),
        ("late", "Ratings are late: Spring"),
    ],
)
def test_a_message_says_what_is_due_when_and_leads_there(
    acting: NamedActors, when: str, title: str
) -> None:
    figures = {"round": 7, "name": "Spring", "due_on": "2027-03-10", "when": when}
    words = words_of_message(acting.li_na, figures)
    assert words.title == title
    assert "10 Mar 2027" in words.text
    assert words.url == "/evaluations/rounds/7/rate/"


def test_who_may_no_longer_rate_reads_no_names(acting: NamedActors) -> None:
    figures = {"round": 7, "name": "Spring", "due_on": "2027-03-10", "when": "late"}
    words = words_of_message(acting.nobody_ning, figures)
    assert "Spring" not in words.title + words.text
