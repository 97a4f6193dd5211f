"""How Chinese names are simplified and read."""

import pytest

from mainstay.kernel.chinese import has_chinese, pinyin, simplified


def test_traditional_signs_become_simplified_ones() -> None:
    assert simplified("華為技術 Co. 龍頭") == "华为技术 Co. 龙头"


def test_signs_are_simplified_one_by_one_so_that_parts_stay_parts() -> None:
    whole = "乾隆頭髮"
    assert simplified(whole) == "".join(simplified(sign) for sign in whole)


@pytest.mark.parametrize(
    ("name", "read", "initials"),
    [
        ("华为技术", "huaweijishu", "hwjs"),
        ("重庆长安汽车", "chongqingchanganqiche", "cqcaqc"),
        ("中国银行", "zhongguoyinhang", "zgyh"),
        ("厦门国贸", "xiamenguomao", "xmgm"),
        ("绿城女王", "lvchengnvwang", "lcnw"),
        ("3M中国BASF上海", "3MzhongguoBASFshanghai", "3zgBsh"),
    ],
)
def test_names_are_read_word_by_word(name: str, read: str, initials: str) -> None:
    assert next(pinyin(name)) == (read, initials)


@pytest.mark.parametrize(
    ("text", "ways"),
    [
        ("重钢", {("zhonggang", "zg"), ("chonggang", "cg")}),
        ("仇氏", {("choushi", "cs"), ("qiushi", "qs")}),
        ("县长城", {("xianchangcheng", "xcc"), ("xianzhangcheng", "xzc")}),
        ("厂", {("chang", "c")}),
    ],
)
def test_a_sign_has_the_readings_that_are_usual_where_it_stands(
    text: str, ways: set[tuple[str, str]]
) -> None:
    assert set(pinyin(text)) == ways


@pytest.mark.parametrize(("text", "chinese"), [("3M", False), ("Zoë Ltd", False), ("A达", True)])
def test_chinese_signs_are_told_from_other_letters(text: str, chinese: bool) -> None:
    assert has_chinese(text) is chinese
