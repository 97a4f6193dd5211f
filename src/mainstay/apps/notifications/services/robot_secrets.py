"""Addresses of robots: kept encrypted, opened when something is sent and for nothing else."""

import json

from mainstay.apps.notifications.rules.robot_addresses import Robot, robot_at
from mainstay.apps.notifications.services.sealing import SealBroken, seal, unseal

_PURPOSE = b"mainstay: addresses of channels"


class AddressLost(Exception):
    """What was kept cannot be read: the installation's secret key is another one now."""


def sealed(robot: Robot) -> str:
    """A robot's address and signing secret as they are kept."""
    return seal(_PURPOSE, json.dumps([robot.address, robot.secret]))


def opened(kept: str) -> Robot:
    """The robot again. Raises AddressLost."""
    try:
        address, secret = json.loads(unseal(_PURPOSE, kept))
    except SealBroken as error:
        raise AddressLost from error
    return robot_at(address, secret)
