"""Silhouettes, clusters and stability against independent programs and published figures."""

import numpy as np
import pytest

from mainstay.analytics.segments.choosing import Candidate, Structure, best, is_few, structure
from mainstay.analytics.segments.clustering import cluster, settled
from mainstay.analytics.segments.fitting import Wanted, fit_segments
from mainstay.analytics.segments.searching import search
from mainstay.analytics.segments.silhouettes import mean_silhouette, silhouettes
from mainstay.analytics.segments.stability import jaccard, overlaps, stability
from mainstay.analytics.segments.tests.mixtures import table_of, three_kinds, wanted

FLOWERS = ("sepal_length", "sepal_width", "petal_length", "petal_width")


def test_silhouettes_are_those_of_another_program() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    chance = np.random.default_rng(8)
    points, labels = chance.normal(size=(600, 4)), chance.integers(0, 5, size=600)
    labels[0] = 7
    expected = metrics.silhouette_samples(points, labels)
    assert silhouettes(points, labels) == pytest.approx(expected, abs=1e-7)
    assert silhouettes(points, labels)[0] == 0


def test_clusters_are_as_tight_as_those_of_another_program() -> None:
    clusters = pytest.importorskip("sklearn.cluster")
    points = np.random.default_rng(9).normal(size=(300, 3))
    ours = cluster(points, 6, np.random.default_rng(1), starts=30)
    theirs = clusters.KMeans(6, n_init=30, random_state=1).fit(points)
    assert ours.within <= theirs.inertia_ * 1.01
    again = settled(points, theirs.cluster_centers_)
    assert again.within == pytest.approx(theirs.inertia_, rel=1e-3)


def test_the_irises_are_two_segments_and_three_when_three_are_asked_for() -> None:
    datasets = pytest.importorskip("sklearn.datasets")
    metrics = pytest.importorskip("sklearn.metrics")
    irises = datasets.load_iris()
    table = table_of(irises.data, FLOWERS)
    two = fit_segments(table, Wanted(FLOWERS, frozenset(), "petal_length", None, 5))
    # Published for standardised irises: 0.58 for two clusters, 0.46 for three.
    silhouette = {each.number: each.silhouette for each in two.searched.candidates}
    assert silhouette[2] == pytest.approx(0.58, abs=0.01)
    assert silhouette[3] == pytest.approx(0.46, abs=0.01)
    assert two.number == 2
    assert ((two.segments == 1) == (irises.target == 0)).all()
    three = fit_segments(table, Wanted(FLOWERS, frozenset(), "petal_length", 3, 5))
    assert metrics.adjusted_rand_score(irises.target, three.segments) == pytest.approx(
        0.62, abs=0.01
    )


def test_a_known_mixture_is_found_again_by_the_adjusted_rand_index() -> None:
    metrics = pytest.importorskip("sklearn.metrics")
    figures, kinds = three_kinds(each=40, seed=11)
    figures[:, 1] += np.random.default_rng(12).normal(scale=3, size=len(figures))
    found = fit_segments(table_of(figures), wanted())
    assert metrics.adjusted_rand_score(kinds, found.segments) > 0.95


def test_what_comes_again_is_stable_and_an_arbitrary_cut_is_not() -> None:
    chance = np.random.default_rng(13)
    apart = np.concatenate([chance.normal(size=(60, 2)), chance.normal(size=(60, 2)) + 9])
    found = cluster(apart, 2, chance)
    assert stability(apart, found, chance, 10) == pytest.approx([1, 1])
    one = chance.normal(size=(120, 4))
    assert stability(one, cluster(one, 6, chance), chance, 10).min() < 0.6


def test_jaccard_counts_who_is_in_both_of_who_is_in_either() -> None:
    both = overlaps(np.array([0, 0, 0, 1, 1, -1]), np.array([0, 0, 1, 1, 1, 1]), 2, 2)
    assert both.tolist() == [[2, 1], [0, 2]]
    assert jaccard(both) == pytest.approx(np.array([[2 / 3, 1 / 5], [0, 2 / 3]]))


def test_the_best_number_is_stable_before_it_is_clear_cut() -> None:
    shaky, stable = Candidate(2, 0.6, (0.9, 0.7), 20), Candidate(3, 0.5, (0.9, 0.8, 0.76), 20)
    assert best([shaky, stable, Candidate(4, 0.4, (0.9,) * 4, 20)]) is stable
    assert best([shaky, Candidate(5, 0.9, (0.2,) * 5, 20)]) is shaky


def test_a_segment_of_a_few_outliers_does_not_come_into_question_beside_others() -> None:
    outliers, whole = (
        Candidate(2, 0.9, (1.0, 1.0), 4, is_few(4, 100)),
        Candidate(3, 0.3, (0.5,) * 3, 5, is_few(5, 100)),
    )
    assert best([outliers, whole]) is whole
    assert best([outliers]) is outliers
    assert is_few(9, 1_000)


@pytest.mark.parametrize(
    ("silhouette", "similar", "told"),
    [
        (0.5, 0.8, Structure.FOUND),
        (0.5, 0.55, Structure.UNSTABLE),
        (0.3, 0.9, Structure.AS_NOISE),
        (0.25, 0.9, Structure.WEAK),
    ],
)
def test_structure_is_clear_cut_beyond_noise_and_comes_again(
    silhouette: float, similar: float, told: Structure
) -> None:
    assert structure(Candidate(2, silhouette, (0.9, similar), 20), [0.2, 0.3]) is told


def test_a_cluster_that_loses_its_points_begins_anew_at_the_farthest_one() -> None:
    points = np.array([[0.0], [0.1], [5.0], [9.0]])
    found = settled(points, np.array([[0.0], [4.0], [100.0]]))
    assert sorted(found.labels.tolist()) == [0, 0, 1, 2]
    assert found.converged
    assert mean_silhouette(points, np.zeros(4, dtype=np.int64)) == 0


def test_of_very_many_customers_some_are_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    from mainstay.analytics.segments import searching

    monkeypatch.setattr(searching, "MOST_COMPARED", 60)
    monkeypatch.setattr(searching, "MOST_FITTED", 100)
    figures, kinds = three_kinds()
    found = fit_segments(table_of(figures), wanted())
    assert (found.searched.compared, found.number) == (60, 3)
    assert found.segments.tolist() == kinds.tolist()
    assert search(np.eye(40), 3, 2, lambda done, total: None).compared == 40
