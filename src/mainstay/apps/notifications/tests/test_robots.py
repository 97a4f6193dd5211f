"""Handing messages to robots, and what the services' answers mean."""

import base64
import hashlib
import logging
import time

import pytest

from mainstay.apps.notifications.rules.feishu import signature
from mainstay.apps.notifications.rules.robot_addresses import AddressWrong, Product, robot_at
from mainstay.apps.notifications.services import robots as sending
from mainstay.apps.notifications.tests.robots import (
    ADDRESSES,
    DINGTALK,
    FEISHU,
    FEISHU_SECRET,
    LARK,
    SECRET,
    SLACK,
    TEAMS,
    TOKEN,
    WECOM,
    Reply,
    Robots,
    said,
)

PRODUCTS = {
    WECOM: Product.WECOM,
    DINGTALK: Product.DINGTALK,
    FEISHU: Product.FEISHU,
    LARK: Product.LARK,
    SLACK: Product.SLACK,
    TEAMS: Product.TEAMS,
}


@pytest.mark.parametrize("host", ADDRESSES)
def test_a_pasted_address_is_recognised_by_its_host(host: str) -> None:
    robot = robot_at(f"  {ADDRESSES[host]}\n")
    assert robot.product is PRODUCTS[host]
    assert robot.hint == "…feed"
    assert TOKEN not in repr(robot)


@pytest.mark.parametrize(
    ("address", "code"),
    [
        ("", "unknown"),
        ("file:///etc/passwd", "unknown"),
        ("json://127.0.0.1/", "not_https"),
        (f"http://{DINGTALK}/robot/send?access_token={TOKEN}", "not_https"),
        ("https://127.0.0.1/robot/send?access_token=abcdefgh", "unknown"),
        (f"https://{DINGTALK}.evil.example/robot/send?access_token={TOKEN}", "unknown"),
        (f"https://{DINGTALK}@evil.example/robot/send?access_token={TOKEN}", "unknown"),
        (f"https://evil.example#{DINGTALK}/robot/send?access_token={TOKEN}", "unknown"),
        (f"https://{DINGTALK}:8443/robot/send?access_token={TOKEN}", "unknown"),
        (f"https://{DINGTALK}/robot/send", "incomplete"),
        (f"https://{DINGTALK}/robot/send?access_token={TOKEN}/../x", "incomplete"),
        (f"https://{DINGTALK}/topapi/user?access_token={TOKEN}", "incomplete"),
        (f"https://{SLACK}/services/T0AAAAAAA/B0AAAAAAA", "incomplete"),
        ("https://acme.webhook.office.com/webhookb2/1@2/IncomingWebhook/3/4", "ended"),
        ("https://logic.azure.com/workflows/1/triggers/manual/paths/invoke?sig=x", "unknown"),
        (f"https://{WECOM}/cgi-bin/webhook/send?key={TOKEN}&key=other", "incomplete"),
    ],
)
def test_other_addresses_are_refused_with_the_reason(address: str, code: str) -> None:
    with pytest.raises(AddressWrong) as wrong:
        robot_at(address)
    assert wrong.value.code == code


@pytest.mark.parametrize(
    ("host", "secret"), [(DINGTALK, SECRET), (FEISHU, FEISHU_SECRET), (LARK, FEISHU_SECRET)]
)
def test_robots_that_can_sign_take_a_secret(host: str, secret: str) -> None:
    robot = robot_at(ADDRESSES[host], f" {secret}\n")
    assert robot.secret == secret
    assert secret not in repr(robot)
    assert robot_at(ADDRESSES[host]).secret == ""


@pytest.mark.parametrize(
    ("host", "secret", "code"),
    [
        (WECOM, SECRET, "no_signing"),
        (SLACK, SECRET, "no_signing"),
        (TEAMS, SECRET, "no_signing"),
        (DINGTALK, FEISHU_SECRET, "secret_dingtalk"),
        (FEISHU, "hush", "secret"),
        (LARK, f"{FEISHU_SECRET}\n1", "secret"),
    ],
)
def test_other_secrets_are_refused_with_the_reason(host: str, secret: str, code: str) -> None:
    with pytest.raises(AddressWrong) as wrong:
        robot_at(ADDRESSES[host], secret)
    assert wrong.value.code == code


@pytest.mark.parametrize("host", ADDRESSES)
def test_each_service_is_handed_the_text_in_its_own_way(host: str, robots: Robots) -> None:
    sending.post(
        robot_at(ADDRESSES[host]), "Mainstay：导入完成\nhttps://mainstay.example/imports/1/"
    )
    [post] = robots.posts
    assert post.host == host
    assert TOKEN in post.path + str(post.query)
    assert "导入完成" in post.text
    assert "https://mainstay.example/imports/1/" in post.text


def test_a_robot_of_dingtalk_signs_where_it_has_a_secret(robots: Robots) -> None:
    sending.post(robot_at(ADDRESSES[DINGTALK], SECRET), "done")
    [post] = robots.posts
    assert post.query["timestamp"]
    assert post.query["sign"]


@pytest.mark.parametrize("host", [FEISHU, LARK])
def test_robots_of_feishu_and_lark_are_handed_a_signature_with_the_text(
    host: str, robots: Robots
) -> None:
    before = int(time.time())
    sending.post(robot_at(ADDRESSES[host], FEISHU_SECRET), "导入完成")
    [post] = robots.posts
    assert post.path == f"/open-apis/bot/v2/hook/{TOKEN}"
    assert post.body == {
        "msg_type": "text",
        "content": {"text": "导入完成"},
        "timestamp": post.body["timestamp"],
        "sign": by_hand(FEISHU_SECRET, post.body["timestamp"]),
    }
    assert before <= int(post.body["timestamp"]) <= time.time()


def by_hand(secret: str, timestamp: str) -> str:
    """The signature by the definition of HMAC, for a key of no more than a block."""
    key = f"{timestamp}\n{secret}".encode().ljust(64, b"\0")
    inner = hashlib.sha256(bytes(each ^ 0x36 for each in key)).digest()
    outer = hashlib.sha256(bytes(each ^ 0x5C for each in key) + inner).digest()
    return base64.b64encode(outer).decode()


def test_a_signature_is_the_one_that_openssl_makes() -> None:
    # printf '' | openssl dgst -sha256 -mac HMAC -macopt hexkey:KEY -binary | base64
    expected = "/mi7o0D8u8yP+L/LJ/MBqzngQsjn98i306M+bg3zhAo="
    assert signature("zq3nyCUUCU2zVcTTqmMrJd", "1599360473") == expected


@pytest.mark.parametrize("host", [FEISHU, LARK])
def test_without_a_secret_nothing_is_signed(host: str, robots: Robots) -> None:
    sending.post(robot_at(ADDRESSES[host]), "done")
    [post] = robots.posts
    assert post.body == {"msg_type": "text", "content": {"text": "done"}}


def test_nothing_but_the_text_goes_out(robots: Robots) -> None:
    for host in (SLACK, TEAMS):
        sending.post(robot_at(ADDRESSES[host]), "done")
    assert "http" not in str([post.body for post in robots.posts]).replace(
        "http://adaptivecards.io", ""
    )


@pytest.mark.parametrize(
    ("host", "reply", "code"),
    [
        (WECOM, said(errcode=93000, errmsg="invalid webhook url"), "robot_gone"),
        (WECOM, said(errcode=45009, errmsg="api freq out of limit"), "robot_busy"),
        (WECOM, said(errcode=40058, errmsg="missing content"), "robot_refused"),
        (DINGTALK, said(errcode=300001, errmsg="token is not exist"), "robot_gone"),
        (DINGTALK, said(errcode=310000, errmsg="keywords not in content"), "robot_keyword"),
        (DINGTALK, said(errcode=310000, errmsg="sign not match"), "robot_signature"),
        (DINGTALK, said(errcode=310000, errmsg="ip 1.2.3.4 not in whitelist"), "robot_address"),
        (DINGTALK, said(errcode=130101, errmsg="send too fast"), "robot_busy"),
        (FEISHU, said(code=19001, msg="param invalid: incoming webhook"), "robot_gone"),
        (FEISHU, said(code=19024, msg="Key Words Not Found"), "robot_keyword"),
        (FEISHU, said(code=19021, msg="sign match fail"), "robot_signature"),
        (LARK, said(code=11232, msg="frequency limited"), "robot_busy"),
        (LARK, said(code=19021, msg="sign match fail or timestamp is not"), "robot_signature"),
        (FEISHU, Reply(302, headers=(("Location", "https://127.0.0.1/"),)), "robot_refused"),
        (LARK, Reply(hangs_up=True), "robot_unreachable"),
        (FEISHU, said(status=400, code=9499, msg="Bad Request"), "robot_refused"),
        (FEISHU, Reply(200, b"<html>maintenance</html>"), "robot_odd"),
        (SLACK, Reply(404, b"no_service"), "robot_gone"),
        (SLACK, Reply(200, b"invalid_payload"), "robot_refused"),
        (SLACK, Reply(429, b"rate_limited"), "robot_busy"),
        (TEAMS, said(status=401, error={"message": "not authorised"}), "robot_gone"),
        (TEAMS, Reply(500), "robot_down"),
        (WECOM, Reply(302, headers=(("Location", "https://127.0.0.1/"),)), "robot_refused"),
        (DINGTALK, Reply(hangs_up=True), "robot_unreachable"),
    ],
)
def test_a_refusal_is_noticed_also_where_the_status_is_200(
    host: str, reply: Reply, code: str, robots: Robots
) -> None:
    robots.refuse(host, reply)
    with pytest.raises(sending.RobotRefused) as refused:
        sending.post(robot_at(ADDRESSES[host]), "done")
    assert refused.value.refusal.code == code
    assert len(robots.posts) == 1


@pytest.mark.parametrize("host", [WECOM, FEISHU])
def test_a_service_that_is_slow_is_not_waited_for(
    host: str, robots: Robots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sending, "READ_SECONDS", 0.3)
    robots.refuse(host, Reply(after=1.5))
    began = time.monotonic()
    with pytest.raises(sending.RobotRefused) as refused:
        sending.post(robot_at(ADDRESSES[host]), "done")
    assert refused.value.refusal.code == "robot_slow"
    assert time.monotonic() - began < 1.4


@pytest.mark.parametrize("host", [WECOM, FEISHU])
def test_a_certificate_that_nobody_vouches_for_is_refused(
    host: str, robots: Robots, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(sending.RobotRefused) as refused:
        sending.post(robot_at(ADDRESSES[host]), "done")
    assert refused.value.refusal.code == "robot_certificate"
    assert robots.posts == []


def test_without_a_way_out_the_service_cannot_be_reached(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:1")
    with pytest.raises(sending.RobotRefused) as refused:
        sending.post(robot_at(ADDRESSES[WECOM]), "done")
    assert refused.value.refusal.code == "robot_unreachable"


@pytest.mark.parametrize(("host", "secret"), [(DINGTALK, SECRET), (FEISHU, FEISHU_SECRET)])
def test_secrets_stand_in_no_log_and_no_reason(
    host: str, secret: str, robots: Robots, caplog: pytest.LogCaptureFixture
) -> None:
    says = f"{TOKEN} {secret}"
    replies = (said(code=1, errcode=1, errmsg=says), Reply(500), Reply(hangs_up=True))
    robots.refuse(host, *replies)
    with caplog.at_level(logging.DEBUG):
        for _reply in replies:
            with pytest.raises(sending.RobotRefused) as refused:
                sending.post(robot_at(ADDRESSES[host], secret), "hush-hush")
            assert TOKEN not in refused.value.refusal.says
            assert secret not in refused.value.refusal.says
        sending.post(robot_at(ADDRESSES[host], secret), "hush-hush")
    assert TOKEN not in caplog.text
    assert secret not in caplog.text
    assert "hush-hush" not in caplog.text
