"""A device that makes passkeys and signs with them, as a browser answers for it, in tests."""

import json
import secrets
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2.cose import ES256
from fido2.utils import sha256, websafe_decode, websafe_encode
from fido2.webauthn import (
    Aaguid,
    AttestationObject,
    AttestedCredentialData,
    AuthenticatorData,
    CollectedClientData,
)

ORIGIN = "http://localhost"
_FLAG = AuthenticatorData.FLAG


@dataclass
class Device:
    """Holds one key; `origin` is the page its browser shows, `verified` whether it asked a PIN."""

    origin: str = ORIGIN
    verified: bool = True
    number: bytes = field(default_factory=lambda: secrets.token_bytes(16))
    handle: str = ""

    def __post_init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())

    def make(self, options: dict[str, Any]) -> str:
        """Make the key that a page asks for."""
        asked = options["publicKey"]
        self.handle = asked["user"]["id"]
        public = ES256.from_cryptography_key(self.key.public_key())  # type: ignore[no-untyped-call]
        kept = AttestedCredentialData.create(Aaguid.NONE, self.number, public)
        data = AuthenticatorData.create(self._place(), self._flags() | _FLAG.AT, 0, kept)
        made = AttestationObject.create("none", data, {})
        client = self._client(CollectedClientData.TYPE.CREATE, asked["challenge"])
        return self._answer(clientDataJSON=client, attestationObject=made)

    def sign(self, options: dict[str, Any], *, handle: str | None = None) -> str:
        """Sign what a page asks for."""
        client = self._client(CollectedClientData.TYPE.GET, options["publicKey"]["challenge"])
        data = AuthenticatorData.create(self._place(), self._flags(), 1)
        signature = self.key.sign(data + sha256(client), ec.ECDSA(SHA256()))
        return self._answer(
            clientDataJSON=client,
            authenticatorData=data,
            signature=signature,
            userHandle=websafe_decode(self.handle if handle is None else handle),
        )

    def _flags(self) -> AuthenticatorData.FLAG:
        return _FLAG.UP | _FLAG.UV if self.verified else _FLAG.UP

    def _place(self) -> bytes:
        return sha256(b"localhost")

    def _client(self, kind: str, challenge: str) -> CollectedClientData:
        return CollectedClientData.create(kind, websafe_decode(challenge), self.origin)

    def _answer(self, **response: bytes) -> str:
        number = websafe_encode(self.number)
        told = {name: websafe_encode(value) for name, value in response.items()}
        return json.dumps({"id": number, "rawId": number, "type": "public-key", "response": told})
