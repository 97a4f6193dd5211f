"""Bulk changes in words."""

from contextlib import suppress
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mainstay.apps.customers.contracts.custom_fields import CustomField
from mainstay.apps.customers.models import BulkChange, BulkDeed, Status
from mainstay.apps.customers.queries import views
from mainstay.apps.customers.queries.bulk import BulkState, state_of
from mainstay.apps.customers.queries.custom_fields import all_fields
from mainstay.apps.customers.rules.conditions import InvalidFilter, parse
from mainstay.apps.customers.rules.custom_fields import ValueRefused, from_plain, read_anyhow
from mainstay.apps.customers.rules.filter_wording import described
from mainstay.apps.customers.wording import custom_words
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
        if deed is BulkDeed.CUSTOM:
            return self._of_custom(bulk)
        value = self.value(bulk, bulk.value)
        return _("%(deed)s: %(value)s") % {"deed": deed.label, "value": value}

    def value(self, bulk: BulkChange, value: Any) -> str:
        """A value of the deed's field as people read it; of deeds on tags, whether it was there."""
        deed = BulkDeed(bulk.deed)
        if deed is BulkDeed.CUSTOM:
            return self._custom_value(bulk, value)
        if isinstance(value, bool):
            return _of_presence(deed, present=value)
        if deed is BulkDeed.OWNER:
            left = _("somebody who has left")
            return self._people.get(str(value), left) if value else _("Nobody")
        if deed is BulkDeed.STATUS and value in Status.values:
            return str(Status(value).label)
        return str(value) if value else _("nothing")

    @cached_property
    def _fields(self) -> dict[str, CustomField]:
        return {each.code: each for each in all_fields()}

    def _of_custom(self, bulk: BulkChange) -> str:
        code, _equals, said = bulk.value.partition("=")
        field = self._fields.get(code)
        words = {"field": field.label if field else code, "value": said}
        if field is not None:
            with suppress(ValueRefused):
                words["value"] = custom_words(field, read_anyhow(field, said)) or _("nothing")
        return _("Set %(field)s: %(value)s") % words

    def _custom_value(self, bulk: BulkChange, value: Any) -> str:
        """What a customer had before, from its JSON."""
        field = self._fields.get(bulk.value.partition("=")[0])
        if field is None or value is None:
            return str(value or _("nothing"))
        return custom_words(field, from_plain(field.type, value)) or _("nothing")


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
        criteria = views.Catalogue(actor).understood(groups)
    except InvalidFilter:
        return _("Customers chosen by conditions that you may not see")
    return described(criteria, views.name_people(groups))
