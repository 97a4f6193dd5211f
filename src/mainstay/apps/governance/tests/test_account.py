"""Everybody keeps the own account."""

from dataclasses import replace

import pytest

from mainstay.apps.governance import services
from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import PASSWORD, NamedActors, NamedPeople
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.foundation.access.actor import ActorKind
from mainstay.foundation.access.services import AccessDenied
from mainstay.foundation.testing.trail import last_entry


def test_even_the_auditor_changes_the_own_language(acting: NamedActors) -> None:
    person = services.change_own_settings(acting.grace_liu, language="zh-hans")
    assert person.language == "zh-hans"
    assert last_entry().details["changes"] == {"language": ["en", "zh-hans"]}


def test_an_unknown_language_is_refused(acting: NamedActors) -> None:
    with refuses(language="unknown_language"):
        services.change_own_settings(acting.tom_becker, language="tlh")


def test_the_password_changes_with_the_present_one(
    acting: NamedActors, people: NamedPeople
) -> None:
    services.change_own_password(acting.tom_becker, current=PASSWORD, new="fathoms-of-hemp")
    tom = Person.objects.system("test").get(pk=people.tom_becker.pk)
    assert tom.check_password("fathoms-of-hemp")
    assert tom.password.startswith("argon2")
    assert "fathoms" not in str(last_entry().details)


def test_a_wrong_present_password_is_refused(acting: NamedActors) -> None:
    with refuses(current="wrong_password"):
        services.change_own_password(acting.tom_becker, current="guess", new="fathoms-of-hemp")


def test_the_new_password_differs_from_the_present_one(acting: NamedActors) -> None:
    with refuses(new="same_password"):
        services.change_own_password(acting.tom_becker, current=PASSWORD, new=PASSWORD)


def test_a_weak_new_password_is_refused(acting: NamedActors) -> None:
    with refuses(new="password_too_common"):
        services.change_own_password(acting.tom_becker, current=PASSWORD, new="password123")


def test_a_token_cannot_change_the_password(acting: NamedActors) -> None:
    token = replace(acting.tom_becker, kind=ActorKind.TOKEN)
    with pytest.raises(AccessDenied):
        services.change_own_password(token, current=PASSWORD, new="fathoms-of-hemp")
