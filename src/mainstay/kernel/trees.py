"""Trees told by who stands below whom."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def on_cycles(parents: Mapping[Node, Node | None]) -> set[Node]:
    """The nodes that are their own ancestors; those merely below a cycle are not among them."""
    settled: set[Node] = set()
    cyclic: set[Node] = set()
    for start in parents:
        path: list[Node] = []
        place: dict[Node, int] = {}
        node: Node | None = start
        while node is not None and node not in settled and node not in place:
            place[node] = len(path)
            path.append(node)
            node = parents.get(node)
        if node is not None and node in place:
            cyclic.update(path[place[node] :])
        settled.update(path)
    return cyclic


def with_ancestors(nodes: Iterable[Node], parents: Mapping[Node, Node | None]) -> set[Node]:
    """The nodes and all above them."""
    found: set[Node] = set()
    for start in nodes:
        node: Node | None = start
        while node is not None and node not in found:
            found.add(node)
            node = parents.get(node)
    return found


def with_descendants(top: Node, parents: Mapping[Node, Node | None]) -> set[Node]:
    """A node and all below it."""
    below = _children(parents)
    found: set[Node] = set()
    waiting = [top]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += below.get(node, ())
    return found


def in_order(parents: Mapping[Node, Node | None]) -> Iterator[tuple[Node, int]]:
    """Each node with its depth, right before those below it; else in the order of the mapping.

    Who names a parent that is not there stands on top; nodes on a cycle are left out.
    """
    below = _children(parents)
    top = [node for node, above in parents.items() if above is None or above not in parents]
    waiting = [(node, 0) for node in reversed(top)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting += [(child, depth + 1) for child in reversed(below.get(node, []))]


def _children(parents: Mapping[Node, Node | None]) -> dict[Node, list[Node]]:
    below: dict[Node, list[Node]] = {}
    for node, above in parents.items():
        if above is not None:
            below.setdefault(above, []).append(node)
    return below
