import numpy as np
import pytest

from mainstay.cli.demo.naming import AVOIDED, Names, registration_number, traditional
from mainstay.cli.demo.places import CITIES, CITY
from mainstay.kernel.identifiers import is_credit_code


@pytest.mark.parametrize("serial", [0, 7, 42, 999, 1000, 1199, 9999])
def test_a_registration_number_has_the_right_check_characters(serial: int) -> None:
    assert is_credit_code(registration_number("320500", serial))


def test_the_organisation_code_inside_has_its_own_check_character() -> None:
    values = [int(character, 36) for character in registration_number("320500", 42)[8:17]]
    weighted = sum(
        value * weight for value, weight in zip(values, (3, 7, 9, 10, 5, 8, 4, 2), strict=False)
    )
    remainder = (11 - weighted % 11) % 11
    assert registration_number("320500", 42)[16] == ("X" if remainder == 10 else str(remainder))


def test_a_registration_number_is_recognisably_invented() -> None:
    assert registration_number("320500", 42)[8:12] == "DEM0"


def test_where_the_standard_does_not_hold_there_is_no_number() -> None:
    assert registration_number("", 42) == ""


def test_names_in_hong_kong_are_in_traditional_characters() -> None:
    names = Names(np.random.default_rng(1), frozenset())
    name, short = names.company("谦恒", "maintenance", CITY["香港"])
    assert name.startswith(("香港謙恒", "謙恒"))
    assert short == "謙恒維保"
    assert traditional("设备维护") == "設備維護"


def test_no_invented_name_is_a_known_one() -> None:
    names = Names(np.random.default_rng(1), frozenset({"翊川"}))
    given = {names.brand() for _ in range(700)}
    assert len(given) == 700
    assert not given & (AVOIDED | {"翊川"})


def test_a_name_is_given_once() -> None:
    names = Names(np.random.default_rng(1), frozenset())
    given = [names.company("谦恒", "installer", city)[0] for city in CITIES for _ in range(3)]
    assert len(set(given)) == len(given)
