"""How Chinese names are simplified and read."""

import pytest

from mainstay.kernel.chinese import has_chinese, simplified, syllables


def as_usual(text: str) -> str:
    return " ".join(readings[0] for readings in syllables(text))


def test_traditional_signs_become_simplified_ones() -> None:
    assert simplified("華為技術 Co. 龍頭") == "华为技术 Co. 龙头"


def test_signs_are_simplified_one_by_one_so_that_parts_stay_parts() -> None:
    whole = "乾隆頭髮"
    assert simplified(whole) == "".join(simplified(sign) for sign in whole)


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("华为技术", "hua wei ji shu"),
        ("重庆长安汽车", "chong qing chang an qi che"),
        ("中国银行", "zhong guo yin hang"),
        ("厦门国贸", "xia men guo mao"),
        ("绿城女王", "lv cheng nv wang"),
        ("3M 中国（上海）", "3M zhong guo shang hai"),
    ],
)
def test_names_are_read_word_by_word(name: str, read: str) -> None:
    assert as_usual(name) == read


@pytest.mark.parametrize(
    ("text", "sign", "readings"),
    [
        ("重钢", 0, {"zhong", "chong"}),
        ("仇氏", 0, {"chou", "qiu"}),
        ("单县长城", 2, {"zhang", "chang"}),
        ("厂", 0, {"chang"}),
    ],
)
def test_a_sign_has_the_readings_that_are_usual_where_it_stands(
    text: str, sign: int, readings: set[str]
) -> None:
    assert set(syllables(text)[sign]) == readings


@pytest.mark.parametrize(("text", "chinese"), [("3M", False), ("Zoë Ltd", False), ("A达", True)])
def test_chinese_signs_are_told_from_other_letters(text: str, chinese: bool) -> None:
    assert has_chinese(text) is chinese
