"""What a person reaches who is given regions: names, since customers hold names."""

from collections.abc import Collection

from mainstay.apps.governance.contracts import Region as GivenRegion
from mainstay.apps.reference.models import Region
from mainstay.foundation.access.scoped import ScopedQuerySet
from mainstay.kernel.trees import in_order


def all_regions() -> list[GivenRegion]:
    """Every region in the order of the tree, for whoever gives them to people."""
    rows = {row.pk: row for row in _regions().order_by("code")}
    return [
        GivenRegion(key, rows[key].name, depth, rows[key].is_archived)
        for key, depth in in_order({row.pk: row.parent_id for row in rows.values()})
    ]


def names_reached(
    choices: Collection[frozenset[int]],
) -> dict[frozenset[int], frozenset[str]]:
    """For each choice of regions the names that it reaches; one query for all of them.

    An archived region reaches nothing, and leads to none below it. A name that another region
    bears too, out of reach, is left out: a customer's text does not say which of them is meant.
    """
    tree = list(_regions().values_list("pk", "parent_id", "name", "is_archived"))
    children: dict[int | None, list[int]] = {}
    bearing: dict[str, set[int]] = {}
    current: dict[int, str] = {}
    for key, parent, name, is_archived in tree:
        bearing.setdefault(name, set()).add(key)
        if not is_archived:
            children.setdefault(parent, []).append(key)
            current[key] = name
    return {choice: _names(choice, children, current, bearing) for choice in set(choices)}


def _names(
    choice: frozenset[int],
    children: dict[int | None, list[int]],
    current: dict[int, str],
    bearing: dict[str, set[int]],
) -> frozenset[str]:
    found: set[int] = set()
    waiting = [key for key in choice if key in current]
    while waiting:
        key = waiting.pop()
        if key not in found:
            found.add(key)
            waiting += children.get(key, ())
    return frozenset(current[key] for key in found if bearing[current[key]] <= found)


def _regions() -> ScopedQuerySet[Region]:
    return Region.objects.system("the tree says which regions lie below those given to a person")
