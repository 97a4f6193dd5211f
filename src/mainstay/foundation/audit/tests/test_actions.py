"""Actions are called by their names."""

import pytest

from mainstay.foundation.audit.actions import action_label, name_actions, named_actions


def test_an_action_is_called_as_its_app_says() -> None:
    assert str(action_label("access.denied")) == "Refused"


def test_an_action_that_nobody_names_shows_its_code() -> None:
    assert action_label("lifts.lift.stopped") == "lifts.lift.stopped"


def test_an_action_cannot_have_two_names() -> None:
    with pytest.raises(ValueError, match=r"access\.denied is named twice"):
        name_actions({"access.denied": "Turned away"})


def test_the_names_are_ordered_by_code() -> None:
    codes = [code for code, _label in named_actions()]
    assert codes == sorted(codes)
