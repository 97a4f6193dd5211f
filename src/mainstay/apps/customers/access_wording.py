"""Why somebody sees a customer, and what they may do with it, in words."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from mainstay.apps.customers.policies import ARCHIVE, CHANGE, CHANGE_TEAM, EXPORT, VIEW
from mainstay.apps.customers.queries.access import Missing, Obstacle, Reason
from mainstay.apps.customers.rules.reach import Way
from mainstay.foundation.access.permissions import permission
from mainstay.shell.sentences import listed

RIGHTS: Mapping[str, Promise] = {
    VIEW: pgettext_lazy("right", "see"),
    EXPORT: pgettext_lazy("right", "export"),
    CHANGE: pgettext_lazy("right", "change"),
    ARCHIVE: pgettext_lazy("right", "archive"),
    CHANGE_TEAM: pgettext_lazy("right", "decide on the account team"),
}
"""What somebody may do with a customer, in a word."""

WAYS: Mapping[Way, Promise] = {
    Way.ALL: gettext_lazy("A role sees everything"),
    Way.OWNER: gettext_lazy("Owns them"),
    Way.TEAM: gettext_lazy("Of the own team and below"),
    Way.REGION: gettext_lazy("Of the own regions and below"),
    Way.MEMBER: gettext_lazy("Belongs to their account team"),
}
"""The ways in which somebody reaches customers."""


def reason_words(reason: Reason) -> str:
    """One reason for which somebody sees a customer."""
    if reason.way is Way.ALL:
        return _("The role %(role)s sees everything") % {"role": listed(reason.roles)}
    if reason.way is Way.OWNER:
        return _("Owner")
    return _member_words(reason) if reason.way is Way.MEMBER else _place_words(reason)


def _place_words(reason: Reason) -> str:
    if reason.way is Way.TEAM:
        words = (
            _("Team %(place)s below %(above)s, with the role %(role)s")
            if reason.above
            else _("Team %(place)s, with the role %(role)s")
        )
    else:
        words = (
            _("Region %(place)s, by %(above)s, with the role %(role)s")
            if reason.above
            else _("Region %(place)s, with the role %(role)s")
        )
    return words % {"place": reason.place, "above": reason.above, "role": listed(reason.roles)}


def _member_words(reason: Reason) -> str:
    said = {"function": reason.function}
    if reason.works:
        if reason.function:
            return _("Account team, works on it: %(function)s") % said
        return _("Account team, works on it")
    return _("Account team: %(function)s") % said if reason.function else _("Account team")


def obstacle_words(obstacle: Obstacle) -> str:
    """One reason for which somebody does not see a customer."""
    if obstacle.code in _NAMED:
        named, nameless = _NAMED[obstacle.code]
        return str(named) % {"about": obstacle.about} if obstacle.about else str(nameless)
    return str(_OTHERS[obstacle.code])


_NAMED: Mapping[Missing, tuple[Promise, Promise]] = {
    Missing.NOT_OWNER: (
        gettext_lazy("The owner is somebody else: %(about)s."),
        gettext_lazy("The customer has no owner."),
    ),
    Missing.NOT_IN_TEAM: (
        gettext_lazy("The owner belongs neither to the team %(about)s nor to one below it."),
        gettext_lazy("A role sees the team, but the person belongs to none."),
    ),
    Missing.NOT_IN_REGION: (
        gettext_lazy("The region %(about)s is in none that the person was given."),
        gettext_lazy("A role sees regions, but the customer has none."),
    ),
}
_OTHERS: Mapping[Missing, Promise] = {
    Missing.DISABLED: gettext_lazy("The person is disabled."),
    Missing.WITHDRAWN: gettext_lazy("The customer was withdrawn: its import has been undone."),
    Missing.NO_RIGHT: gettext_lazy("No role of the person permits seeing customers."),
    Missing.SEPARATED: gettext_lazy(
        "The person administers, and the strict rules keep administrators from customers."
    ),
    Missing.NO_MEMBER: gettext_lazy("The person does not belong to the account team."),
}


def fields_words(fields: tuple[str, ...]) -> str:
    """What somebody sees of the fields that not everybody sees, in a line."""
    told = [permission(right).opens for right in fields]
    return listed(told) if told else _("none of them")


def rights_words(rights: tuple[str, ...]) -> str:
    """What somebody may do, in a line."""
    return listed(RIGHTS[right] for right in rights)
