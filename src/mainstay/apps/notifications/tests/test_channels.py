"""Setting channels up, on pages and through the interface for programs, and who may."""

from dataclasses import replace
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from mainstay.apps.governance.testing import NamedActors, NamedPeople
from mainstay.apps.notifications import queries
from mainstay.apps.notifications.models import Arrangement, Channel
from mainstay.apps.notifications.services import channels
from mainstay.apps.notifications.tests.conftest import (
    refreshed,
)
from mainstay.apps.notifications.tests.robots import (
    ADDRESSES,
    DINGTALK,
    FEISHU,
    FEISHU_SECRET,
    SECRET,
    SLACK,
    TOKEN,
    WECOM,
    Robots,
    said,
)
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.django_db

PAGES = "/notifications/"
OWN = [
    ("get", "settings/"),
    ("post", "settings/choices/"),
    ("post", "settings/times/"),
    ("get", "channels/new/"),
    ("post", "channels/new/"),
    ("get", "channels/company/"),
    ("get", "channels/company/new/"),
    ("post", "channels/company/new/"),
]
OF_ONE = [
    ("get", ""),
    ("get", "edit/"),
    ("post", "edit/"),
    ("post", "test/"),
    ("get", "delete/"),
    ("post", "delete/"),
]


def text(response: Any) -> str:
    assert response.status_code == 200, response
    return str(response.content.decode())


@pytest.mark.parametrize(("method", "path"), OWN)
def test_strangers_are_sent_to_the_sign_in(method: str, path: str, client: Client) -> None:
    response = getattr(client, method)(PAGES + path)
    assert (response.status_code, response["Location"].startswith("/sign-in/")) == (302, True)


@pytest.mark.parametrize(("method", "path"), OF_ONE)
def test_a_channel_of_somebody_else_is_not_there(
    method: str, path: str, group: Channel, mei: Client, admin: Client
) -> None:
    for other in (mei, admin):
        answer = getattr(other, method)(f"{PAGES}channels/{group.pk}/{path}")
        assert answer.status_code == 404
    assert refreshed(group).name == "Tom's group"


@pytest.mark.parametrize(("method", "path"), OF_ONE)
def test_a_channel_of_the_company_is_for_administrators(
    method: str, path: str, house: Channel, tom: Client
) -> None:
    assert getattr(tom, method)(f"{PAGES}channels/{house.pk}/{path}").status_code == 404
    for page in ("channels/company/", "channels/company/new/"):
        assert tom.get(PAGES + page).status_code == 403


def test_a_channel_is_added_tested_changed_and_deleted(tom: Client, robots: Robots) -> None:
    assert "No channels yet" in text(tom.get(PAGES + "settings/"))
    assert "keyword Mainstay" in text(tom.get(PAGES + "channels/new/"))
    facts = {"name": "Sales", "address": ADDRESSES[DINGTALK], "secret": SECRET}
    page = tom.post(PAGES + "channels/new/", facts)["Location"]
    shown = text(tom.get(page))
    assert "DingTalk" in shown
    assert TOKEN not in shown
    assert "Not tried yet" in shown
    assert "has taken the message" in text(tom.post(page + "test/", follow=True))
    assert robots.posts[0].query["sign"]
    assert "Works" in text(tom.get(page))
    assert "Wait a few seconds" in text(tom.post(page + "test/", follow=True))

    form = text(tom.get(page + "edit/"))
    assert "…feed" in form
    assert TOKEN not in form
    tom.post(page + "edit/", {"name": "Sales north", "address": "", "secret": ""})
    assert "Sales north" in text(tom.get(PAGES + "settings/"))
    assert "Delete the channel Sales north?" in text(tom.get(page + "delete/"))
    tom.post(page + "delete/")
    assert tom.get(page).status_code == 404


def test_a_secret_of_feishu_is_pasted_kept_encrypted_and_signs(tom: Client, robots: Robots) -> None:
    facts = {"name": "Sales", "address": ADDRESSES[FEISHU], "secret": FEISHU_SECRET}
    page = tom.post(PAGES + "channels/new/", facts)["Location"]
    assert FEISHU_SECRET not in str(list(Channel.objects.system("test").values()))
    assert FEISHU_SECRET not in text(tom.get(page)) + text(tom.get(page + "edit/"))
    assert "has taken the message" in text(tom.post(page + "test/", follow=True))
    assert robots.posts[0].body["sign"]
    robots.refuse(FEISHU, said(code=19021, msg="sign match fail"))
    Channel.objects.system("test").update(next_at=None)
    shown = text(tom.post(page + "test/", follow=True))
    assert "Feishu wants messages signed: paste the address with its secret." in shown


def test_what_a_service_does_not_take_is_said_in_words(
    tom: Client, group: Channel, robots: Robots
) -> None:
    robots.refuse(WECOM, said(errcode=93000, errmsg="invalid webhook url"))
    page = text(tom.post(f"{PAGES}channels/{group.pk}/test/", follow=True))
    assert "WeCom does not know this robot" in page
    assert "The last message was not taken" in page


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"name": "", "address": ADDRESSES[WECOM]}, "This field is required"),
        ({"name": "A", "address": "json://10.0.0.1/"}, "begins with https://."),
        ({"name": "A", "address": "https://10.0.0.1/"}, "This is no webhook address of WeCom"),
        ({"name": "A", "address": f"https://{SLACK}/services/T1"}, "A part of the address"),
        ({"name": "A", "address": ADDRESSES[WECOM], "secret": SECRET}, "Only robots of DingTalk"),
        ({"name": "A", "address": ADDRESSES[DINGTALK], "secret": "x" * 20}, "begins with SEC."),
        ({"name": "A", "address": ADDRESSES[FEISHU], "secret": "hush"}, "not all of a signing"),
        ({"name": "Tom&#x27;s group", "address": ""}, "This field is required"),
    ],
)
def test_what_cannot_be_a_channel_is_refused_beside_its_field(
    facts: dict[str, str], says: str, tom: Client
) -> None:
    assert says in text(tom.post(PAGES + "channels/new/", facts))
    assert not Channel.objects.system("test").exists()


@pytest.mark.parametrize(
    ("host", "secret"), [(DINGTALK, FEISHU_SECRET), (FEISHU, "hush"), (WECOM, SECRET)]
)
def test_a_wrong_secret_is_refused_as_the_secret_and_not_as_the_address(
    host: str, secret: str, acting: NamedActors
) -> None:
    with pytest.raises(ValidationError) as refused:
        channels.add_channel(acting.tom_becker, name="A", address=ADDRESSES[host], secret=secret)
    assert list(refused.value.message_dict) == ["secret"]


def test_two_channels_of_one_person_have_different_names(
    group: Channel, acting: NamedActors
) -> None:
    with pytest.raises(ValidationError) as refused:
        channels.add_channel(acting.tom_becker, name="Tom's group", address=ADDRESSES[WECOM])
    assert refused.value.message_dict == {"name": ["Another channel has this name."]}
    channels.add_channel(acting.mei_lin, name="Tom's group", address=ADDRESSES[WECOM])


def test_nobody_has_channels_without_end(acting: NamedActors) -> None:
    for number in range(channels.MOST_CHANNELS):
        channels.add_channel(acting.tom_becker, name=str(number), address=ADDRESSES[WECOM])
    with pytest.raises(ValidationError):
        channels.add_channel(acting.tom_becker, name="more", address=ADDRESSES[WECOM])


def test_an_address_is_kept_encrypted_and_stands_nowhere_else(acting: NamedActors) -> None:
    made = channels.add_channel(
        acting.tom_becker, name="D", address=ADDRESSES[DINGTALK], secret=SECRET
    )
    channels.change_channel(acting.tom_becker, made.pk, address=ADDRESSES[WECOM])
    rows = str(list(Channel.objects.system("test").values()))
    rows += str(list(AuditEntry.objects.system("test").values()))
    assert TOKEN not in rows
    assert SECRET not in rows
    entries = AuditEntry.objects.system("test").filter(action__startswith="notifications.")
    assert [entry.action for entry in entries.order_by("pk")] == [
        "notifications.channel.added",
        "notifications.channel.changed",
    ]


def test_a_new_address_ends_a_pause(group: Channel, acting: NamedActors) -> None:
    Channel.objects.system("test").update(
        paused_at=group.created_at, failures=3, trouble="robot_gone"
    )
    channels.change_channel(acting.tom_becker, group.pk, name="New name")
    assert refreshed(group).paused_at is not None
    channels.change_channel(acting.tom_becker, group.pk, address=ADDRESSES[FEISHU])
    found = refreshed(group)
    assert (found.paused_at, found.failures, found.trouble) == (None, 0, "")
    assert found.product == "feishu"


def test_with_another_secret_key_the_address_is_asked_for_again(
    group: Channel, acting: NamedActors, settings: Any, robots: Robots
) -> None:
    settings.SECRET_KEY = "another one"
    refusal = channels.try_channel(acting.tom_becker, group.pk)
    assert refusal is not None
    assert refusal.code == "robot_lost"
    assert robots.posts == []


def test_a_token_that_only_reads_changes_nothing(group: Channel, acting: NamedActors) -> None:
    reader = replace(acting.tom_becker, permissions=frozenset({"notifications.message.view"}))
    assert queries.channel(reader, group.pk) == group
    with pytest.raises(AccessDenied):
        channels.change_channel(reader, group.pk, name="x")
    with pytest.raises(AccessDenied):
        channels.add_channel(reader, name="x", address=ADDRESSES[WECOM])
    with pytest.raises(AccessDenied):
        channels.try_channel(reader, group.pk)


def test_choices_are_kept_for_each_way(tom: Client, group: Channel) -> None:
    page = text(tom.get(PAGES + "settings/"))
    assert "Work that I started is done" in page
    assert "Work of the system itself" not in page
    topics = page.count('name="bell-')
    said_of = {"bell": "now", "mail": "digest", str(group.pk): "never"}
    facts = {f"{way}-{n}": choice for way, choice in said_of.items() for n in range(topics)}
    tom.post(PAGES + "settings/choices/", facts)
    kept = Arrangement.objects.system("test").get()
    assert kept.bell == {}
    assert set(kept.mail.values()) == {"digest"}
    assert set(refreshed(group).choices.values()) == {"never"}
    assert "This field is required" in text(tom.post(PAGES + "settings/choices/", {}))


def test_times_are_kept_and_nonsense_is_refused_beside_its_field(tom: Client) -> None:
    facts = {
        "quiet_from": "22:00",
        "quiet_until": "07:00",
        "quiet_weekdays": ["6", "7"],
        "digest_rhythm": "weekly",
        "digest_at": "18:30",
        "digest_weekday": "5",
    }
    tom.post(PAGES + "settings/times/", facts)
    kept = Arrangement.objects.system("test").get()
    assert (str(kept.quiet_from), kept.quiet_weekdays, kept.digest_weekday) == (
        "22:00:00",
        [6, 7],
        5,
    )
    page = text(tom.post(PAGES + "settings/times/", facts | {"quiet_until": ""}))
    assert "Quiet hours have a beginning and an end." in page


def test_the_page_says_in_which_zone_times_are_meant(tom: Client, people: NamedPeople) -> None:
    people.tom_becker.time_zone = "Europe/Berlin"
    people.tom_becker.save()
    assert "In your time zone, Europe/Berlin." in text(tom.get(PAGES + "settings/"))


def test_a_list_of_channels_asks_once(
    tom: Client, acting: NamedActors, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for number in range(5):
        channels.add_channel(acting.tom_becker, name=str(number), address=ADDRESSES[WECOM])
    tom.get(PAGES + "settings/")
    with django_assert_num_queries(5 + 6):  # session and who it is; the page
        tom.get(PAGES + "settings/")


@pytest.mark.parametrize("allowed", ["none", "dingtalk, feishu", "nonsense", ""])
def test_services_that_the_installation_does_not_allow_get_nothing(
    allowed: str, group: Channel, acting: NamedActors, settings: Any, robots: Robots
) -> None:
    settings.CHANNELS = allowed
    with pytest.raises(ValidationError) as refused:
        channels.add_channel(acting.tom_becker, name="More", address=ADDRESSES[WECOM])
    assert list(refused.value.message_dict) == ["address"]
    refusal = channels.try_channel(acting.tom_becker, group.pk)
    assert refusal is not None
    assert refusal.code == "robot_forbidden"
    assert robots.posts == []
    settings.CHANNELS = "WeCom"
    channels.add_channel(acting.tom_becker, name="More", address=ADDRESSES[WECOM])
