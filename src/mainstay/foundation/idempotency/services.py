"""Claiming a key, keeping the answer under it, giving it again."""

import base64
import hashlib
import json
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from typing import Any

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from mainstay.foundation.access.actor import Actor
from mainstay.foundation.idempotency.models import KeyedRequest
from mainstay.foundation.jobs.context import JobContext

KEPT_FOR = timedelta(hours=24)
RUNS_AT_MOST = timedelta(minutes=15)
"""After so long without an answer the process is taken to have ended in between."""
_PURPOSE = b"mainstay: answers kept under a key"


class KeyReused(Exception):
    """The key came with another request before."""


class StillRunning(Exception):
    """The request with this key is being worked on."""


class OutcomeUnknown(Exception):
    """A request with this key began at `began_at` and was never answered."""

    def __init__(self, began_at: datetime) -> None:
        super().__init__(began_at)
        self.began_at = began_at


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered; `content` as text in base 64."""

    status: int
    headers: dict[str, str]
    content: str


@dataclass(frozen=True, slots=True)
class Claim:
    """The right, and the duty, to do a request: to be settled with its answer or released."""

    row: int
    key: str


def claim(actor: Actor, key: str, fingerprint: str) -> Claim | Answer:
    """Take a key for a request, or give the answer that the same request got under it.

    Raises KeyReused, StillRunning and OutcomeUnknown. Keys count for a day.
    """
    now = timezone.now()
    named = {"caller": _caller(actor), "key_digest": hashlib.sha256(key.encode()).hexdigest()}
    rows = KeyedRequest.objects
    rows.filter(**named, began_at__lt=now - KEPT_FOR).delete()
    try:
        with transaction.atomic():
            row = rows.create(**named, fingerprint=fingerprint, began_at=now)
    except IntegrityError:
        return _answered(rows.filter(**named).first(), key, fingerprint, now)
    return Claim(row.pk, key)


def settle(claimed: Claim, answer: Answer) -> None:
    """Keep the answer for whoever sends the request again."""
    text = json.dumps(asdict(answer))
    sealed = _box(claimed.key).encrypt(text.encode()).decode()
    KeyedRequest.objects.filter(pk=claimed.row).update(sealed_answer=sealed)


def release(claimed: Claim) -> None:
    """Let the request be done another time: this time it changed nothing."""
    KeyedRequest.objects.filter(pk=claimed.row).delete()


def remove_old(context: JobContext) -> dict[str, Any]:
    """Remove what counts no longer."""
    before = timezone.now() - KEPT_FOR
    removed, _ = KeyedRequest.objects.filter(began_at__lt=before).delete()
    return {"removed": removed}


def _answered(row: KeyedRequest | None, key: str, fingerprint: str, now: datetime) -> Answer:
    if row is None:  # released just now
        raise StillRunning
    if row.fingerprint != fingerprint:
        raise KeyReused
    if row.sealed_answer:
        try:
            return Answer(**json.loads(_box(key).decrypt(row.sealed_answer.encode())))
        except InvalidToken as error:  # the installation's secret key is another one now
            raise OutcomeUnknown(row.began_at) from error
    if now - row.began_at < RUNS_AT_MOST:
        raise StillRunning
    raise OutcomeUnknown(row.began_at)


def _caller(actor: Actor) -> str:
    return f"{actor.kind}:{actor.person_id}"


def _box(key: str) -> Fernet:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=key.encode(), info=_PURPOSE)
    return Fernet(base64.urlsafe_b64encode(derivation.derive(settings.SECRET_KEY.encode())))
