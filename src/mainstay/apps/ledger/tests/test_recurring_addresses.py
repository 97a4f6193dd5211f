"""Scheduled pulls from a real server: unchanged files, hostile answers, networks kept closed."""

import base64
import io
import json
import logging
import socket
import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from pytest_django.fixtures import Settings

from mainstay.apps.governance.testing import NamedActors
from mainstay.apps.ledger.recurrence import RunOutcome
from mainstay.apps.ledger.services import importing, recurring
from mainstay.apps.ledger.services.recurring import pulling
from mainstay.apps.ledger.testing import lines_in_force
from mainstay.apps.ledger.tests.file_server import FileServer, file_server, respond
from mainstay.apps.ledger.tests.recurring import (
    BAD,
    GOOD,
    MORE,
    batches,
    fresh,
    pulled,
    runs,
    when_due,
)
from mainstay.foundation import public_connections
from mainstay.foundation.audit.models import AuditEntry

pytestmark = pytest.mark.usefixtures("shop")

SECRET = "opensesame-and-shut-it"


@pytest.fixture
def server(settings: Settings) -> Iterator[FileServer]:
    """A server of one's own network, which the administrator allows."""
    settings.PULL_HOSTS = ["127.0.0.1"]
    with file_server() as served:
        yield served


def reason_of(row: Any) -> str:
    """Why the last run took nothing."""
    code: str = runs(row)[0].reason["code"]
    return code


def test_a_file_is_fetched_and_imported(acting: NamedActors, server: FileServer) -> None:
    row = pulled(acting.li_na, server.file("/export/orders.csv", GOOD))
    row = when_due(row)
    assert len(lines_in_force()) == 2
    (batch,) = batches()
    assert (batch.file_name, batch.recurring_id) == ("orders.csv", row.pk)
    assert batch.by_id == acting.li_na.person_id
    assert [run.outcome for run in runs(row)] == [RunOutcome.IMPORTED]
    assert row.next_at is not None
    assert timedelta(minutes=4) < row.next_at - timezone.now() <= timedelta(minutes=5)


@pytest.mark.parametrize(
    "headers",
    [{"ETag": '"one"'}, {"Last-Modified": "Fri, 01 Mar 2024 00:00:00 GMT"}, {}],
    ids=["etag", "modified", "neither"],
)
def test_an_unchanged_file_is_not_imported_again(
    headers: dict[str, str], acting: NamedActors, server: FileServer
) -> None:
    named = {name.replace("-", "_"): value for name, value in headers.items()}
    row = pulled(acting.li_na, server.file("/orders.csv", GOOD, **named))
    when_due(row)
    row = when_due(row)
    assert len(server.asked) == 2
    assert len(batches()) == 1
    assert len(runs(row)) == 1
    server.file("/orders.csv", MORE, ETag='"two"')
    when_due(row)
    assert len(batches()) == 2
    assert len(lines_in_force()) == 3


def test_a_file_that_failed_is_fetched_again(acting: NamedActors, server: FileServer) -> None:
    row = pulled(acting.li_na, server.file("/orders.csv", b"first\n1\n", ETag='"one"'))
    when_due(row)
    row = when_due(row)
    assert [run.outcome for run in runs(row)] == [RunOutcome.FAILED] * 2
    assert row.failures == 2


def test_a_refused_file_waits_for_a_person_and_is_not_brought_again(
    acting: NamedActors, server: FileServer
) -> None:
    row = pulled(acting.li_na, server.file("/orders.csv", BAD, ETag='"one"'))
    when_due(row)
    row = when_due(row)
    assert [run.outcome for run in runs(row)] == [RunOutcome.REFUSED]
    options = importing.ImportOptions(reject_limit=100)
    importing.configure(acting.li_na, batches()[0], options=options)


def test_a_network_of_ones_own_is_closed(
    acting: NamedActors, server: FileServer, settings: Settings
) -> None:
    address = server.file("/orders.csv", GOOD)
    settings.PULL_HOSTS = []
    row = pulled(acting.li_na, address)
    row = when_due(row)
    assert reason_of(row) == "address_private"
    assert server.asked == []


def test_a_look_that_failed_is_the_last_look_too(
    acting: NamedActors, server: FileServer, settings: Settings
) -> None:
    settings.PULL_HOSTS = []
    row = pulled(acting.li_na, server.file("/orders.csv", GOOD))
    assert row.looked_at is None
    assert when_due(row).looked_at is not None


@pytest.mark.parametrize(
    "host", ["127.1", "0x7f000001", "localhost", "[::1]", "[::ffff:127.0.0.1]"]
)
def test_other_names_of_ones_own_network_are_closed_too(
    host: str, acting: NamedActors, server: FileServer
) -> None:
    port = server.address.rpartition(":")[2]
    server.file("/orders.csv", GOOD)
    row = when_due(pulled(acting.li_na, f"http://{host}:{port}/orders.csv"))
    assert reason_of(row) in {"address_private", "address_unreachable"}
    assert server.asked == []


def test_a_name_with_one_private_address_among_others_is_closed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def resolved(_host: str, port: int, **_settings: Any) -> list[Any]:
        return [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (each, port))
            for each in ("93.184.216.34", "10.0.0.7")
        ]

    monkeypatch.setattr(socket, "getaddrinfo", resolved)
    with pytest.raises(public_connections.AddressRefused):
        public_connections.checked_socket("files.example", 443)


def test_a_redirect_into_a_closed_network_is_not_followed(
    acting: NamedActors, server: FileServer
) -> None:
    inner = server.address.replace("127.0.0.1", "127.0.0.2")
    server.file("/secret.csv", GOOD)
    row = when_due(pulled(acting.li_na, server.leads("/orders.csv", f"{inner}/secret.csv")))
    assert reason_of(row) == "address_private"
    assert [path for path, _headers in server.asked] == ["/orders.csv"]


def test_redirects_are_followed_within_bounds(acting: NamedActors, server: FileServer) -> None:
    server.file("/there.csv", GOOD)
    server.leads("/step", "/there.csv", 307)
    row = when_due(pulled(acting.li_na, server.leads("/orders.csv", "step")))
    assert [run.outcome for run in runs(row)] == [RunOutcome.IMPORTED]
    server.leads("/round", "/round")
    row = when_due(pulled(acting.li_na, f"{server.address}/round", name="Round"))
    assert reason_of(row) == "address_redirects"
    server.leads("/file", "file:///etc/passwd")
    row = when_due(pulled(acting.li_na, f"{server.address}/file", name="File"))
    assert reason_of(row) == "address_redirect"


def test_a_file_that_is_too_large_is_cut_off_while_it_comes(
    acting: NamedActors, server: FileServer, settings: Settings
) -> None:
    settings.PULL_MEGABYTES = 0.2
    sent: list[int] = []

    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while len(sent) < 10_000:
            handler.wfile.write(b"x" * 100_000)
            sent.append(1)

    row = when_due(pulled(acting.li_na, server.answer("/orders.csv", endless)))
    assert reason_of(row) == "address_too_large"
    assert len(sent) < 1_000
    assert batches() == []


@pytest.mark.parametrize("where", ["headers", "content"])
def test_an_answer_that_trickles_is_given_up(
    where: str, acting: NamedActors, server: FileServer, settings: Settings
) -> None:
    settings.PULL_SECONDS = 0.6

    def trickle(handler: BaseHTTPRequestHandler) -> None:
        if where == "content":
            handler.send_response(200)
            handler.end_headers()
        else:
            handler.wfile.write(b"HTTP/1.0 200 OK\r\nX-Slow: ")
        for _ in range(200):
            handler.wfile.write(b"a")
            handler.wfile.flush()
            time.sleep(0.05)

    row = pulled(acting.li_na, server.answer("/orders.csv", trickle))
    began = time.monotonic()
    row = when_due(row)
    assert time.monotonic() - began < 6
    assert reason_of(row) == "address_too_slow"
    assert batches() == []


def test_a_file_that_breaks_off_is_not_imported(acting: NamedActors, server: FileServer) -> None:
    def breaks_off(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", str(len(GOOD)))
        handler.end_headers()
        handler.wfile.write(GOOD[:-20])

    row = when_due(pulled(acting.li_na, server.answer("/orders.csv", breaks_off)))
    assert reason_of(row) == "address_unreachable"
    assert batches() == []


def test_what_servers_refuse_is_said(acting: NamedActors, server: FileServer) -> None:
    for status, code in ((401, "address_denied"), (404, "address_status"), (500, "address_status")):

        def refuses(handler: BaseHTTPRequestHandler, status: int = status) -> None:
            respond(handler, status)

        address = server.answer(f"/{status}", refuses)
        row = when_due(pulled(acting.li_na, address, name=str(status)))
        assert reason_of(row) == code
    row = when_due(pulled(acting.li_na, "http://127.0.0.1:1/", name="Nobody listens"))
    assert reason_of(row) == "address_unreachable"


@pytest.fixture
def said() -> Iterator[io.StringIO]:
    """All that is logged, down to the last detail."""
    stream = io.StringIO()
    listener, root = logging.StreamHandler(stream), logging.getLogger()
    level = root.level
    root.addHandler(listener)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(listener)
    root.setLevel(level)


@pytest.mark.parametrize(
    ("facts", "header"),
    [
        (
            {"credential_kind": "basic", "user": "erp"},
            "Basic " + base64.b64encode(f"erp:{SECRET}".encode()).decode(),
        ),
        ({"credential_kind": "bearer"}, f"Bearer {SECRET}"),
    ],
)
def test_credentials_reach_their_server_and_nothing_else(
    facts: dict[str, str], header: str, acting: NamedActors, server: FileServer, said: io.StringIO
) -> None:
    with file_server() as other:
        other.file("/orders.csv", GOOD)
        address = server.leads("/orders.csv", f"{other.address}/orders.csv") + f"?key={SECRET}"
        row = pulled(acting.li_na, address, **facts, secret=SECRET)
        when_due(row)
        assert server.asked[0][1]["Authorization"] == header
        assert "Authorization" not in other.asked[0][1]
    assert len(lines_in_force()) == 2
    recurring.change(acting.li_na, row.pk, name="Another name")
    assert SECRET not in fresh(row).sealed_credentials
    entries = list(AuditEntry.objects.system("test").values_list("details", "subject_label"))
    assert SECRET not in json.dumps(entries)
    assert SECRET not in json.dumps([run.reason for run in runs(row)])
    assert SECRET not in said.getvalue()


def test_credentials_are_entered_again_for_another_server(
    acting: NamedActors, server: FileServer
) -> None:
    address = server.file("/orders.csv", GOOD)
    row = pulled(acting.li_na, address, credential_kind="bearer", secret=SECRET)
    recurring.change(acting.li_na, row.pk, address=f"{server.address}/other.csv")
    for said in (
        {"address": "https://elsewhere.example/orders.csv"},
        {"credential_kind": "basic"},
    ):
        with pytest.raises(ValidationError) as refused:
            recurring.change(acting.admin_wang, row.pk, **said)  # type: ignore[arg-type]
        assert list(refused.value.message_dict) == ["secret"]
    recurring.change(acting.li_na, row.pk, credential_kind="none")
    assert fresh(row).sealed_credentials == ""


def test_credentials_under_another_secret_key_are_asked_for(
    acting: NamedActors, server: FileServer, settings: Settings
) -> None:
    address = server.file("/orders.csv", GOOD)
    row = pulled(acting.li_na, address, credential_kind="bearer", secret=SECRET)
    settings.SECRET_KEY = "another key altogether"
    assert reason_of(when_due(row)) == "credentials_lost"
    assert server.asked == []


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"address": "ftp://files.example/orders.csv"}, "address"),
        ({"address": "files.example/orders.csv"}, "address"),
        ({"address": "https://user:word@files.example/"}, "address"),
        ({"address": "https://files.example/a b"}, "address"),
        ({"address": "https://files.example:99999/"}, "address"),
        ({"address": "http://a.example/", "credential_kind": "bearer", "secret": "x"}, "address"),
        ({"credential_kind": "bearer"}, "secret"),
        ({"credential_kind": "basic", "user": "a:b", "secret": "x"}, "user"),
        ({"credential_kind": "bearer", "secret": "x\r\nHost: y"}, "secret"),
        ({"credential_kind": "cookie"}, "credential_kind"),
        ({"rhythm": "hourly"}, "rhythm"),
        ({"every_minutes": 1}, "every_minutes"),
        ({"rhythm": "daily", "at": None}, "at"),
        ({"profile": "nobody's"}, "profile"),
        ({"origin": "mail"}, "origin"),
        ({"name": " "}, "name"),
    ],
)
def test_what_cannot_be_is_refused_where_it_was_said(
    said: dict[str, Any], field: str, acting: NamedActors
) -> None:
    with pytest.raises(ValidationError) as refused:
        pulled(acting.li_na, **{"address": "https://files.example/orders.csv", **said})
    assert list(refused.value.message_dict) == [field]


def test_the_user_agent_asks_for_the_file_as_it_is(acting: NamedActors, server: FileServer) -> None:
    when_due(pulled(acting.li_na, server.file("/orders.csv", GOOD)))
    headers = server.asked[0][1]
    assert headers["Accept-Encoding"] == "identity"
    assert headers["User-Agent"] == "Mainstay"
    assert pulling.MOST_REDIRECTS == 5
