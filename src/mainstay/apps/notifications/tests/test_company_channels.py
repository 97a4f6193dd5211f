"""Channels of the company: who sets them up, and what their groups learn."""

from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client

from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications.models import Channel, Outgoing
from mainstay.apps.notifications.services import channels
from mainstay.apps.notifications.tests.conftest import (
    Work,
    messages_of,
    run_all,
)
from mainstay.apps.notifications.tests.robots import (
    ADDRESSES,
    FEISHU,
    SLACK,
    Reply,
    Robots,
)
from mainstay.foundation.access.actor import system_actor

pytestmark = pytest.mark.django_db

PAGES = "/notifications/"


def text(response: Any) -> str:
    assert response.status_code == 200, response
    return str(response.content.decode())


def test_a_group_of_the_company_learns_what_has_failed_and_nothing_more(
    house: Channel, ended: Work, acting: NamedActors, robots: Robots
) -> None:
    ended(acting.tom_becker)
    ended(acting.tom_becker, fails="access_denied")
    assert robots.posts == []
    ended(system_actor("schedule test"), fails="access_denied")
    run_all()
    [post] = robots.posts
    assert post.text == "Mainstay：Count the stars：失败"


def test_a_group_that_is_told_of_work_that_is_done_learns_not_whose(
    house: Channel, ended: Work, acting: NamedActors, robots: Robots
) -> None:
    channels.change_channel(acting.admin_wang, house.pk, choices={"work.done": "now"})
    ended(acting.tom_becker)
    run_all()
    [post] = robots.posts
    assert post.text == "Mainstay：Count the stars：已完成"


@pytest.mark.parametrize(
    "choices", [{"work.failed": "now"}, {"no.such": "now"}, {"system.failed": "digest"}]
)
def test_a_group_is_told_only_what_is_for_all_who_are_in_it(
    choices: dict[str, str], house: Channel, acting: NamedActors
) -> None:
    with pytest.raises(ValidationError):
        channels.change_channel(acting.admin_wang, house.pk, choices=choices)


def test_what_was_kept_for_a_topic_that_is_no_longer_shared_is_not_told(
    house: Channel, ended: Work, acting: NamedActors, robots: Robots
) -> None:
    Channel.objects.system("test").update(choices={"work.failed": "now"})
    ended(acting.tom_becker, fails="access_denied")
    run_all()
    assert robots.posts == []
    assert not Outgoing.objects.system("test").exists()


def test_an_administrator_sets_a_company_channel_up(
    admin: Client, ended: Work, robots: Robots
) -> None:
    assert "No company channels yet" in text(admin.get(PAGES + "channels/company/"))
    assert "Work that somebody started is done" in text(admin.get(PAGES + "channels/company/new/"))
    facts = {
        "name": "Everybody",
        "address": ADDRESSES[SLACK],
        "language": "en",
        "told": ["work.done", "system.failed"],
    }
    page = admin.post(PAGES + "channels/company/new/", facts)["Location"]
    assert "Work that somebody started is done" in text(admin.get(page))
    assert "Everybody" in text(admin.get(PAGES + "channels/company/"))
    assert "has taken" in text(admin.post(page + "test/", follow=True))
    admin.post(page + "edit/", facts | {"address": "", "told": []})
    assert "Nothing yet" in text(admin.get(page))
    assert admin.post(page + "delete/")["Location"] == "/notifications/channels/company/"


def test_that_a_company_channel_is_paused_is_told_to_administrators(
    house: Channel, ended: Work, people: NamedPeople, robots: Robots
) -> None:
    Channel.objects.system("test").update(failures=7)
    robots.refuse(FEISHU, Reply(500))
    ended(system_actor("schedule test"), fails="access_denied")
    run_all()
    kinds = [each.kind for each in messages_of(people.admin_wang)]
    assert kinds == ["notifications.channel_paused", "jobs.ended"]
