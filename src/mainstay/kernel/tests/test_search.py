"""What a search looks through, and the grams that an index keeps of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.kernel.search import grams, search_text, searchable, wanted_grams

NAMES = st.text(alphabet="abcXY12 -.&恒达电梯有限公司華é", max_size=30)


def lines(*parts: str) -> list[str]:
    return search_text(*parts, read=parts).split("\n")


def test_case_width_and_traditional_signs_do_not_matter() -> None:
    assert searchable("ＨＵＡＷＥＩ　華為") == "huawei 华为"


def test_a_chinese_name_is_looked_for_as_it_stands_in_pinyin_and_by_initials() -> None:
    assert lines("华为技术有限公司") == ["华为技术有限公司", "huaweijishu", "hwjs"]


def test_a_sign_with_two_readings_is_found_by_both() -> None:
    assert {"zhonggang", "chonggang", "zg", "cg"} <= set(lines("重钢"))


def test_names_without_chinese_signs_have_no_pinyin() -> None:
    assert lines("Hengda Lifts Co., Ltd.") == ["hengda lifts co., ltd."]


def test_a_code_is_not_read_in_pinyin() -> None:
    assert search_text("客-1", "Hengda", read=["Hengda"]) == "客-1\nhengda"


def test_a_name_of_many_readings_keeps_its_search_text_short() -> None:
    assert len(lines("重" * 40)) <= 1 + 2 * 8
    assert len(lines("重" * 200)) == 3


def test_the_same_line_is_kept_once() -> None:
    assert lines("Hengda", "HENGDA") == ["hengda"]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("恒达", {"恒", "达", "恒达"}),
        ("c-104", {"10", "04", "104"}),
        ("3m胶", {"3m", "m胶", "胶"}),
        ("a b", set()),
    ],
)
def test_an_index_keeps_signs_pairs_and_triples_of_plain_letters(text: str, kept: set[str]) -> None:
    assert set(grams(text)) == kept


@pytest.mark.parametrize(
    ("word", "wanted"),
    [("梯", {"梯"}), ("恒达电", {"恒达", "达电"}), ("hw", {"hw"}), ("huaw", {"hua", "uaw"})],
)
def test_a_word_wants_its_rarest_grams(word: str, wanted: set[str]) -> None:
    assert wanted_grams(word) == wanted


@pytest.mark.parametrize("word", ["a", "-", "&.", "7"])
def test_what_is_everywhere_wants_no_grams(word: str) -> None:
    assert not wanted_grams(word)


@given(NAMES, st.data())
def test_whatever_contains_a_word_has_all_grams_that_the_word_wants(
    name: str, data: st.DataObject
) -> None:
    text = search_text(name, read=[name])
    start = data.draw(st.integers(0, len(text)))
    stop = data.draw(st.integers(start, len(text)))
    for word in text[start:stop].split():
        assert wanted_grams(word) <= set(grams(text))
