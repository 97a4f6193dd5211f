"""Setting channels up, changing, testing and removing them.

What is secret in their addresses is neither told nor audited.
"""

from collections.abc import Mapping
from typing import TypedDict, Unpack

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from mainstay.apps.notifications import queries, wording
from mainstay.apps.notifications.contracts import topics
from mainstay.apps.notifications.models import Channel
from mainstay.apps.notifications.policies import ARRANGE, CHANGE_COMPANY_CHANNELS
from mainstay.apps.notifications.rules.answers import Refusal
from mainstay.apps.notifications.rules.robot_addresses import (
    AddressWrong,
    Robot,
    allowed_products,
    robot_at,
)
from mainstay.apps.notifications.rules.timing import Choice
from mainstay.apps.notifications.services import pausing
from mainstay.apps.notifications.services.posting import BREATH, hand_in
from mainstay.apps.notifications.services.refusals import refused
from mainstay.apps.notifications.services.robot_secrets import sealed
from mainstay.apps.notifications.services.writing_posts import trial_text
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, require, service
from mainstay.foundation.audit import services as audit
from mainstay.foundation.names import checked_name

MOST_CHANNELS = 10
_WHY = "whether a name is free is asked for all channels of the same owner"


class ChannelFacts(TypedDict, total=False):
    """What can be said of a channel; what is left out of a change stays.

    `language` and `choices` are the company's channels' alone; one's own follow their person.
    """

    name: str
    address: str
    secret: str
    language: str
    choices: Mapping[str, str]


@service(ARRANGE)
def add_channel(actor: Actor, **facts: Unpack[ChannelFacts]) -> Channel:
    """Add a channel of one's own. Raises ValidationError naming the field."""
    if actor.person_id is None:
        raise AccessDenied(ARRANGE)
    return _add(actor, Channel(person_id=actor.person_id), facts)


@service(CHANGE_COMPANY_CHANNELS)
def add_company_channel(actor: Actor, **facts: Unpack[ChannelFacts]) -> Channel:
    """Add a channel of the company's. Raises ValidationError naming the field."""
    return _add(actor, Channel(person=None), facts)


def change_channel(actor: Actor, key: int, **facts: Unpack[ChannelFacts]) -> Channel:
    """Change a channel; a new address begins afresh. Raises ChannelNotFound, ValidationError."""
    found = queries.channel(actor, key)
    change = _change_company if found.is_company else _change_own
    return change(actor, found, facts)


def remove_channel(actor: Actor, key: int) -> None:
    """Remove a channel and what waits for it. Raises ChannelNotFound."""
    found = queries.channel(actor, key)
    remove = _remove_company if found.is_company else _remove_own
    remove(actor, found)


def try_channel(actor: Actor, key: int) -> Refusal | None:
    """Send a test message at once; why it was not taken, None where it was.

    A channel that takes it is no longer paused. Raises ChannelNotFound and ValidationError.
    """
    found = queries.channel(actor, key)
    attempt = _try_company if found.is_company else _try_own
    return attempt(actor, found)


@service(ARRANGE)
def _change_own(actor: Actor, channel: Channel, facts: ChannelFacts) -> Channel:
    require(actor, ARRANGE, channel)
    return _change(actor, channel, facts)


@service(CHANGE_COMPANY_CHANNELS)
def _change_company(actor: Actor, channel: Channel, facts: ChannelFacts) -> Channel:
    require(actor, CHANGE_COMPANY_CHANNELS, channel)
    return _change(actor, channel, facts)


@service(ARRANGE)
def _remove_own(actor: Actor, channel: Channel) -> None:
    require(actor, ARRANGE, channel)
    _remove(actor, channel)


@service(CHANGE_COMPANY_CHANNELS)
def _remove_company(actor: Actor, channel: Channel) -> None:
    require(actor, CHANGE_COMPANY_CHANNELS, channel)
    _remove(actor, channel)


@service(ARRANGE, atomic=False)
def _try_own(actor: Actor, channel: Channel) -> Refusal | None:
    require(actor, ARRANGE, channel)
    return _try(actor, channel)


@service(CHANGE_COMPANY_CHANNELS, atomic=False)
def _try_company(actor: Actor, channel: Channel) -> Refusal | None:
    require(actor, CHANGE_COMPANY_CHANNELS, channel)
    return _try(actor, channel)


def _add(actor: Actor, channel: Channel, facts: ChannelFacts) -> Channel:
    rows = _of_same_owner(channel)
    if rows.count() >= MOST_CHANNELS:
        says = _("There are %(n)d channels already; remove one first.") % {"n": MOST_CHANNELS}
        raise refused(None, says, "too_many")
    _assign(channel, {"name": "", "address": "", **facts})
    channel.save(force_insert=True)
    audit.record(
        actor,
        "notifications.channel.added",
        subject=channel,
        product=channel.product,
        company=channel.is_company,
    )
    return channel


def _change(actor: Actor, channel: Channel, facts: ChannelFacts) -> Channel:
    told = ("name", "product", "hint", "language", "choices")
    before = {each: getattr(channel, each) for each in told}
    _assign(channel, facts)
    channel.save(update_fields=[*told, "sealed", *_FRESH])
    changes = {
        each: [before[each], getattr(channel, each)]
        for each in told
        if before[each] != getattr(channel, each)
    }
    if changes or facts.get("address"):
        audit.record(actor, "notifications.channel.changed", subject=channel, changes=changes)
    return channel


def _remove(actor: Actor, channel: Channel) -> None:
    audit.record(actor, "notifications.channel.removed", subject=channel, product=channel.product)
    Channel.objects.system("seen by who removes it").filter(pk=channel.pk).delete()


def _try(actor: Actor, channel: Channel) -> Refusal | None:
    now = timezone.now()
    rows = Channel.objects.system("seen by who tries it").filter(pk=channel.pk)
    rested = Q(next_at=None) | Q(next_at__lte=now) | Q(failures__gt=0, failed_at__lt=now - BREATH)
    if not rows.filter(rested).update(next_at=now + BREATH):
        raise refused(None, _("Wait a few seconds before the next test message."), "too_soon")
    refusal = hand_in(channel, trial_text(channel))
    with transaction.atomic():
        if refusal is None:
            pausing.note_success(channel)
        else:
            rows.update(trouble=refusal.code, trouble_says=refusal.says, failed_at=timezone.now())
        audit.record(
            actor,
            "notifications.channel.tested",
            subject=channel,
            taken=refusal is None,
            reason=refusal.code if refusal else "",
        )
    return refusal


_FRESH = ("failures", "trouble", "trouble_says", "failed_at", "paused_at", "next_at")


def _assign(channel: Channel, facts: ChannelFacts) -> None:
    """Check the facts and put them on the channel, unsaved."""
    if "name" in facts:
        channel.name = checked_name(Channel, "name", facts["name"])
        if _of_same_owner(channel).filter(name=channel.name).exclude(pk=channel.pk).exists():
            raise refused("name", _("Another channel has this name."), "taken")
    if "address" in facts and (facts["address"].strip() or not channel.sealed):
        _point(channel, _robot(facts["address"], facts.get("secret", "")))
    elif facts.get("secret", "").strip():
        raise refused("address", _("Paste the address again, together with the secret."), "both")
    if channel.is_company:
        _assign_of_company(channel, facts)


def _point(channel: Channel, robot: Robot) -> None:
    channel.product, channel.hint, channel.sealed = robot.product, robot.hint, sealed(robot)
    channel.failures, channel.trouble, channel.trouble_says = 0, "", ""
    channel.failed_at = channel.paused_at = channel.next_at = None


def _assign_of_company(channel: Channel, facts: ChannelFacts) -> None:
    if "language" in facts:
        if facts["language"] and facts["language"] not in dict(settings.LANGUAGES):
            raise refused("language", _("Mainstay does not speak this language."), "unknown")
        channel.language = facts["language"]
    if "choices" in facts:
        shared = {each.code for each in topics() if each.shared}
        if not shared.issuperset(facts["choices"]):
            raise refused("choices", _("This is not told to groups of the company."), "unknown")
        if not {Choice.NOW, Choice.NEVER}.issuperset(facts["choices"].values()):
            raise refused("choices", _("A group is told at once or not at all."), "unknown")
        channel.choices = {
            code: choice for code, choice in facts["choices"].items() if choice == Choice.NOW
        }


def _robot(address: str, secret: str) -> Robot:
    try:
        robot = robot_at(address, secret)
    except AddressWrong as wrong:
        field = "secret" if wrong.code in {"secret", "secret_dingtalk", "no_signing"} else "address"
        raise refused(field, wording.address_wrong(wrong.code), wrong.code) from None
    if robot.product not in allowed_products(settings.CHANNELS):
        raise refused("address", wording.address_wrong("not_allowed"), "not_allowed")
    return robot


def _of_same_owner(channel: Channel) -> "queries.Channels":
    rows: queries.Channels = Channel.objects.system(_WHY)
    if channel.person_id is None:
        return rows.filter(person__isnull=True)
    return rows.filter(person_id=channel.person_id)
