"""Which rights the members of an account team have who work on its customer.

Members who see a customer may do whatever changes nothing, where their roles permit it. Those who
work on it may also use the rights that are registered here. All others, such as archiving, take
more than membership.
"""

_worked: set[str] = set()


def let_members(*permissions: str) -> None:
    """Let those who work on a customer use these rights on it, where their roles permit it."""
    _worked.update(permissions)


def members_may(permission: str) -> bool:
    """Whether working on a customer is enough for this right."""
    return permission in _worked
