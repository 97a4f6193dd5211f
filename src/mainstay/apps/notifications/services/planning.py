"""When each of some people is told of a topic, in each way: by the bell, by mail, by channels."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from mainstay.apps.governance import queries as governance
from mainstay.apps.governance.queries import Recipient
from mainstay.apps.notifications.contracts import days_off, topic_coded
from mainstay.apps.notifications.models import Arrangement, Channel
from mainstay.apps.notifications.rules.timing import (
    Choice,
    DayOff,
    Digest,
    Quiet,
    choice_in,
    next_digest,
    quiet_until,
)

_WHY = "how somebody is told is asked on their behalf"


@dataclass(frozen=True, slots=True)
class Plan:
    """How one person is told: `mail` and the channels with the time until which they wait."""

    bell: bool = True
    mail: bool = True
    mail_at: datetime | None = None
    channels: dict[int, datetime] = field(default_factory=dict)


def plans(people: Collection[Recipient], topic: str) -> dict[int, Plan]:
    """The plan for each of these people, by number."""
    keys = [each.person_id for each in people]
    found = Arrangement.objects.system(_WHY).filter(person_id__in=keys)
    arranged = {each.person_id: each for each in found}
    channels: dict[int, list[Channel]] = {}
    open_ones = Channel.objects.system(_WHY).filter(person_id__in=keys, paused_at=None)
    for channel in open_ones:
        if channel.person_id is not None:
            channels.setdefault(channel.person_id, []).append(channel)
    clock = _Clock(topic)
    planned = {}
    for each in people:
        when = _When(clock, arranged.get(each.person_id) or Arrangement(), each.time_zone)
        planned[each.person_id] = _plan(when, channels.get(each.person_id, []))
    return planned


def company_channels(topic: str) -> list[int]:
    """The company's channels that bring a topic; none for one that is not for everybody there."""
    known = topic_coded(topic)
    if known is None or not known.shared:
        return []
    rows = Channel.objects.system(_WHY).filter(person=None, paused_at=None)
    return [each.pk for each in rows if choice_in(each.choices, topic, Choice.NEVER) is Choice.NOW]


class _Clock:
    """What time it is, for messages of one topic; what all readers share is read once."""

    def __init__(self, topic: str) -> None:
        known = topic_coded(topic)
        self.topic = topic
        self.now = timezone.now()
        self.urgent = known is not None and known.urgent
        self._zones: dict[str, ZoneInfo] = {}
        self._is_off: DayOff | None = None

    def zone_of(self, own: str) -> ZoneInfo:
        """The zone of somebody with this one of their own."""
        if own not in self._zones:
            self._zones[own] = governance.zone_of(own)
        return self._zones[own]

    def is_off(self, day: date) -> bool:
        """Whether the company does not work on a day."""
        if self._is_off is None:
            self._is_off = days_off()
        return self._is_off(day)


@dataclass(frozen=True, slots=True)
class _When:
    """When something goes out to one person, by what they arranged and in their own zone."""

    clock: _Clock
    arrangement: Arrangement
    own_zone: str

    def due_at(self, choice: Choice) -> datetime:
        """When what is chosen goes out; now is the earliest."""
        now = self.clock.now
        if choice is Choice.DIGEST:
            zone = self.clock.zone_of(self.own_zone)
            return self._after_quiet(next_digest(now, zone, digest_of(self.arrangement)))
        return now if self.clock.urgent else self._after_quiet(now)

    def _after_quiet(self, moment: datetime) -> datetime:
        quiet = quiet_of(self.arrangement)
        if quiet == Quiet():
            return moment
        zone = self.clock.zone_of(self.own_zone)
        return quiet_until(moment, zone, quiet, self.clock.is_off)


def quiet_of(arrangement: Arrangement) -> Quiet:
    """When the person wants quiet."""
    return Quiet(
        since=arrangement.quiet_from,
        until=arrangement.quiet_until,
        weekdays=frozenset(arrangement.quiet_weekdays),
        days_off=arrangement.quiet_days_off,
    )


def digest_of(arrangement: Arrangement) -> Digest:
    """When the person's digest goes out."""
    return Digest(
        rhythm=arrangement.digest_rhythm,
        at=arrangement.digest_at,
        weekday=arrangement.digest_weekday,
    )


def _plan(when: _When, channels: list[Channel]) -> Plan:
    clock, arrangement = when.clock, when.arrangement
    bell = choice_in(arrangement.bell, clock.topic, Choice.NOW)
    mail = choice_in(arrangement.mail, clock.topic, Choice.NOW)
    mail_at = None if mail is Choice.NEVER else when.due_at(mail)
    chosen = {each.pk: choice_in(each.choices, clock.topic, Choice.NOW) for each in channels}
    return Plan(
        bell=bell is not Choice.NEVER,
        mail=mail is not Choice.NEVER,
        mail_at=mail_at if mail_at is not None and mail_at > clock.now else None,
        channels={
            key: when.due_at(choice) for key, choice in chosen.items() if choice is not Choice.NEVER
        },
    )
