"""What a password has to be like, and when it runs out."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.test import Client
from django.utils import timezone

from mainstay.apps.governance import rules, services
from mainstay.apps.governance.models import FormerPassword, Person
from mainstay.apps.governance.testing import PASSWORD, NamedActors, NamedPeople
from mainstay.apps.governance.tests.refusals import refuses
from mainstay.foundation.access.actor import Actor

CHANGE = "/account/password/"


def choose(actor: Actor, new: str, current: str = PASSWORD) -> None:
    services.change_own_password(actor, current=current, new=new)


def kept() -> int:
    return FormerPassword.objects.system("test").count()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("ninechars", "password_too_short"),
        ("xyz" * 43, "password_too_long"),
        ("1234567890", "password_too_common"),
        ("tombecker2026!", "password_own_words"),
        ("Becker-Becker-12", "password_own_words"),
        ("tom.becker@mainstay.example", "password_own_words"),
        ("ＴＯＭ－Becker-1999", "password_own_words"),
    ],
)
def test_a_bad_password_is_refused_with_the_reason(
    password: str, code: str, acting: NamedActors
) -> None:
    with refuses(new=code):
        choose(acting.tom_becker, password)


@pytest.mark.parametrize(
    "password",
    [
        "just small letters",
        "xyz" * 42,
        "becker sails past the lighthouse",
        "客户是我们最要紧的事情",
    ],
)
def test_length_counts_and_no_kind_of_character_is_asked_for(
    password: str, acting: NamedActors
) -> None:
    choose(acting.tom_becker, password)


def test_the_companys_name_is_no_password(company: None, acting: NamedActors) -> None:
    with refuses(new="password_own_words"):
        choose(acting.tom_becker, "Hengsheng-2026")


def test_a_chinese_name_is_no_password_either(acting: NamedActors) -> None:
    services.change_own_settings(acting.tom_becker, full_name="欧阳娜娜")
    with refuses(new="password_own_words"):
        choose(acting.tom_becker, "欧阳娜娜-欧阳娜娜-2026")


def test_suggested_passwords_do_in_the_strict_profile_too(
    strict: None, acting: NamedActors, people: NamedPeople
) -> None:
    for _ in range(3):
        services.set_password(acting.admin_wang, people.tom_becker, rules.suggested_password())


# Strict


@pytest.mark.parametrize("password", ["rope and mast", "ROPE AND MAST", "ropeandmast7"])
def test_strict_asks_for_three_kinds_of_characters(
    password: str, strict: None, acting: NamedActors
) -> None:
    with refuses(new="password_too_simple"):
        choose(acting.tom_becker, password)
    choose(acting.tom_becker, "Rope and mast")


def test_strict_refuses_the_last_five(
    strict: None, acting: NamedActors, people: NamedPeople
) -> None:
    used = [PASSWORD, *(f"Rope and mast {number}" for number in range(5))]
    for current, new in pairwise(used):
        choose(acting.tom_becker, new, current)
    for former in used[1:5]:
        with refuses(new="password_used_before"):
            choose(acting.tom_becker, former, used[5])
    with refuses(password="password_used_before"):
        services.set_password(acting.admin_wang, people.tom_becker, used[1])
    choose(acting.tom_becker, "Rope and mast 5", used[5])
    choose(acting.tom_becker, used[1], "Rope and mast 5")
    assert kept() == 4


def test_the_standard_profile_keeps_no_former_passwords(strict: None, acting: NamedActors) -> None:
    choose(acting.tom_becker, "Rope and mast 1")
    assert kept() == 1
    services.change_installation(acting.admin_wang, sign_in_profile="standard")
    assert kept() == 0
    choose(acting.tom_becker, "Rope and mast 2", "Rope and mast 1")
    assert kept() == 0


def sign_in(person: Person, password: str = PASSWORD) -> Client:
    client = Client()
    client.post("/sign-in/", {"login": person.email, "password": password})
    return client


def grow_old(person: Person, days: int) -> None:
    rows = Person.objects.system("test").filter(pk=person.pk)
    rows.update(password_set_at=timezone.now() - timedelta(days=days))


def test_a_password_that_has_run_out_is_replaced_at_the_next_sign_in(
    strict: None, people: NamedPeople
) -> None:
    before = sign_in(people.tom_becker)
    grow_old(people.tom_becker, 91)
    client = sign_in(people.tom_becker)
    assert client.get("/account/")["Location"] == CHANGE
    assert client.get("/api/me").status_code == 401
    assert "Here a password is used for 90 days." in client.get(CHANGE).content.decode()
    assert before.get("/account/").status_code == 200, "nobody is interrupted at work"
    new = "Rope and mast 1"
    client.post(CHANGE, {"current": PASSWORD, "new": new, "again": new})
    assert client.get("/account/").status_code == 200
    assert sign_in(people.tom_becker, new).get("/account/").status_code == 200


def test_a_younger_password_is_not_asked_for(strict: None, people: NamedPeople) -> None:
    grow_old(people.tom_becker, 89)
    assert sign_in(people.tom_becker).get("/account/").status_code == 200


def test_with_no_days_passwords_never_run_out(
    strict: None, acting: NamedActors, people: NamedPeople
) -> None:
    services.change_installation(acting.admin_wang, password_days=0)
    grow_old(people.tom_becker, 3000)
    assert sign_in(people.tom_becker).get("/account/").status_code == 200


def test_in_the_standard_profile_passwords_never_run_out(
    company: None, people: NamedPeople
) -> None:
    grow_old(people.tom_becker, 3000)
    assert sign_in(people.tom_becker).get("/account/").status_code == 200


def test_the_page_says_what_is_asked_for(strict: None, people: NamedPeople) -> None:
    assert "None of your last five." in sign_in(people.tom_becker).get(CHANGE).content.decode()
