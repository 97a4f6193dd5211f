"""Writing saved views and what each person pins."""

from mainstay.apps.customers.services.views.keeping import (
    change_view,
    create_view,
    delete_view,
    duplicate_view,
    invalid_filter,
    shareable_teams,
)
from mainstay.apps.customers.services.views.pinning import (
    move_pin,
    open_first,
    pin_view,
    unpin_view,
)

__all__ = [
    "change_view",
    "create_view",
    "delete_view",
    "duplicate_view",
    "invalid_filter",
    "move_pin",
    "open_first",
    "pin_view",
    "shareable_teams",
    "unpin_view",
]
