"""Segments that are there are found, noise is called noise, and order and time change nothing."""

import dataclasses

import numpy as np
import pyarrow as pa
import pytest

from mainstay.analytics.segments.choosing import Structure
from mainstay.analytics.segments.fitting import Segmentation, Wanted, fit_segments
from mainstay.analytics.segments.model import NONE, SegmentModel
from mainstay.analytics.segments.refusals import SegmentsRefused
from mainstay.analytics.segments.tests.mixtures import NAMES, table_of, three_kinds, wanted


@pytest.fixture(scope="module")
def found() -> Segmentation:
    return fit_segments(table_of(three_kinds()[0]), wanted())


def test_three_kinds_of_customers_are_three_segments_the_largest_first(
    found: Segmentation,
) -> None:
    assert (found.number, found.searched.structure) == (3, Structure.FOUND)
    assert found.segments.tolist() == three_kinds()[1].tolist()
    assert min(found.searched.similar) > 0.9
    assert found.searched.converged


def test_twice_and_in_any_order_of_rows_the_same_is_found(found: Segmentation) -> None:
    table = table_of(three_kinds()[0])
    shuffled = table.take(np.random.default_rng(3).permutation(table.num_rows))
    for each in (table, shuffled):
        again = fit_segments(each, wanted())
        assert again.model == found.model
        assert again.segments.tolist() == found.segments.tolist()
        assert again.searched.candidates == found.searched.candidates


def test_what_is_kept_as_text_says_the_same_of_customers(found: Segmentation) -> None:
    model = SegmentModel.from_json(found.model.to_json())
    assert model == found.model
    assert model.segments(table_of(three_kinds()[0])).tolist() == found.segments.tolist()
    with pytest.raises(ValueError, match="version"):
        SegmentModel.from_json("{}")
    with pytest.raises(ValueError, match="keys"):
        SegmentModel.from_json('{"format": 1}')


def test_one_customer_is_told_its_segment_by_a_model(found: Segmentation) -> None:
    one = table_of(np.array([[np.exp(13.0), 31.0, 0.1]]))
    assert found.model.segments(one).tolist() == [0]


def test_a_single_enormous_customer_changes_nobody_elses_segment(found: Segmentation) -> None:
    figures, kinds = three_kinds()
    figures[0] = [1e12, 4_000.0, 0.0]
    again = fit_segments(table_of(figures), wanted())
    assert again.segments.tolist() == kinds.tolist()


@pytest.mark.parametrize("dimensions", [2, 3])
def test_even_noise_is_told_to_have_no_structure(dimensions: int) -> None:
    cloud = np.random.default_rng(dimensions).uniform(size=(200, dimensions))
    names = NAMES[:dimensions]
    noise = fit_segments(table_of(cloud, names), Wanted(names, frozenset(), "revenue", None, 5))
    assert noise.searched.structure is not Structure.FOUND
    assert (noise.number, set(noise.segments.tolist())) == (1, {0})
    assert noise.searched.similar == ()


def test_one_cloud_that_hangs_together_is_not_cut_unless_asked_for() -> None:
    chance = np.random.default_rng(5)
    cloud = chance.normal(size=(200, 1)) + chance.normal(size=(200, 3)) / 2
    asked = Wanted(NAMES, frozenset(), "revenue", None, 5)
    assert fit_segments(table_of(cloud), asked).number == 1
    cut = fit_segments(table_of(cloud), dataclasses.replace(asked, number=4))
    assert (cut.number, cut.searched.structure) == (4, Structure.AS_NOISE)


def test_who_has_fewer_than_half_known_is_left_out_and_others_are_filled_and_counted() -> None:
    figures, kinds = three_kinds()
    figures[0, 1:] = np.nan
    figures[1, 2] = figures[100, 2] = np.nan
    found = fit_segments(table_of(figures), wanted())
    assert (found.left_out, found.segments[0]) == (1, NONE)
    assert found.segments[1] == kinds[1]
    assert found.filled == {"growth": 2}


def test_an_indicator_that_tells_nobody_apart_is_named_and_not_looked_at() -> None:
    figures, kinds = three_kinds()
    figures[:, 2] = 0.5
    found = fit_segments(table_of(figures), wanted(number=3))
    assert (found.alike, found.model.indicators) == (("growth",), ("revenue", "orders"))
    assert found.segments.tolist() == kinds.tolist()


def test_too_little_is_refused_with_what_it_takes() -> None:
    figures = three_kinds()[0]
    empty = table_of(figures).slice(0, 0)
    for table, code, count in (
        (empty, "too_few_customers", 0),
        (table_of(figures[:1]), "too_few_customers", 1),
        (table_of(np.ones((40, 3))), "all_alike", 0),
    ):
        with pytest.raises(SegmentsRefused) as refused:
            fit_segments(table, wanted())
        assert (refused.value.code, refused.value.found) == (code, count)


def test_a_missing_column_is_named() -> None:
    table = table_of(three_kinds()[0])
    for name in ("orders", "customer"):
        with pytest.raises(SegmentsRefused) as refused:
            fit_segments(table.drop_columns(name), wanted())
        assert (refused.value.code, refused.value.column) == ("missing", name)


def test_fewer_different_customers_than_segments_asked_for_make_fewer() -> None:
    figures = np.repeat(np.array([[1.0, 1, 1], [9.0, 9, 9]]), 20, axis=0)
    found = fit_segments(table_of(figures), wanted(number=5))
    assert found.number == 2
    assert pa.array(found.segments).value_counts().to_pylist()[0]["counts"] == 20
