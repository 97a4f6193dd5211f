"""What the trail's actions are called: the apps name the actions that they record."""

from collections.abc import Mapping

from django.utils.functional import Promise

_labels: dict[str, str | Promise] = {}


def name_actions(labels: Mapping[str, str | Promise]) -> None:
    """Say what actions are called; called from an app's registration.

    Raises ValueError when an action is named twice with different words.
    """
    for code, label in labels.items():
        if _labels.setdefault(code, label) != label:
            raise ValueError(f"the action {code} is named twice")


def action_label(code: str) -> str | Promise:
    """The action as people call it; the bare code of one that nobody names."""
    return _labels.get(code, code)


def named_actions() -> list[tuple[str, str | Promise]]:
    """Every action that is named, ordered by code."""
    return sorted(_labels.items(), key=lambda item: item[0])
