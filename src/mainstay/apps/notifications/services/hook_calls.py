"""Calling the receiver of a webhook: public addresses, no redirect, little read, ten seconds."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.conf import settings
from urllib3 import Timeout
from urllib3.exceptions import HTTPError, SSLError
from urllib3.exceptions import TimeoutError as CallTimeout

from mainstay.apps.notifications.rules.retrying import Answer, answered
from mainstay.foundation.public_connections import AddressRefused, Deadline, public_pool
from mainstay.kernel.web_addresses import origin_of

LONGEST_CALL = 10.0
_MOST_READ = 2_048
_MOST_SAID = 300


def call(address: str, headers: Mapping[str, str], body: str) -> Answer:
    """Hand a body in, and what came of it."""
    deadline = Deadline(LONGEST_CALL)
    try:
        return _asked(address, headers, body, deadline)
    except AddressRefused:
        return Answer("hook_private")
    except SSLError:
        return Answer("hook_certificate")
    except (HTTPError, OSError, ValueError) as error:
        slow = deadline.over or isinstance(error, CallTimeout | TimeoutError)
        return Answer("hook_slow" if slow else "hook_unreachable")
    finally:
        deadline.close()


def _asked(address: str, headers: Mapping[str, str], body: str, deadline: Deadline) -> Answer:
    scheme, host, port = origin_of(address)
    parts = urlsplit(address)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    allowed = settings.WEBHOOK_HOSTS
    timeout = Timeout(connect=LONGEST_CALL, read=LONGEST_CALL)
    pool = public_pool(scheme, host, port, deadline.watch, allowed, timeout=timeout, maxsize=1)
    try:
        response = pool.urlopen(
            "POST",
            target,
            body=body.encode(),
            headers={
                "Content-Type": "application/json",
                "Accept-Encoding": "identity",
                "User-Agent": "Mainstay",
                **headers,
            },
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            said = response.read(_MOST_READ)
        except (HTTPError, OSError):
            said = b""  # the status has come, and says it all
        finally:
            response.close()
    finally:
        pool.close()
    return answered(response.status, _shown(said, parts.query))


def _shown(said: bytes, query: str) -> str:
    """The beginning of an answer as a person may see it: what in the address is secret is not."""
    text = said.decode("utf-8", "replace")
    text = text.replace(query, "…") if query else text
    printable = "".join(each if each.isprintable() else " " for each in text)
    return " ".join(printable.split())[:_MOST_SAID]
