"""What the forms of administration let one choose from."""

from collections.abc import Collection, Iterable
from itertools import groupby
from typing import Any

from django.apps import apps
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mainstay.apps.governance import queries
from mainstay.apps.governance.contracts import regions
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.permissions import Permission
from mainstay.kernel.clock import zone_names

Choices = list[tuple[Any, Any]]


def languages() -> Choices:
    return [("", _("As the browser says")), *settings.LANGUAGES]


def time_zones() -> Choices:
    return [("", _("As the company")), *((name, name) for name in zone_names())]


def team_choices(actor: Actor, nothing: Any) -> Choices:
    nodes = queries.team_tree(actor)
    return [("", nothing), *((node.team.pk, indented(node)) for node in nodes)]


def indented(node: queries.TeamNode) -> str:
    """A team's name, set in by its depth."""
    return "\u2003" * node.depth + node.team.name


def region_choices(given: Collection[int]) -> Choices:
    """The current regions and those given already, set in by their depth."""
    return [
        (each.pk, "\u2003" * each.depth + each.name)
        for each in regions().all_regions()
        if not each.is_archived or each.pk in given
    ]


def whole_number(value: str) -> int | None:
    return int(value) if value else None


def permission_choices(permissions: Iterable[Permission]) -> Choices:
    """The permissions as checkboxes under the names of their apps."""

    def app(permission: Permission) -> str:
        return permission.code.partition(".")[0]

    def place(permission: Permission) -> tuple[str, str, bool]:
        """Seeing a subject comes before changing it."""
        return app(permission), permission.code.rpartition(".")[0], permission.writes

    ordered = sorted(permissions, key=place)
    return [
        (apps.get_app_config(label).verbose_name, [(each.code, each.label) for each in group])
        for label, group in groupby(ordered, key=app)
    ]
