"""Trees told by who stands below whom."""

from mainstay.kernel.trees import in_order, on_cycles, with_ancestors, with_descendants

FAMILY = {"b": None, "b2": "b", "a": None, "b1": "b", "b2x": "b2", "lost": "nobody"}


def test_only_those_on_a_cycle_are_named_and_not_those_below_it() -> None:
    assert on_cycles({1: 2, 2: 3, 3: 2, 4: 1, 5: None, 6: 6}) == {2, 3, 6}


def test_every_node_stands_right_before_those_below_it() -> None:
    assert list(in_order(FAMILY)) == [
        ("b", 0),
        ("b2", 1),
        ("b2x", 2),
        ("b1", 1),
        ("a", 0),
        ("lost", 0),
    ]


def test_a_deep_tree_is_walked_and_a_circle_left_out() -> None:
    chain: dict[int, int | None] = {0: None, **{node: node - 1 for node in range(1, 5_000)}}
    assert list(in_order(chain))[-1] == (4_999, 4_999)
    assert list(in_order({1: 2, 2: 1, 3: None})) == [(3, 0)]


def test_ancestors_and_descendants_are_found_from_the_middle() -> None:
    assert with_ancestors(["b2x", "a"], FAMILY) == {"b2x", "b2", "b", "a"}
    assert with_descendants("b", FAMILY) == {"b", "b1", "b2", "b2x"}
    assert with_descendants("absent", FAMILY) == {"absent"}
