"""Addresses and signing secrets of webhooks, kept encrypted."""

from contextlib import suppress
from datetime import datetime

from mainstay.apps.notifications.models import Webhook
from mainstay.apps.notifications.services.sealing import SealBroken, seal, unseal

_ADDRESSES = b"mainstay: addresses of webhooks"
_SECRETS = b"mainstay: signing secrets of webhooks"


def sealed_address(address: str) -> str:
    """An address as it is kept."""
    return seal(_ADDRESSES, address)


def sealed_secret(secret: str) -> str:
    """A signing secret as it is kept."""
    return seal(_SECRETS, secret)


def address_of(webhook: Webhook) -> str:
    """Where a webhook is sent to. Raises SealBroken."""
    return unseal(_ADDRESSES, webhook.sealed_address)


def secrets_of(webhook: Webhook, moment: datetime) -> list[str]:
    """The secrets that sign now: the present one, and the former one while that is good.

    Raises SealBroken.
    """
    kept = [unseal(_SECRETS, webhook.sealed_secret)]
    if webhook.former_until is not None and webhook.former_until > moment:
        with suppress(SealBroken):
            kept.append(unseal(_SECRETS, webhook.sealed_former))
    return kept
