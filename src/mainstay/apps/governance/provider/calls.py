"""What is asked of the identity provider from here: bounded in time and size, without redirects."""

import json
import time
from hashlib import sha256
from typing import Any
from urllib.parse import quote_plus, urlencode

from django.core.cache import cache
from urllib3 import PoolManager, Timeout
from urllib3.exceptions import HTTPError
from urllib3.util import make_headers

from mainstay.apps.governance.provider.configuration import Provider, is_safe
from mainstay.apps.governance.provider.identity import EntryRefused

MOST_BYTES = 1 << 20
MOST_SECONDS = 15.0
_TIMEOUT = Timeout(connect=5.0, read=10.0)
_KEPT_SECONDS = 600
_BLOCK = 1 << 14
_OK = 200
_CLIENT_ERRORS = frozenset({"invalid_client", "unauthorized_client"})
DISCOVERY = "/.well-known/openid-configuration"
_NEEDED = ("authorization_endpoint", "token_endpoint", "jwks_uri")

Answer = dict[str, Any]


def discovered(provider: Provider, *, anew: bool = False) -> Answer:
    """What the provider says about itself. Raises EntryRefused."""
    return _kept(provider, "discovery", _discover, anew=anew)


def signing_keys(provider: Provider, *, anew: bool = False) -> Answer:
    """The keys that the provider signs with. Raises EntryRefused."""
    return _kept(provider, "keys", _ask_for_keys, anew=anew)


def redeem(provider: Provider, code: str, verifier: str) -> Answer:
    """What a code is worth: an ID token and an access token. Raises EntryRefused."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "redirect_uri": provider.back,
        "code_verifier": verifier,
    }
    about = discovered(provider)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    methods = about.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    if "client_secret_basic" in methods:
        both = f"{quote_plus(provider.client_id)}:{quote_plus(provider.client_secret)}"
        headers |= make_headers(basic_auth=both)
    else:
        form |= {"client_id": provider.client_id, "client_secret": provider.client_secret}
    status, answer = _asked("POST", about["token_endpoint"], headers, urlencode(form))
    if status == _OK and isinstance(answer.get("id_token"), str):
        return answer
    if answer.get("error") in _CLIENT_ERRORS:
        raise EntryRefused("client_refused")
    if answer.get("error") == "invalid_grant":
        raise EntryRefused("code_refused")
    raise EntryRefused("answer_unreadable")


def told_about(provider: Provider, access_token: str) -> Answer:
    """What the provider tells of the person whom the token is about; nothing where it does not."""
    address = discovered(provider).get("userinfo_endpoint")
    if not isinstance(address, str) or not access_token:
        return {}
    status, answer = _asked("GET", address, {"Authorization": f"Bearer {access_token}"})
    return answer if status == _OK else {}


def _discover(provider: Provider) -> Answer:
    status, answer = _asked("GET", provider.issuer.rstrip("/") + DISCOVERY)
    if status != _OK:
        raise EntryRefused("answer_unreadable")
    if answer.get("issuer") != provider.issuer:
        raise EntryRefused("issuer_differs", issuer=str(answer.get("issuer"))[:200])
    for name in _NEEDED:
        if not isinstance(answer.get(name), str):
            raise EntryRefused("answer_unreadable")
    return answer


def _ask_for_keys(provider: Provider) -> Answer:
    status, answer = _asked("GET", discovered(provider)["jwks_uri"])
    if status != _OK:
        raise EntryRefused("answer_unreadable")
    return answer


def _kept(provider: Provider, what: str, ask: Any, *, anew: bool) -> Answer:
    """The answer, asked for once in a while; a wrong one is not kept."""
    key = f"governance.provider.{what}:{sha256(provider.issuer.encode()).hexdigest()}"
    found: Answer | None = None if anew else cache.get(key)
    if found is None:
        found = ask(provider)
        cache.set(key, found, _KEPT_SECONDS)
    return dict(found or {})


def _asked(
    method: str, address: str, headers: dict[str, str] | None = None, body: str | None = None
) -> tuple[int, Answer]:
    """The status and the JSON of an answer. Raises EntryRefused."""
    if not is_safe(address.partition("?")[0]):
        raise EntryRefused("address_unsafe")
    plain = {"Accept": "application/json", "Accept-Encoding": "identity", "User-Agent": "Mainstay"}
    ends = time.monotonic() + MOST_SECONDS
    try:
        with PoolManager(num_pools=1, maxsize=1) as pool:
            response = pool.request(
                method,
                address,
                headers=plain | (headers or {}),
                body=body,
                timeout=_TIMEOUT,
                redirect=False,
                retries=False,
                preload_content=False,
                decode_content=False,
            )
            try:
                return response.status, _read(response, ends)
            finally:
                response.close()
    except (HTTPError, OSError) as error:
        raise EntryRefused("unreachable") from error


def _read(response: Any, ends: float) -> Answer:
    text = b""
    while block := response.read1(_BLOCK):
        text += block
        if len(text) > MOST_BYTES:
            raise EntryRefused("answer_unreadable")
        if time.monotonic() > ends:
            raise EntryRefused("unreachable")
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise EntryRefused("answer_unreadable") from error
    if not isinstance(found, dict):
        raise EntryRefused("answer_unreadable")
    return found
