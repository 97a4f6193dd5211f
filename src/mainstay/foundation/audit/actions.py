"""What the trail's codes are called: the apps name the actions and the details they record."""

from collections.abc import Mapping

from django.utils.functional import Promise

_labels: dict[str, str | Promise] = {}
_details: dict[tuple[str, str], str | Promise] = {}


def name_actions(labels: Mapping[str, str | Promise]) -> None:
    """Say what actions are called; called from an app's registration.

    Raises ValueError when an action is named twice with different words.
    """
    for code, label in labels.items():
        if _labels.setdefault(code, label) != label:
            raise ValueError(f"the action {code} is named twice")


def name_details(app: str, labels: Mapping[str, str | Promise]) -> None:
    """Say what an app calls the details of its actions, the fields among its changes included.

    Raises ValueError when a detail is named twice with different words.
    """
    for name, label in labels.items():
        if _details.setdefault((app, name), label) != label:
            raise ValueError(f"the detail {name} of {app} is named twice")


def action_label(code: str) -> str | Promise:
    """The action as people call it; the bare code of one that nobody names."""
    return _labels.get(code, code)


def detail_label(action: str, name: str) -> str | Promise:
    """A detail of an action as people call it; the bare name of one that has no words."""
    return _details.get((action.partition(".")[0], name), name)


def named_actions() -> list[tuple[str, str | Promise]]:
    """Every action that is named, ordered by code."""
    return sorted(_labels.items(), key=lambda item: item[0])
