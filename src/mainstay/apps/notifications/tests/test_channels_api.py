"""Channels and settings through the interface for programs."""

from typing import Any

import pytest
from django.test import Client

from mainstay.apps.notifications.models import Channel
from mainstay.apps.notifications.tests.robots import (
    ADDRESSES,
    FEISHU,
    FEISHU_SECRET,
    LARK,
    TOKEN,
    WECOM,
    Robots,
    said,
)

pytestmark = pytest.mark.django_db

API_OF_ONE = [("get", ""), ("patch", ""), ("delete", ""), ("post", "/test")]


def api(client: Client, method: str, path: str, body: dict[str, Any] | None = None) -> Any:
    return getattr(client, method)(f"/api{path}", body or {}, content_type="application/json")


@pytest.mark.parametrize("path", ["/channels", "/company-channels"])
@pytest.mark.parametrize(("method", "tail"), [("get", ""), ("post", "")])
def test_programs_of_strangers_are_refused(
    path: str, method: str, tail: str, client: Client
) -> None:
    assert api(client, method, path + tail).status_code == 401


def test_programs_of_strangers_do_not_reach_settings(client: Client) -> None:
    for method, path in (("get", ""), ("patch", "/times"), ("patch", "/ways/mail")):
        assert api(client, method, f"/notification-settings{path}").status_code == 401


@pytest.mark.parametrize(("method", "tail"), API_OF_ONE)
def test_programs_reach_no_channel_of_others(
    method: str, tail: str, group: Channel, mei: Client, admin: Client
) -> None:
    refused = api(mei, method, f"/channels/{group.pk}{tail}")
    assert (refused.status_code, refused.json()["code"]) == (404, "channel_not_found")
    assert api(admin, method, f"/company-channels/{group.pk}{tail}").status_code == 404


@pytest.mark.parametrize(("method", "tail"), API_OF_ONE)
def test_programs_reach_channels_of_the_company_for_administrators_alone(
    method: str, tail: str, house: Channel, mei: Client, admin: Client
) -> None:
    assert api(mei, method, f"/company-channels/{house.pk}{tail}").status_code == 403
    assert api(admin, method, f"/channels/{house.pk}{tail}").status_code == 404


def test_a_program_sets_up_a_channel_of_its_person(tom: Client, robots: Robots) -> None:
    made = api(tom, "post", "/channels", {"name": "Sales", "address": ADDRESSES[WECOM]})
    assert made.status_code == 201
    found = made.json()
    assert (found["product"], found["hint"], found["company"]) == ("wecom", "…feed", False)
    assert TOKEN not in made.content.decode()
    path = f"/channels/{found['id']}"
    assert api(tom, "get", "/channels").json()["items"] == [found]
    assert api(tom, "get", path).json() == found
    assert api(tom, "patch", path, {"name": "North"}).json()["name"] == "North"
    assert api(tom, "post", f"{path}/test").json() == {"taken": True, "trouble": "", "text": ""}
    signing = {"name": "S", "address": ADDRESSES[LARK], "secret": FEISHU_SECRET}
    signed = api(tom, "post", "/channels", signing)
    assert FEISHU_SECRET not in signed.content.decode()
    assert api(tom, "post", f"/channels/{signed.json()['id']}/test").json()["taken"]
    assert robots.posts[-1].body["sign"]
    wrong = api(tom, "post", "/channels", {"name": "X", "address": "https://10.0.0.1/"})
    assert wrong.status_code == 422
    assert "address" in wrong.content.decode()
    assert api(tom, "delete", path).status_code == 204
    assert api(tom, "get", path).status_code == 404


def test_a_program_sets_up_a_channel_of_the_company(
    admin: Client, tom: Client, robots: Robots
) -> None:
    facts = {"name": "Ops", "address": ADDRESSES[FEISHU], "choices": {"system.failed": "now"}}
    assert api(tom, "post", "/company-channels", facts).status_code == 403
    assert api(tom, "get", "/company-channels").status_code == 403
    found = api(admin, "post", "/company-channels", facts).json()
    path = f"/company-channels/{found['id']}"
    assert found["choices"] == {"system.failed": "now"}
    assert api(admin, "get", path).json() == found
    assert api(admin, "get", "/company-channels").json()["items"] == [found]
    assert api(admin, "patch", path, {"choices": {}}).json()["choices"] == {}
    robots.refuse(FEISHU, said(code=19024, msg="Key Words Not Found"))
    tried = api(admin, "post", f"{path}/test").json()
    assert (tried["taken"], tried["trouble"]) == (False, "robot_keyword")
    assert api(admin, "delete", path).status_code == 204


def test_a_program_arranges_how_its_person_is_told(tom: Client, group: Channel) -> None:
    found = api(tom, "get", "/notification-settings").json()
    assert [each["way"] for each in found["ways"]] == ["bell", "mail", str(group.pk)]
    assert found["ways"][0]["topics"]["work.done"] == "now"
    assert found["times"]["quiet_from"] is None
    changed = api(
        tom,
        "patch",
        f"/notification-settings/ways/{group.pk}",
        {"topics": {"work.done": "digest"}},
    ).json()
    assert changed["ways"][2]["topics"]["work.done"] == "digest"
    times = {"quiet_from": "22:00", "quiet_until": "07:00"}
    changed = api(tom, "patch", "/notification-settings/times", times).json()
    assert changed["times"]["quiet_until"] == "07:00:00"
    assert changed["times"]["digest_at"] == "08:00:00"
    wrong = api(tom, "patch", "/notification-settings/times", {"quiet_weekdays": [9]})
    assert wrong.status_code == 422
