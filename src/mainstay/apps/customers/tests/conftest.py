"""The customer master is described by itself: without what the subjects above it register."""

import pytest

from mainstay.apps.customers.contracts import actions, columns, panels


@pytest.fixture(autouse=True)
def nothing_from_above(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start each test with empty registries; what other subjects add has its tests there."""
    monkeypatch.setattr(columns, "_registered", {})
    monkeypatch.setattr(actions, "_registered", {})
    monkeypatch.setattr(panels, "_panels", {})
    monkeypatch.setattr(panels, "_badges", {})
