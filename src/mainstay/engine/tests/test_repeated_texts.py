"""Texts that occur again are found whatever their length, and wherever their array begins."""

from collections import Counter

import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.engine.repeated_texts import seen_before_or_after

TEXTS = st.lists(st.text(alphabet="ab0\x00华", max_size=20), max_size=40)


@given(TEXTS, st.integers(0, 3))
def test_every_text_that_occurs_again_is_found(texts: list[str], skipped: int) -> None:
    found = seen_before_or_after(pa.array(texts, pa.string()).slice(skipped))
    times = Counter(texts[skipped:])
    again = [times[text] > 1 for text in texts[skipped:]]
    assert all(told >= true for told, true in zip(found.tolist(), again, strict=True))


@pytest.mark.parametrize("length", [0, 1, 7, 8, 9, 15, 16, 17, 40])
def test_texts_that_differ_in_their_last_letter_are_told_apart(length: int) -> None:
    texts = pa.array(["x" * length + letter for letter in "abcdefgh"])
    assert not seen_before_or_after(texts).any()


def test_a_text_and_its_continuation_by_nothing_are_told_apart() -> None:
    assert not seen_before_or_after(pa.array(["A", "A\x00", "A\x00\x00", ""])).any()


def test_ten_thousand_order_numbers_in_sequence_are_all_told_apart() -> None:
    texts = pa.array([f"SO{number:08d}" for number in range(10_000)])
    assert not seen_before_or_after(texts).any()
