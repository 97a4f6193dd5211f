"""The links of the frame around every page, written in Python: there are forty of them."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

from mainstay.shell.web.markup import markup
from mainstay.shell.web.navigation import Link
from mainstay.shell.web.templatetags.components import icon

register = template.Library()

_PATTERNS = {
    "side": '<li><a class="side-link" href="{}"{}>{}{}</a></li>',
    "bottom": '<a href="{}"{}>{}<span>{}</span></a>',
    "menu": '<a class="dropdown-item" href="{}"{}>{}<span class="ms-2">{}</span></a>',
}
_CURRENT, _OTHER = SafeString(' aria-current="page"'), SafeString("")


@register.simple_tag
def frame_links(links: Iterable[Link], place: str) -> SafeString:
    """Links as they look on the side, at the bottom of a phone, or in a menu."""
    pattern = _PATTERNS[place]
    return SafeString(
        "\n".join(
            markup(
                pattern,
                link.url,
                _CURRENT if link.current else _OTHER,
                icon(link.icon),
                str(link.label),
            )
            for link in links
        )
    )
