"""When each of some people is told of a topic, in each way: by the bell, by mail, by channels."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from django.utils import timezone

from mainstay.apps.governance import queries as governance
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


def plans(people: Collection[int], topic: str) -> dict[int, Plan]:
    """The plan for each of these people, by number."""
    found = Arrangement.objects.system(_WHY).filter(person_id__in=people)
    arranged = {each.person_id: each for each in found}
    channels: dict[int, list[Channel]] = {}
    open_ones = Channel.objects.system(_WHY).filter(person_id__in=people, paused_at=None)
    for channel in open_ones:
        if channel.person_id is not None:
            channels.setdefault(channel.person_id, []).append(channel)
    clock = _Clock(topic)
    return {
        person: _plan(clock, arranged.get(person) or Arrangement(), channels.get(person, []))
        for person in people
    }


def company_channels(topic: str) -> list[int]:
    """The company's channels that bring a topic; none for one that is not for everybody there."""
    known = topic_coded(topic)
    if known is None or not known.shared:
        return []
    rows = Channel.objects.system(_WHY).filter(person=None, paused_at=None)
    return [each.pk for each in rows if choice_in(each.choices, topic, Choice.NEVER) is Choice.NOW]


class _Clock:
    """What time it is, and when something of one topic goes out."""

    def __init__(self, topic: str) -> None:
        known = topic_coded(topic)
        self.topic = topic
        self.now = timezone.now()
        self._urgent = known is not None and known.urgent
        self._zone: ZoneInfo | None = None
        self._is_off: DayOff | None = None

    def due_at(self, choice: Choice, arrangement: Arrangement) -> datetime:
        """When what is chosen goes out; now is the earliest."""
        if choice is Choice.DIGEST:
            gathered = next_digest(self.now, self._company_zone(), digest_of(arrangement))
            return self._after_quiet(gathered, arrangement)
        return self.now if self._urgent else self._after_quiet(self.now, arrangement)

    def _after_quiet(self, moment: datetime, arrangement: Arrangement) -> datetime:
        quiet = quiet_of(arrangement)
        if quiet == Quiet():
            return moment
        if self._is_off is None:
            self._is_off = days_off() if quiet.days_off else None
        is_off = self._is_off or (lambda _day: False)
        return quiet_until(moment, self._company_zone(), quiet, is_off)

    def _company_zone(self) -> ZoneInfo:
        if self._zone is None:
            company = governance.find_installation()
            self._zone = ZoneInfo(company.time_zone if company else str(UTC))
        return self._zone


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


def _plan(clock: _Clock, arrangement: Arrangement, channels: list[Channel]) -> Plan:
    bell = choice_in(arrangement.bell, clock.topic, Choice.NOW)
    mail = choice_in(arrangement.mail, clock.topic, Choice.NOW)
    mail_at = None if mail is Choice.NEVER else clock.due_at(mail, arrangement)
    chosen = {each.pk: choice_in(each.choices, clock.topic, Choice.NOW) for each in channels}
    return Plan(
        bell=bell is not Choice.NEVER,
        mail=mail is not Choice.NEVER,
        mail_at=mail_at if mail_at is not None and mail_at > clock.now else None,
        channels={
            key: clock.due_at(choice, arrangement)
            for key, choice in chosen.items()
            if choice is not Choice.NEVER
        },
    )
