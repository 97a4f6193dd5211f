"""Signatures of webhooks: the published vector, and what receivers check them with."""

import base64
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from mainstay.apps.notifications.rules.signing import headers, new_secret, signature

DOCS = Path(__file__).resolve().parents[5] / "docs" / "guide"
GUIDES = [DOCS / "webhooks.md", DOCS / "zh-Hans" / "webhooks.md"]
Check = Callable[[str, dict[str, str], bytes], bool]


@pytest.fixture(params=GUIDES, ids=["en", "zh"])
def is_from_mainstay(request: pytest.FixtureRequest) -> Check:
    """The function that the guide gives to receivers."""
    snippet = re.search(r"```python\n(.*?)```", request.param.read_text("utf-8"), re.DOTALL)
    assert snippet is not None
    names: dict[str, Any] = {}
    exec(snippet[1], names)  # noqa: S102 - our own documentation
    found: Check = names["is_from_mainstay"]
    return found


def test_the_published_vector_of_the_specification_fits() -> None:
    found = signature(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        datetime.fromtimestamp(1614265330, UTC),
        '{"test": 2432232314}',
    )
    assert found == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_secret_is_long_and_another_one_each_time() -> None:
    made = {new_secret() for _ in range(20)}
    assert len(made) == 20
    assert {len(base64.b64decode(each.removeprefix("whsec_"))) for each in made} == {32}


def test_the_check_of_the_guide_takes_what_was_signed(is_from_mainstay: Check) -> None:
    secret, former = new_secret(), new_secret()
    sent = headers([secret, former], "event-1", datetime.now(UTC), '{"a":"é"}')
    assert is_from_mainstay(secret, sent, '{"a":"é"}'.encode())
    assert is_from_mainstay(former, sent, '{"a":"é"}'.encode())


def test_the_check_of_the_guide_takes_nothing_else(is_from_mainstay: Check) -> None:
    secret, body = new_secret(), '{"a":1}'
    sent = headers([secret], "event-1", datetime.now(UTC), body)
    assert not is_from_mainstay(secret, sent, b'{"a":2}')
    assert not is_from_mainstay(secret, sent | {"webhook-id": "event-2"}, body.encode())
    later = str(int(time.time()) + 1)
    assert not is_from_mainstay(secret, sent | {"webhook-timestamp": later}, body.encode())
    assert not is_from_mainstay(new_secret(), sent, body.encode())
    old = headers([secret], "event-1", datetime.fromtimestamp(time.time() - 400, UTC), body)
    assert not is_from_mainstay(secret, old, body.encode())
