"""The palette's lines for what has been typed so far."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mainstay.foundation.access.actor import Actor
from mainstay.kernel.search import search_text, searchable
from mainstay.shell.web import navigation
from mainstay.shell.web.access import acting
from mainstay.shell.web.palette import registry
from mainstay.shell.web.palette.recents import recents

LONGEST = 200
FOUND_AT_ONCE = 6


@dataclass(frozen=True, slots=True)
class Line:
    """One place to go."""

    label: str | Promise
    url: str
    icon: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Lines of one kind under a heading."""

    heading: str | Promise
    lines: list[Line]


@require_safe
def palette(request: HttpRequest) -> HttpResponse:
    """What the words in `q` find, what they name to do, and where they lead.

    Without words: what the person looked at last, and everything to do and every page.
    """
    actor = acting(request)
    typed = request.GET.get("q", "").strip()[:LONGEST]
    groups = [group for group in _groups(request, actor, typed) if group.lines]
    return render(request, "layouts/palette_lines.html", {"groups": groups, "typed": typed})


def _groups(request: HttpRequest, actor: Actor, typed: str) -> Iterator[Group]:
    if not typed:
        yield Group(_("Looked at last"), _looked_at(request, actor))
    else:
        for finder in registry.finders(actor):
            yield Group(finder.label, _found(finder, actor, typed))
    words = searchable(typed).split()
    yield Group(
        _("Do"),
        [
            Line(deed.label, reverse(deed.url_name), deed.icon)
            for deed in registry.deeds(actor)
            if _is_named(words, deed.label, deed.code)
        ],
    )
    yield Group(
        _("Go to"),
        [
            Line(item.label, reverse(item.url_name), item.icon)
            for item in navigation.items()
            if item.is_for(actor) and _is_named(words, item.label, item.code)
        ],
    )


def _is_named(words: list[str], label: str | Promise, code: str) -> bool:
    """Whether all words stand in the label, its pinyin or the code, which is English."""
    text = search_text(str(label), code, read=[str(label)])
    return all(word in text for word in words)


def _found(finder: registry.Finder, actor: Actor, typed: str) -> list[Line]:
    """The best ones, and the way to all where there are more."""
    found = finder.find(actor, typed, FOUND_AT_ONCE + 1)
    lines = [_line(finder, each) for each in found[:FOUND_AT_ONCE]]
    if len(found) > FOUND_AT_ONCE:
        every = f"{reverse(finder.page)}?{urlencode({'q': typed})}"
        lines.append(Line(_("All of “%(typed)s”") % {"typed": typed}, every, "search"))
    return lines


def _line(finder: registry.Finder, found: registry.Found) -> Line:
    return Line(found.label, found.url, finder.icon, found.detail)


def _looked_at(request: HttpRequest, actor: Actor) -> list[Line]:
    """What was looked at and may still be seen, the latest first."""
    places = recents(request)
    keys: dict[str, list[int]] = defaultdict(list)
    for code, key in places:
        keys[code].append(key)
    lines = {
        (finder.code, found.key): _line(finder, found)
        for finder in registry.finders(actor)
        if finder.code in keys
        for found in finder.named(actor, keys[finder.code])
    }
    return [lines[place] for place in places if place in lines]
