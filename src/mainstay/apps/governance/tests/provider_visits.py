"""Going to the identity provider and back, as a browser does."""

from http.client import HTTPConnection
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.test import Client

from mainstay.foundation.audit.models import AuditEntry

START = "/sign-in/provider/"
BACK = "/sign-in/provider/back/"
ORIGIN = "http://testserver"


def led_to(address: str) -> str:
    """Where an address elsewhere leads on to."""
    parts = urlsplit(address)
    connection = HTTPConnection(parts.netloc, timeout=10)
    connection.request("GET", f"{parts.path}?{parts.query}")
    found = connection.getresponse().getheader("Location", "")
    connection.close()
    return found


def there(client: Client, start: str = START, **question: str) -> str:
    """The address at the provider that a page of ours leads to."""
    return str(client.get(start, question)["Location"])


def way_back(client: Client, start: str = START, **question: str) -> str:
    """The address that the provider leads back to."""
    return led_to(there(client, start, **question))


def visit(client: Client, start: str = START, **question: str) -> Any:
    """Go there and come back; the last answer is ours."""
    return client.get(way_back(client, start, **question).removeprefix(ORIGIN))


def altered(address: str, **changes: str) -> str:
    """An address with other words in its question."""
    path, _, question = address.removeprefix(ORIGIN).partition("?")
    return f"{path}?{urlencode({**dict(parse_qsl(question)), **changes})}"


def is_inside(client: Client) -> bool:
    return client.get("/account/").status_code == 200


def told(client: Client) -> str:
    """What the sign-in page says."""
    return client.get("/sign-in/").content.decode()


def refusals() -> list[str]:
    """The reasons of the sign-ins that were refused, oldest first."""
    rows = AuditEntry.objects.system("test").filter(
        action="governance.session.opened", outcome="failed"
    )
    return [row.details["reason"] for row in rows.order_by("pk")]
