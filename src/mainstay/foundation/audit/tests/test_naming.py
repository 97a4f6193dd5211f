"""Actors and subjects of entries in the reader's words."""

import pytest

from mainstay.foundation.audit.models import AuditEntry
from mainstay.foundation.audit.naming import (
    actor_words,
    describe_subjects,
    name_in_words,
    name_system_actors,
    subject_words,
)


def by(name: str, kind: str = "system") -> AuditEntry:
    return AuditEntry(actor_kind=kind, actor_name=name)


def test_mainstay_itself_is_called_by_what_it_does() -> None:
    name_system_actors({"porter": "The porter", "porter at night": "The night porter"})
    assert actor_words(by("porter")) == "The porter"
    assert actor_words(by("porter (root)")) == "The porter (root)"
    assert actor_words(by("porter at night")) == "The night porter"


def test_a_name_kept_beside_what_was_done_is_told_alike() -> None:
    name_system_actors({"night porter": "The night porter", "porter": "The porter"})
    assert name_in_words("night porter (root)") == "The night porter (root)"
    assert name_in_words("porter doors.lock") == "The porter (doors.lock)"


@pytest.mark.parametrize("name", ["Li Na", "porter", "porter (phone)", "porter na"])
def test_a_name_that_a_person_may_have_is_left_alone(name: str) -> None:
    name_system_actors({"porter": "The porter"})
    assert name_in_words(name) == name


def test_a_person_of_the_same_name_keeps_it() -> None:
    name_system_actors({"porter": "The porter"})
    assert actor_words(by("porter", "person")) == "porter"


def test_an_actor_that_nobody_names_keeps_its_name() -> None:
    assert actor_words(by("caretaker")) == "caretaker"


def test_an_actor_cannot_have_two_names() -> None:
    name_system_actors({"porter": "The porter"})
    with pytest.raises(ValueError, match="porter is named twice"):
        name_system_actors({"porter": "Somebody else"})


def test_a_subject_is_called_as_its_app_says_from_what_the_entry_keeps() -> None:
    def floor(entry: AuditEntry) -> str:
        return f"Floor {entry.details['floor']}" if "floor" in entry.details else ""

    describe_subjects("lifts.stop", floor)
    stop = AuditEntry(subject_type="lifts.stop", subject_label="7", details={"floor": 3})
    assert subject_words(stop) == "Floor 3"
    stop.details = {}
    assert subject_words(stop) == "7"
    assert subject_words(AuditEntry(subject_type="lifts.door", subject_label="A")) == "A"
