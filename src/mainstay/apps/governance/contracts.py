"""What other apps consume of the installation."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class InstallationChanged:
    """Event: settings of the installation have changed."""

    fields: frozenset[str]
