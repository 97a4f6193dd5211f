"""How one wants to be told: what in which way and when, quiet hours, the digest."""

from collections.abc import Iterable, Mapping
from datetime import time
from typing import Any, TypedDict, Unpack

from django.utils.translation import gettext as _

from mainstay.apps.notifications import queries
from mainstay.apps.notifications.contracts import topics_for
from mainstay.apps.notifications.models import Arrangement, Channel
from mainstay.apps.notifications.policies import ARRANGE
from mainstay.apps.notifications.rules.timing import Choice, Rhythm
from mainstay.apps.notifications.services.refusals import refused
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import AccessDenied, service
from mainstay.foundation.audit import services as audit

BELL, MAIL = "bell", "mail"
WEEKDAYS = frozenset(range(1, 8))
_WHY = "everybody arranges how they are told"


class Times(TypedDict, total=False):
    """When one is told; what is left out stays. Weekdays count from 1, Monday."""

    quiet_from: time | None
    quiet_until: time | None
    quiet_weekdays: Iterable[int]
    quiet_days_off: bool
    digest_rhythm: str
    digest_at: time
    digest_weekday: int


@service(ARRANGE)
def choose(actor: Actor, way: str, choices: Mapping[str, str]) -> None:
    """Say what comes when in one way: `bell`, `mail`, or the number of a channel of one's own.

    Topics that are left out stay. What is as usual is not kept. Raises ValidationError.
    """
    _check_choices(actor, way, choices)
    if way in {BELL, MAIL}:
        holder: Arrangement | Channel = _own(actor)
        field = way
    else:
        holder, field = _own_channel(actor, way), "choices"
    before: dict[str, str] = getattr(holder, field)
    after = {
        topic: choice for topic, choice in {**before, **choices}.items() if choice != Choice.NOW
    }
    if after == before:
        return
    setattr(holder, field, after)
    holder.save(update_fields=[field])
    audit.record(actor, "notifications.arrangement.changed", way=way, choices=after)


@service(ARRANGE)
def set_times(actor: Actor, **facts: Unpack[Times]) -> Arrangement:
    """Say when it is quiet and when the digest comes. Raises ValidationError naming the field."""
    arrangement = _own(actor)
    before = _shown(arrangement)
    for name, value in facts.items():
        setattr(arrangement, name, value)
    _check_times(arrangement)
    arrangement.quiet_weekdays = sorted(set(arrangement.quiet_weekdays))
    arrangement.save()
    after = _shown(arrangement)
    changes = {each: [before[each], after[each]] for each in after if before[each] != after[each]}
    if changes:
        audit.record(actor, "notifications.arrangement.changed", changes=changes)
    return arrangement


def _own(actor: Actor) -> Arrangement:
    if actor.person_id is None:
        raise AccessDenied(ARRANGE)
    rows = Arrangement.objects.system(_WHY).select_for_update()
    found, _made = rows.get_or_create(person_id=actor.person_id)
    return found


def _own_channel(actor: Actor, way: str) -> Channel:
    found = next((each for each in queries.own_channels(actor) if str(each.pk) == way), None)
    if found is None:
        raise refused("way", _("Choose the bell, mail or a channel of your own."), "unknown")
    return found


def _check_choices(actor: Actor, way: str, choices: Mapping[str, str]) -> None:
    known = {each.code for each in topics_for(actor)}
    for topic, choice in choices.items():
        if topic not in known:
            raise refused("choices", _("There is no topic %(code)s.") % {"code": topic}, "unknown")
        if choice not in Choice.values or (way == BELL and choice == Choice.DIGEST):
            says = _("%(choice)s cannot be chosen here.") % {"choice": choice}
            raise refused("choices", says, "unknown")


def _check_times(arrangement: Arrangement) -> None:
    since, until = arrangement.quiet_from, arrangement.quiet_until
    if (since is None) != (until is None):
        missing = "quiet_from" if since is None else "quiet_until"
        raise refused(missing, _("Quiet hours have a beginning and an end."), "required")
    if since is not None and since == until:
        says = _("Quiet hours end at another time than they begin.")
        raise refused("quiet_until", says, "same")
    if not WEEKDAYS.issuperset(arrangement.quiet_weekdays):
        raise refused("quiet_weekdays", _("Weekdays are numbers from 1 to 7."), "unknown")
    if set(arrangement.quiet_weekdays) == WEEKDAYS:
        says = _("Leave at least one day on which you can be told something.")
        raise refused("quiet_weekdays", says, "all")
    if arrangement.digest_rhythm not in Rhythm.values:
        raise refused("digest_rhythm", _("A digest is daily or weekly."), "unknown")
    if arrangement.digest_weekday not in WEEKDAYS:
        raise refused("digest_weekday", _("Weekdays are numbers from 1 to 7."), "unknown")


def _shown(arrangement: Arrangement) -> dict[str, Any]:
    return {
        name: str(value) if isinstance(value := getattr(arrangement, name), time) else value
        for name in Times.__annotations__
    }
