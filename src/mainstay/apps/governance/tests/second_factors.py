"""Signing in with a second factor in tests."""

import time
from typing import Any
from urllib.parse import quote

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client

from mainstay.apps.governance import services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import PASSWORD
from mainstay.foundation.access.actor import system_actor

ADD = "/account/second-factor/"
CODES = "/account/second-factor/codes/"
OFF = "/account/second-factor/off/"
CODE = "/sign-in/code/"
CONFIRM = "/account/confirm/"


def code_of(secret: str, steps: int = 0) -> str:
    """What an app with this secret shows, some half minutes later."""
    return str(format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps)))


def password(person: Person, then: str = "/account/") -> Client:
    """A browser on which a person has shown the right password."""
    client = Client()
    client.post(f"/sign-in/?next={then}", {"login": person.email, "password": PASSWORD})
    return client


def confirm(client: Client, then: str) -> Any:
    """Show the password once more on the way to a page."""
    return client.post(f"{CONFIRM}?next={then}", {"password": PASSWORD})


def confirmation(then: str) -> str:
    """Where the password is asked for on the way to a page."""
    return f"{CONFIRM}?next={quote(then, safe='')}"


def is_inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def require(duty: str) -> None:
    """Make the installation ask for second factors."""
    services.initialise(
        email="first@mainstay.example",
        password="a-rope-to-begin-with",
        currency="CNY",
        time_zone="Asia/Shanghai",
    )
    services.change_installation(system_actor("init"), second_factor=duty)
