"""What the settings for mail mean, and which make no sense."""

import pytest

from mainstay.apps.notifications.rules.mail_settings import (
    MailServer,
    MailSettingsWrong,
    Security,
    is_address,
    one_line,
    public_address,
    sender_of,
    server_of,
)


@pytest.mark.parametrize(
    ("url", "server"),
    [
        ("smtp://mail.example", MailServer("mail.example", 25, Security.NONE)),
        ("smtp://mail.example:2525/", MailServer("mail.example", 2525, Security.NONE)),
        ("smtp://mail.example?tls=starttls", MailServer("mail.example", 587, Security.STARTTLS)),
        ("smtps://mail.example", MailServer("mail.example", 465, Security.TLS)),
        ("smtp://u:p@mail.example", MailServer("mail.example", 587, Security.STARTTLS, "u", "p")),
        (
            "smtp://u%40x:p%2F%40@[::1]:25?tls=none",
            MailServer("::1", 25, Security.NONE, "u@x", "p/@"),
        ),
    ],
)
def test_an_address_names_a_server(url: str, server: MailServer) -> None:
    assert server_of(url) == server


@pytest.mark.parametrize(
    "url",
    [
        "mail.example",
        "http://mail.example",
        "smtp://",
        "smtp://mail.example:99999",
        "smtp://mail.example?tls=perhaps",
        "smtp://mail.example?starttls",
        "smtp://mail.example?tls=none&x=1",
        "smtps://mail.example?tls=none",
        "smtp://mail.example/inbox",
        "smtp://mail.example#x",
        "smtp://[::1",
    ],
)
def test_what_is_no_server_is_refused_by_the_name_of_its_setting(url: str) -> None:
    with pytest.raises(MailSettingsWrong) as refusal:
        server_of(url)
    assert refusal.value.setting == "MAINSTAY_MAIL_URL"
    assert refusal.value.__cause__ is None


def test_a_password_is_in_no_text_about_a_server() -> None:
    server = server_of("smtp://u:hush@mail.example")
    assert "hush" not in f"{server!r} {server} {server.name}"


def test_a_sender_is_an_address_with_or_without_a_name() -> None:
    assert sender_of("mainstay@mail.example") == "mainstay@mail.example"
    assert sender_of("Main Stay <mainstay@mail.example>") == "Main Stay <mainstay@mail.example>"
    assert sender_of("恒升 <mainstay@mail.example>").endswith("<mainstay@mail.example>")


@pytest.mark.parametrize(
    "text", ["", "Mainstay", "a@b@c", "x@mail.example\nBcc: y@mail.example", "<>"]
)
def test_what_is_no_sender_is_refused(text: str) -> None:
    with pytest.raises(MailSettingsWrong) as refusal:
        sender_of(text)
    assert refusal.value.setting == "MAINSTAY_MAIL_FROM"


def test_a_public_address_is_where_the_pages_begin() -> None:
    assert public_address("") == ""
    assert public_address("https://mainstay.example/") == "https://mainstay.example"
    assert public_address("http://10.0.0.1:8000") == "http://10.0.0.1:8000"


@pytest.mark.parametrize(
    "text",
    ["mainstay.example", "ftp://x", "https://", "https://u:p@x", "https://x/y", "https://x?y"],
)
def test_what_is_no_public_address_is_refused(text: str) -> None:
    with pytest.raises(MailSettingsWrong) as refusal:
        public_address(text)
    assert refusal.value.setting == "MAINSTAY_URL"


@pytest.mark.parametrize(
    "text",
    ["", "tom", "tom@", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "<a@b.co>"],
)
def test_what_is_no_single_address_is_no_address(text: str) -> None:
    assert not is_address(text)


def test_a_header_is_one_line() -> None:
    assert (
        one_line("a\r\nBcc: x@y.example\tb\u2028c\x00 订单.csv")
        == "a Bcc: x@y.example b c 订单.csv"
    )
