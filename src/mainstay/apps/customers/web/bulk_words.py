"""Bulk changes in words."""

from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.customers.models import BulkChange, BulkDeed, Status
from mainstay.apps.customers.queries import views
from mainstay.apps.customers.queries.bulk import BulkState, state_of
from mainstay.apps.customers.rules.conditions import InvalidFilter, parse
from mainstay.apps.customers.rules.filter_wording import described
from mainstay.apps.governance import queries as governance
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.jobs.models import Job
from mainstay.shell.web.tables import Badge, Tone

_PUTTING_AWAY = (BulkDeed.ARCHIVE, BulkDeed.RESTORE)


class Words:
    """Puts bulk changes into words; what people are called is read once, where it is needed."""

    @cached_property
    def _people(self) -> dict[str, str]:
        return {str(each.person_id): each.full_name for each in governance.colleagues()}

    def sentence(self, bulk: BulkChange) -> str:
        """What is done, with its value."""
        deed = BulkDeed(bulk.deed)
        if deed in _PUTTING_AWAY:
            return str(deed.label)
        value = self.value(bulk, bulk.value)
        return _("%(deed)s: %(value)s") % {"deed": deed.label, "value": value}

    def value(self, bulk: BulkChange, value: Any) -> str:
        """A value of the deed's field as people read it; of deeds on tags, whether it was there."""
        deed = BulkDeed(bulk.deed)
        if isinstance(value, bool):
            return _of_presence(deed, present=value)
        if deed is BulkDeed.OWNER:
            left = _("somebody who has left")
            return self._people.get(str(value), left) if value else _("Nobody")
        if deed is BulkDeed.STATUS and value in Status.values:
            return str(Status(value).label)
        return str(value) if value else _("nothing")


def _of_presence(deed: BulkDeed, *, present: bool) -> str:
    if deed in _PUTTING_AWAY:
        return _("archived") if present else _("not archived")
    return _("with the tag") if present else _("without the tag")


def state_badge(bulk: BulkChange, job: Job | None) -> Badge:
    """How a bulk change stands; `job` is its newest one."""
    return _BADGES[state_of(bulk, job)]


_BADGES = {
    BulkState.UNDER_WAY: Badge(gettext_lazy("Under way"), Tone.INFO),
    BulkState.DONE: Badge(gettext_lazy("Done"), Tone.GOOD),
    BulkState.STOPPED: Badge(gettext_lazy("Stopped"), Tone.CAUTION),
    BulkState.FAILED: Badge(gettext_lazy("Failed"), Tone.BAD),
    BulkState.UNDONE: Badge(gettext_lazy("Undone")),
}


def whom(actor: Actor, bulk: BulkChange) -> str:
    """Which customers it means, as far as the reader may know the conditions."""
    if bulk.keys:
        return _("Customers that were chosen")
    if not bulk.where:
        return _("All customers within reach")
    try:
        groups = parse(bulk.where)
        criteria = views.catalogue(actor).understood(groups)
    except InvalidFilter:
        return _("Customers chosen by conditions that you may not see")
    return described(criteria, views.name_people(groups))
