"""Addresses of robots: kept encrypted, opened when something is sent and for nothing else."""

import base64
import json

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from mainstay.apps.notifications.rules.robot_addresses import Robot, robot_at

_PURPOSE = b"mainstay: addresses of channels"


class AddressLost(Exception):
    """What was kept cannot be read: the installation's secret key is another one now."""


def sealed(robot: Robot) -> str:
    """A robot's address and signing secret as they are kept."""
    return _box().encrypt(json.dumps([robot.address, robot.secret]).encode()).decode()


def opened(kept: str) -> Robot:
    """The robot again. Raises AddressLost."""
    try:
        address, secret = json.loads(_box().decrypt(kept.encode()))
    except InvalidToken as error:
        raise AddressLost from error
    return robot_at(address, secret)


def _box() -> Fernet:
    derivation = HKDF(algorithm=SHA256(), length=32, salt=None, info=_PURPOSE)
    key = derivation.derive(settings.SECRET_KEY.encode())
    return Fernet(base64.urlsafe_b64encode(key))
