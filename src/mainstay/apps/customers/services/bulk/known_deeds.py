"""Which deed a bulk change is."""

from mainstay.apps.customers.models import BulkChange, BulkDeed
from mainstay.apps.customers.services.bulk.custom_deeds import set_custom
from mainstay.apps.customers.services.bulk.deeds import Deed, SetArchived, SetColumn, SetTag


def deed_of(bulk: BulkChange) -> Deed:
    """The deed of a bulk change with its value.

    Raises FieldNotFound for a custom field that is no more.
    """
    deed, value = BulkDeed(bulk.deed), bulk.value
    if deed in {BulkDeed.ARCHIVE, BulkDeed.RESTORE}:
        return SetArchived(archived=deed is BulkDeed.ARCHIVE)
    if deed in {BulkDeed.ADD_TAG, BulkDeed.REMOVE_TAG}:
        return SetTag(value, present=deed is BulkDeed.ADD_TAG)
    if deed is BulkDeed.CUSTOM:
        return set_custom(value)
    if deed is BulkDeed.OWNER:
        return SetColumn("owner_id", int(value) if value else None)
    return SetColumn(deed.value, value)
