"""What a channel brings, as plain text: no more of it than its reader may know now.

A text of ours never calls anybody by name or shows a link other than ours: what messengers take
for such signs is replaced, since names of files and customers stand in it.
"""

import logging
from collections.abc import Iterable, Sequence
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mainstay.apps.governance import queries as governance
from mainstay.apps.notifications.contracts import kind_coded, topic_coded
from mainstay.apps.notifications.models import Channel, Outgoing
from mainstay.apps.notifications.rules.mail_settings import MailSettingsWrong, public_address
from mainstay.apps.notifications.rules.robot_addresses import Product
from mainstay.foundation.access.actor import Actor, anonymous_actor
from mainstay.foundation.jobs.outcomes import Words

logger = logging.getLogger(__name__)

_MOST_BYTES = {Product.WECOM: 2_000}
_MOST_BYTES_ELSEWHERE = 8_000
_ROOM_FOR_REST = 200
_HARMLESS = str.maketrans({"<": "‹", ">": "›", "[": "〔", "]": "〕", "@": "＠"})


def text_of(channel: Channel, waiting: Sequence[Outgoing]) -> str | None:
    """The text for what waits; None where there is nobody any more who may read it."""
    reader = _reader(channel)
    if reader is None:
        return None
    actor, language, zone = reader
    with translation.override(language), timezone.override(zone):
        told = [(each.topic, _words(actor, each, channel)) for each in waiting]
        lines = _alone(told[0][1]) if len(told) == 1 else _gathered(told)
        return _cut(lines, _MOST_BYTES.get(Product(channel.product), _MOST_BYTES_ELSEWHERE))


def trial_text(channel: Channel) -> str:
    """What the test message says, in the language that is active."""
    said = _("Test message for the channel %(name)s. There is nothing to do.")
    return "\n".join([_title(said % {"name": _harmless(channel.name)})])


class _Reader(NamedTuple):
    """Who reads in a channel, and how."""

    actor: Actor
    language: str
    zone: ZoneInfo


def _reader(channel: Channel) -> _Reader | None:
    """Who reads there: its person, or for the company's somebody who may do nothing at all."""
    if channel.person_id is None:
        actor, own, language = anonymous_actor("company channel"), "", channel.language
    else:
        acting = governance.acting_person(channel.person_id)
        found = governance.recipients([channel.person_id])
        if acting is None or not found:
            return None
        actor, own, language = acting, found[0].time_zone, found[0].language
    return _Reader(actor, language or settings.LANGUAGE_CODE, governance.zone_of(own))


def _words(actor: Actor, outgoing: Outgoing, channel: Channel) -> Words:
    kind = kind_coded(outgoing.kind)
    if kind is None:
        return Words(_("A message of a kind that there is no longer"))
    try:
        words = kind.words(actor, outgoing.figures)
    except Exception:
        # What an older version kept must not keep the rest from being told.
        logger.exception("What a channel is to bring cannot be put into words: %s", outgoing.kind)
        return Words(_("A message that cannot be read any more"))
    return Words(words.title) if channel.is_company else words


def _alone(words: Words) -> list[str]:
    lines = [_title(_harmless(words.title))]
    lines += [_harmless(words.text)] if words.text else []
    return [*lines, *_link(words.url)]


def _gathered(told: Iterable[tuple[str, Words]]) -> list[str]:
    """Several at once, by topic."""
    by_topic: dict[str, list[Words]] = {}
    for topic, words in told:
        by_topic.setdefault(topic, []).append(words)
    number = sum(map(len, by_topic.values()))
    lines = [_title(ngettext("%(n)d message", "%(n)d messages", number) % {"n": number})]
    for topic, found in by_topic.items():
        known = topic_coded(topic)
        lines += ["", str(known.label)] if known else [""]
        for words in found:
            lines += [f"• {_harmless(words.title)}", *_link(words.url)]
    return lines


def _cut(lines: Sequence[str], most: int) -> str:
    """The text, without the lines that the service would not take."""
    kept, size = [], 0
    for line in lines:
        size += len(line.encode()) + 1
        if size > most - _ROOM_FOR_REST:
            kept.append(_("… The rest stands in Mainstay."))
            break
        kept.append(line)
    return "\n".join(kept)


def _title(text: str) -> str:
    """The name comes first: robots can be told to take only what holds a keyword."""
    return _("Mainstay: %(text)s") % {"text": text}


def _link(path: str) -> list[str]:
    try:
        address = public_address(settings.PUBLIC_URL)
    except MailSettingsWrong:
        address = ""
    return [address + path] if address and path else []


def _harmless(text: str) -> str:
    return text.translate(_HARMLESS)
