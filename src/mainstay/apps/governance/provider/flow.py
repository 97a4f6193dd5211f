"""The way to the provider and back: what is asked waits in the session, good for one answer."""

import base64
import hashlib
import re
import secrets
from dataclasses import asdict, dataclass
from enum import StrEnum
from functools import partial
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from mainstay.apps.governance import queries
from mainstay.apps.governance.provider import calls, tokens
from mainstay.apps.governance.provider.configuration import Provider, is_safe
from mainstay.apps.governance.provider.identity import EntryRefused, Identity

_ASKED = "provider_asked"
_MOST_ASKED = 4
SECONDS = 600
"""How long somebody may be at the provider."""
_ERROR_CODE = re.compile(r"[a-z_]{1,40}")
_REFUSALS = frozenset({"access_denied", "consent_required"})


class Purpose(StrEnum):
    """What somebody is led to the provider for."""

    SIGN_IN = "sign_in"
    LINK = "link"
    CONFIRM = "confirm"


@dataclass(frozen=True, slots=True)
class Asked:
    """What an answer of the provider has to fit; `then` is the page to go on to."""

    purpose: Purpose
    then: str
    nonce: str
    verifier: str
    anew: bool
    at: float


def way_there(request: HttpRequest, provider: Provider, purpose: Purpose, then: str) -> str:
    """The address at the provider. Raises EntryRefused when it does not answer."""
    there = calls.discovered(provider)["authorization_endpoint"]
    if not is_safe(there.partition("?")[0]):
        raise EntryRefused("address_unsafe")
    anew = purpose is Purpose.CONFIRM or queries.sign_in_rules().strict
    now = timezone.now().timestamp()
    made = Asked(
        purpose, then, secrets.token_urlsafe(24), secrets.token_urlsafe(48), anew=anew, at=now
    )
    state = secrets.token_urlsafe(24)
    waiting = list(request.session.get(_ASKED, {}).items())[1 - _MOST_ASKED :]
    request.session[_ASKED] = {**dict(waiting), state: asdict(made)}
    question = {
        "response_type": "code",
        "client_id": provider.client_id,
        "redirect_uri": provider.back,
        "scope": " ".join(provider.scopes),
        "state": state,
        "nonce": made.nonce,
        "code_challenge": _challenge(made.verifier),
        "code_challenge_method": "S256",
    }
    if anew:
        question |= {"prompt": "login", "max_age": "0"}
    if settings.OIDC_SECOND_FACTOR_ACR:
        question["acr_values"] = " ".join(settings.OIDC_SECOND_FACTOR_ACR)
    return f"{there}{'&' if '?' in there else '?'}{urlencode(question)}"


def asked(request: HttpRequest) -> Asked:
    """What the answer belongs to, which is good for this answer alone. Raises EntryRefused."""
    waiting = dict(request.session.get(_ASKED, {}))
    kept = waiting.pop(request.GET.get("state", ""), None)
    if kept is None:
        raise EntryRefused("begun_elsewhere")
    request.session[_ASKED] = waiting
    found = Asked(**{**kept, "purpose": Purpose(kept["purpose"])})
    if timezone.now().timestamp() - found.at > SECONDS:
        raise EntryRefused("begun_elsewhere")
    return found


def told(request: HttpRequest, provider: Provider, made: Asked) -> Identity:
    """Whom the provider has led back. Raises EntryRefused."""
    _refuse_another_issuer(request, provider)
    if error := request.GET.get("error", ""):
        known = error if _ERROR_CODE.fullmatch(error) else "unknown"
        raise EntryRefused("denied" if known in _REFUSALS else "provider_error", error=known)
    code = request.GET.get("code", "")
    if not code:
        raise EntryRefused("answer_unreadable")
    answer = calls.redeem(provider, code, made.verifier)
    claims = tokens.verified(provider, answer["id_token"], made.nonce)
    access = str(answer.get("access_token") or "")
    found = tokens.identity(claims, partial(calls.told_about, provider, access))
    if made.anew and not _is_anew(made, found):
        raise EntryRefused("not_anew")
    return found


def is_fresh(found: Identity, seconds: float) -> bool:
    """Whether the provider says that it has asked the person within so many seconds."""
    now = timezone.now().timestamp()
    return found.proved_at is not None and now - found.proved_at <= seconds


def _is_anew(made: Asked, found: Identity) -> bool:
    """Whether the person has proved who they are since we asked.

    At sign-in a provider that does not say when is believed, since it was asked to do so.
    """
    if found.proved_at is None:
        return made.purpose is Purpose.SIGN_IN
    return found.proved_at >= made.at - tokens.LEEWAY_SECONDS


def _refuse_another_issuer(request: HttpRequest, provider: Provider) -> None:
    """An answer that names its issuer has to be the provider's (RFC 9207)."""
    names = calls.discovered(provider).get("authorization_response_iss_parameter_supported")
    issuer = request.GET.get("iss")
    if issuer != provider.issuer and (issuer is not None or names is True):
        raise EntryRefused("wrong_issuer")


def _challenge(verifier: str) -> str:
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
