import pytest

from mainstay.kernel.identifiers import credit_code_check_character, is_credit_code


def test_the_worked_example_of_the_standard_gives_its_check_character() -> None:
    assert credit_code_check_character("91350100M000100Y4") == "3"
    assert is_credit_code("91350100M000100Y43")
    assert not is_credit_code("91350100M000100Y4Z")


@pytest.mark.parametrize(
    "code",
    [
        "914403001922038216",
        "9144030071526726XG",
        "91330100799655058B",
        "91110000802100433B",
        "91370200163562681G",
    ],
)
def test_codes_of_listed_companies_are_accepted(code: str) -> None:
    assert is_credit_code(code)


@pytest.mark.parametrize("position", range(18))
def test_one_changed_character_is_noticed(position: int) -> None:
    code = "9144030071526726XG"
    other = "2" if code[position] != "2" else "3"
    assert not is_credit_code(code[:position] + other + code[position + 1 :])


def test_two_swapped_neighbours_are_noticed() -> None:
    assert not is_credit_code("9144030075126726XG")


@pytest.mark.parametrize(
    "text",
    ["", "9144030071526726X", "9144030071526726xg", "91440300I1526726XG", "91350100M000100Y430"],
)
def test_other_shapes_are_refused(text: str) -> None:
    assert not is_credit_code(text)


def test_a_check_character_needs_seventeen_characters_of_the_alphabet() -> None:
    with pytest.raises(ValueError, match="91"):
        credit_code_check_character("91")
    with pytest.raises(ValueError, match="I"):
        credit_code_check_character("91350100I000100Y4")
