"""Actions and their details are called by their names."""

import pytest

from mainstay.foundation.audit.actions import (
    action_label,
    detail_label,
    name_actions,
    name_details,
    named_actions,
)


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


def test_a_detail_is_called_as_the_app_of_its_action_says() -> None:
    name_details("lifts", {"stops": "Stops of the lift"})
    assert detail_label("lifts.lift.built", "stops") == "Stops of the lift"
    assert detail_label("doors.door.built", "stops") == "stops"


def test_a_detail_cannot_have_two_names() -> None:
    name_details("lifts", {"doors": "Doors"})
    with pytest.raises(ValueError, match="doors of lifts is named twice"):
        name_details("lifts", {"doors": "Gates"})
