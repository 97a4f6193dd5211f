"""What the layouts need on every page."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from mainstay.foundation.access.actor import Actor
from mainstay.shell.web import navigation, top_bar
from mainstay.shell.web.navigation import SECTION_LABELS, Link, Section
from mainstay.shell.web.top_bar import Tool

PHONE_LINKS = 4

TEXTS: dict[str, Promise] = {
    "close": _("Close"),
    "file_comes": _("The file is being made …"),
    "failed": _("That did not work. Please try again."),
    "nothing_found": _("Nothing found"),
    "offline": _("The server cannot be reached."),
    "take_away": _("Take away"),
}
"""The sentences that the pages' scripts show."""


@dataclass
class Shell:
    """The frame around a page: built only by the layouts that show it."""

    request: HttpRequest

    @property
    def actor(self) -> Actor | None:
        return getattr(self.request, "actor", None)

    @cached_property
    def _links(self) -> dict[Section, list[Link]]:
        return navigation.links(self.actor, self.request.path) if self.actor else {}

    @cached_property
    def sections(self) -> list[tuple[str | Promise, list[Link]]]:
        """Headings and links of the side navigation."""
        return [
            (SECTION_LABELS[section], links)
            for section, links in self._links.items()
            if section is not Section.ACCOUNT
        ]

    @cached_property
    def phone_links(self) -> list[Link]:
        """The few links at the bottom of a phone."""
        return [link for _label, links in self.sections for link in links][:PHONE_LINKS]

    @property
    def account_links(self) -> list[Link]:
        """Links of the person's own menu."""
        return self._links.get(Section.ACCOUNT, [])

    @property
    def tools(self) -> list[Tool]:
        """What apps have put into the top bar."""
        return top_bar.tools(self.actor, self.request) if self.actor else []

    @cached_property
    def search(self) -> dict[str, str | Promise] | None:
        """Address and label of the search field, where the actor has one."""
        box = navigation.search_box(self.actor) if self.actor else None
        return {"url": reverse(box.url_name), "label": box.label} if box else None

    @property
    def initial(self) -> str:
        """What stands in the circle beside the name: the last letter of a Chinese one."""
        name = self.actor.name.strip() if self.actor else ""
        if not name:
            return "?"
        return name[0].upper() if name[0].isascii() else name.split()[0][-1]

    @property
    def texts(self) -> dict[str, str]:
        return {name: str(sentence) for name, sentence in TEXTS.items()}


def shell(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `shell`, the frame around the page."""
    return {"shell": Shell(request)}
