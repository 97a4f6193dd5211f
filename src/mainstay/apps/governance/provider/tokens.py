"""Whether an ID token is the provider's, for us, about this very sign-in, and still good."""

from collections.abc import Callable
from typing import Any

import jwt
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from mainstay.apps.governance.provider.calls import Answer, signing_keys
from mainstay.apps.governance.provider.configuration import Provider
from mainstay.apps.governance.provider.identity import EntryRefused, Identity

ALGORITHMS = (
    *("RS256", "RS384", "RS512", "PS256", "PS384", "PS512"),
    *("ES256", "ES384", "ES512", "EdDSA"),
)
"""Signatures with a key that the provider alone holds; never `none`, never a shared secret."""
LEEWAY_SECONDS = 60
"""By how much clocks may differ."""
_NEEDED = ("iss", "sub", "aud", "exp", "iat", "nonce")
_KEYS_ANEW_SECONDS = 60
_LONGEST_SUBJECT = 255
_LONGEST_NAME = 150
_REASONS: tuple[tuple[type[jwt.PyJWTError], str], ...] = (
    (jwt.ExpiredSignatureError, "clocks_differ"),
    (jwt.ImmatureSignatureError, "clocks_differ"),
    (jwt.InvalidIssuerError, "wrong_issuer"),
    (jwt.InvalidAudienceError, "wrong_audience"),
    (jwt.InvalidSignatureError, "wrong_signature"),
    (jwt.InvalidAlgorithmError, "wrong_algorithm"),
)

More = Callable[[], Answer]


def verified(provider: Provider, token: str, nonce: str) -> Answer:
    """What the token claims. Raises EntryRefused with the first check that failed."""
    try:
        header = jwt.get_unverified_header(token)
        if header.get("alg") not in ALGORITHMS:
            raise EntryRefused("wrong_algorithm")
        claims: Answer = jwt.decode(
            token,
            _key(provider, header),
            algorithms=[header["alg"]],
            audience=provider.client_id,
            issuer=provider.issuer,
            leeway=LEEWAY_SECONDS,
            options={"require": list(_NEEDED), "enforce_minimum_key_length": True},
        )
    except jwt.PyJWTError as error:
        code = next((code for kind, code in _REASONS if isinstance(error, kind)), "token_invalid")
        raise EntryRefused(code) from error
    if claims["nonce"] != nonce:
        raise EntryRefused("wrong_nonce")
    several = isinstance(claims["aud"], list) and len(claims["aud"]) > 1
    if (several or "azp" in claims) and claims.get("azp") != provider.client_id:
        raise EntryRefused("wrong_audience")
    if not 0 < len(claims["sub"]) <= _LONGEST_SUBJECT:
        raise EntryRefused("token_invalid")
    return claims


def identity(claims: Answer, more: More) -> Identity:
    """Who the claims are about; `more` asks for what else the provider tells of the same person."""
    told = claims
    if "email" not in claims:
        further = more()
        told = {**further, **claims} if further.get("sub") == claims["sub"] else claims
    proved_at = claims.get("auth_time")
    is_moment = isinstance(proved_at, int | float) and not isinstance(proved_at, bool)
    return Identity(
        issuer=claims["iss"],
        subject=claims["sub"],
        email=_verified_email(told),
        full_name=_text(told.get("name"))[:_LONGEST_NAME],
        second_factor=_second_factor(claims),
        proved_at=float(proved_at) if is_moment and proved_at is not None else None,
    )


def _key(provider: Provider, header: Answer) -> jwt.PyJWK:
    """The key that the token names; an unknown one is looked for anew, but not too often."""
    found = _matching(signing_keys(provider), header)
    if found is None and cache.add("governance.provider.keys_anew", "y", _KEYS_ANEW_SECONDS):
        found = _matching(signing_keys(provider, anew=True), header)
    if found is None:
        raise EntryRefused("unknown_key")
    return found


def _matching(kept: Answer, header: Answer) -> jwt.PyJWK | None:
    listed = kept.get("keys")
    keys = [each for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []
    signing = [each for each in keys if each.get("use", "sig") == "sig"]
    fitting = [each for each in signing if each.get("alg", header["alg"]) == header["alg"]]
    if "kid" in header:
        fitting = [each for each in fitting if each.get("kid") == header["kid"]]
    if len(fitting) != 1:
        return None
    return jwt.PyJWK(fitting[0], header["alg"])


def _verified_email(told: Answer) -> str:
    """The e-mail if the provider vouches for it: Entra ID says so by a word of its own."""
    vouched: Any = told.get("email_verified", told.get("xms_edov"))
    if vouched is not True and not ("email_verified" not in told and vouched in (1, "1", "true")):
        return ""
    email = _text(told.get("email")).lower()
    try:
        validate_email(email)
    except ValidationError:
        return ""
    return email


def _second_factor(claims: Answer) -> bool:
    """Whether the provider says that it has asked for more than a password, or is trusted to."""
    methods = claims.get("amr")
    return (
        settings.OIDC_TRUST_SECOND_FACTOR
        or (isinstance(methods, list) and "mfa" in methods)
        or claims.get("acr") in settings.OIDC_SECOND_FACTOR_ACR
    )


def _text(value: Any) -> str:
    return value.strip() if isinstance(value, str) else ""
