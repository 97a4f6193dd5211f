"""Passkeys: keys that a device or a password manager holds, opened by finger, face or PIN.

A key belongs to one address, the one that the settings name; the browser gives it to no other. What
was asked of the browser waits in the session, and is good for one answer.
"""

import ipaddress
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from mainstay.apps.governance import queries
from mainstay.apps.governance.models import Person

_ASKED = "passkey_asked"


class WrongPasskey(Exception):
    """What the browser has sent is no answer of a key that is known here."""


@dataclass(frozen=True, slots=True)
class Place:
    """The address that keys belong to."""

    origin: str
    host: str


def place() -> Place | None:
    """The settings' address, None where browsers would make no key for it.

    They want a name, not a number, and HTTPS unless it is the machine itself.
    """
    origin = settings.PUBLIC_URL.strip().rstrip("/")
    parts = urlsplit(origin)
    host = parts.hostname or ""
    local = host == "localhost" or host.endswith(".localhost")
    if not host or _is_number(host) or not (parts.scheme == "https" or local):
        return None
    return Place(origin.lower(), host)


def offered(request: HttpRequest) -> bool:
    """Whether keys can be used where the request came in."""
    here = place()
    return here is not None and here.origin == f"{request.scheme}://{request.get_host()}".lower()


def ask_for_new(request: HttpRequest, person: Person) -> dict[str, Any]:
    """What the browser is asked to make a key; it refuses where the device holds one already."""
    options, state = _server().register_begin(
        PublicKeyCredentialUserEntity(
            id=_handle(person), name=person.email, display_name=person.full_name
        ),
        credentials=[_key(each) for each in queries.passkeys_of(person)],
        resident_key_requirement=ResidentKeyRequirement.REQUIRED,
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    request.session[_ASKED] = state
    return dict(options)


def made(request: HttpRequest, answer: Mapping[str, Any]) -> str:
    """The key that the browser has made, as it is kept. Raises WrongPasskey."""
    state = request.session.pop(_ASKED, None)
    if state is None:
        raise WrongPasskey
    try:
        found = _server().register_complete(state, answer)
    except Exception as error:
        raise WrongPasskey from error
    if found.credential_data is None:
        raise WrongPasskey
    return str(websafe_encode(found.credential_data))


def answer_in(sent: Mapping[str, str]) -> Mapping[str, Any]:
    """What the browser has sent in place of a password or code. Raises WrongPasskey."""
    try:
        answer = json.loads(sent.get("credential", ""))
    except ValueError:
        answer = None
    if not isinstance(answer, dict):
        raise WrongPasskey
    return answer


def ask_for_known(request: HttpRequest, person: Person | None = None) -> dict[str, Any]:
    """What the browser is asked to sign with a key of a person, or with any that it holds."""
    keys = [] if person is None else [_key(each) for each in queries.passkeys_of(person)]
    options, state = _server().authenticate_begin(
        keys, user_verification=UserVerificationRequirement.REQUIRED
    )
    request.session[_ASKED] = state
    return dict(options)


def used(
    request: HttpRequest, answer: Mapping[str, Any], person: Person | None = None
) -> tuple[Person, Authenticator]:
    """Whose key has signed, and which. Raises WrongPasskey, also for the disabled."""
    state = request.session.pop(_ASKED, None)
    if state is None:
        raise WrongPasskey
    try:
        holder = person or _holder(answer)
        kept = queries.passkeys_of(holder)
        keys = [_key(each) for each in kept]
        return holder, kept[keys.index(_server().authenticate_complete(state, keys, answer))]
    except Exception as error:
        raise WrongPasskey from error


def _holder(answer: Mapping[str, Any]) -> Person:
    """The person whom a key names; what it signed shows whether that is so."""
    handle = websafe_decode(answer["response"]["userHandle"]).decode()
    person = queries.person_of_session(int(handle))
    if person is None:
        raise WrongPasskey
    return person


def _handle(person: Person) -> bytes:
    return str(person.pk).encode()


def _key(kept: Authenticator) -> AttestedCredentialData:
    return AttestedCredentialData(websafe_decode(kept.data["key"]))


def _server() -> Fido2Server:
    here = place()
    if here is None:
        raise WrongPasskey
    company = queries.find_installation()
    name = company.name if company is not None else "Mainstay"
    return Fido2Server(
        PublicKeyCredentialRpEntity(id=here.host, name=name),
        verify_origin=lambda origin: origin.lower() == here.origin,
    )


def _is_number(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
