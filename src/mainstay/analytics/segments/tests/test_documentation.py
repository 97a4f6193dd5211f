"""The example of docs/algorithms/segments.md, recomputed."""

import numpy as np
import pytest

from mainstay.analytics.segments.scaling import fit_scale
from mainstay.analytics.segments.silhouettes import mean_silhouette, silhouettes
from mainstay.analytics.segments.stability import jaccard, overlaps


def test_the_example_is_what_it_says() -> None:
    points = np.array([[0.0], [1.0], [2.0], [8.0], [9.0], [10.0]])
    labels = np.repeat([0, 1], 3)
    assert silhouettes(points, labels)[0] == pytest.approx(7.5 / 9)
    assert mean_silhouette(points, labels) == pytest.approx(0.831, abs=5e-4)

    amounts = np.array([0.0, 100, 1_000, 10_000])
    scale = fit_scale("revenue", amounts, logged=True)
    assert scale is not None
    assert scale.unit == 280
    drawn_in = scale.distances(amounts) * scale.spread + scale.median
    assert drawn_in == pytest.approx([0, 0.305, 1.520, 3.603], abs=5e-4)

    counts = fit_scale("orders", np.arange(1.0, 10.0), logged=False)
    assert counts is not None
    assert counts.distances(np.array([5.0, 9.0, 40.0])) == pytest.approx([0, 1.349, 3], abs=5e-4)

    before, after = np.array([0, 0, 0, 0, 1]), np.array([1, 1, 0, 0, 0])
    assert jaccard(overlaps(before, after, 2, 2))[0, 0] == 2 / 5
