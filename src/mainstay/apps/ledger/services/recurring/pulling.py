"""Fetching the file of an address: bounded in size, time and redirects, and never from within."""

import hashlib
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

from django.conf import settings
from urllib3 import Timeout
from urllib3.exceptions import HTTPError, SSLError

from mainstay.apps.ledger.models import RecurringImport
from mainstay.apps.ledger.services.recurring.credentials import CredentialsLost, authorization
from mainstay.foundation.jobs.context import JobFailed
from mainstay.foundation.public_connections import (
    CONNECT_SECONDS,
    AddressRefused,
    Deadline,
    public_pool,
)
from mainstay.kernel.web_addresses import origin_of

MOST_REDIRECTS = 5
READ_SECONDS = 30.0
MEGABYTE = 1_000_000
_BLOCK = 1 << 16
_REDIRECTS = {301, 302, 303, 307, 308}
_OK, _NOT_MODIFIED, _DENIED = 200, 304, {401, 403}


class PullRefused(JobFailed):
    """The address gave no file; `code` and `details` are words for a person."""


@dataclass(frozen=True, slots=True)
class Pulled:
    """A file that was fetched, and what lets the next pull see that it is still the same."""

    name: str
    path: Path
    validators: dict[str, str] = field(default_factory=dict)


def pull(recurring: RecurringImport, path: Path, check: Callable[[], None]) -> Pulled | None:
    """Fetch the file into `path`; None where it is the one that was dealt with last.

    `check` is asked often and may raise. Raises PullRefused, and OSError for a full disk.
    """
    deadline = Deadline(settings.PULL_SECONDS)
    try:
        return _followed(recurring, path, check, deadline)
    except AddressRefused as error:
        raise PullRefused("address_private", host=error.host) from error
    except CredentialsLost as error:
        raise PullRefused("credentials_lost") from error
    except SSLError as error:
        raise PullRefused("address_certificate") from error
    except (HTTPError, TimeoutError, socket.gaierror, ConnectionError, ValueError) as error:
        if deadline.over:
            raise PullRefused("address_too_slow", seconds=settings.PULL_SECONDS) from error
        raise PullRefused("address_unreachable", error=type(error).__name__) from error
    finally:
        deadline.close()


def _followed(
    recurring: RecurringImport, path: Path, check: Callable[[], None], deadline: Deadline
) -> Pulled | None:
    """Go where redirects lead; credentials are shown to the first server alone."""
    address, first = recurring.address, origin_of(recurring.address)
    shown = authorization(recurring.credential_kind, recurring.sealed_credentials)
    for _ in range(MOST_REDIRECTS + 1):
        headers = _headers(recurring.validators)
        if shown and origin_of(address) == first:
            headers["Authorization"] = shown
        with _asked(address, headers, deadline) as response:
            if response.status not in _REDIRECTS:
                return _taken(recurring, response, path, check, deadline)
            address = _next(address, response.headers.get("Location", ""))
    raise PullRefused("address_redirects", most=MOST_REDIRECTS)


def _headers(validators: dict[str, str]) -> dict[str, str]:
    headers = {"Accept": "*/*", "Accept-Encoding": "identity", "User-Agent": "Mainstay"}
    if validators.get("etag"):
        headers["If-None-Match"] = validators["etag"]
    elif validators.get("modified"):
        headers["If-Modified-Since"] = validators["modified"]
    return headers


@contextmanager
def _asked(address: str, headers: dict[str, str], deadline: Deadline) -> Iterator[Any]:
    scheme, host, port = origin_of(address)
    parts = urlsplit(address)
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    timeout = Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    allowed = settings.PULL_HOSTS
    pool = public_pool(scheme, host, port, deadline.watch, allowed, timeout=timeout, maxsize=1)
    try:
        response = pool.urlopen(
            "GET",
            target,
            headers=headers,
            redirect=False,
            retries=False,
            preload_content=False,
            decode_content=False,
        )
        try:
            yield response
        finally:
            response.close()
    finally:
        pool.close()


def _next(address: str, location: str) -> str:
    """Where a redirect leads. Raises PullRefused for anywhere but the web, or out of TLS."""
    there = urljoin(address, location)
    try:
        scheme, _host, _port = origin_of(there)
    except ValueError as error:
        raise PullRefused("address_redirect") from error
    if not location or (urlsplit(address).scheme == "https" and scheme != "https"):
        raise PullRefused("address_redirect")
    return there


def _taken(
    recurring: RecurringImport,
    response: Any,
    path: Path,
    check: Callable[[], None],
    deadline: Deadline,
) -> Pulled | None:
    if response.status == _NOT_MODIFIED:
        return None
    if response.status != _OK:
        code = "address_denied" if response.status in _DENIED else "address_status"
        raise PullRefused(code, status=response.status)
    sha256 = _kept(response, path, check)
    if deadline.over:
        raise PullRefused("address_too_slow", seconds=settings.PULL_SECONDS)
    if sha256 == recurring.validators.get("sha256"):
        return None
    validators = {
        "sha256": sha256,
        "etag": response.headers.get("ETag", "")[:1000],
        "modified": response.headers.get("Last-Modified", "")[:100],
    }
    return Pulled(_file_name(recurring), path, validators)


def _kept(response: Any, path: Path, check: Callable[[], None]) -> str:
    most = int(settings.PULL_MEGABYTES * MEGABYTE)
    size, digest = 0, hashlib.sha256()
    with path.open("wb") as file:
        while block := response.read1(_BLOCK):
            size += len(block)
            if size > most:
                raise PullRefused("address_too_large", limit=settings.PULL_MEGABYTES)
            digest.update(block)
            file.write(block)
            check()
    return digest.hexdigest()


def _file_name(recurring: RecurringImport) -> str:
    """The last part of the address, else the name of the recurring import."""
    name = PurePosixPath(unquote(urlsplit(recurring.address).path)).name
    return name.replace("\x00", "")[:200] or recurring.name
