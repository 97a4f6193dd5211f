"""Settling the parents that a file names: unknown ones and circles turn records away."""

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.services.importing.plan import CustomerPlan, Outcome
from mainstay.apps.customers.services.keys import CHUNK
from mainstay.foundation.access.actor import Actor
from mainstay.kernel.trees import on_cycles


def settle_parents(actor: Actor, plan: CustomerPlan) -> None:
    """Reject the rows whose parent is unknown or below them, until all that is left holds.

    A rejected row may have been the parent of others, and without its move an older one counts
    again, so both are looked at until nothing more falls.
    """
    if not plan.moves:
        return
    _find_known_parents(actor, plan)
    while _reject_unknown(plan) or _reject_cycles(plan):
        pass


def _find_known_parents(actor: Actor, plan: CustomerPlan) -> None:
    wanted = sorted(set(plan.moves.values()))
    visible = Customer.objects.visible_to(actor)
    for start in range(0, len(wanted), CHUNK):
        rows = visible.filter(code__in=wanted[start : start + CHUNK])
        plan.parent_keys.update(rows.order_by().values_list("code", "key"))


def _reject_unknown(plan: CustomerPlan) -> bool:
    unknown = [
        (row, code)
        for row, code in plan.moves.items()
        if code not in plan.parent_keys and not _comes_with_file(plan, code)
    ]
    for row, code in unknown:
        plan.reject(row, "parent", "unknown_parent", code)
        del plan.moves[row]
    return bool(unknown)


def _comes_with_file(plan: CustomerPlan, code: str) -> bool:
    row = plan.row_of_code.get(code)
    return row is not None and plan.outcomes[row] in (Outcome.CREATED, Outcome.RETURNED)


def _reject_cycles(plan: CustomerPlan) -> bool:
    parents = present_parents() if any(plan.keys[row] for row in plan.moves) else {}
    nodes = {_node(plan, row): row for row in plan.moves}
    for node, row in nodes.items():
        parents[node] = _parent_node(plan, plan.moves[row])
    cyclic = [nodes[node] for node in on_cycles(parents) if node in nodes]
    for row in cyclic:
        plan.reject(row, "parent", "parent_cycle", plan.moves.pop(row))
    return bool(cyclic)


def present_parents() -> dict[int, int | None]:
    """Who stands below whom now; customers on top are left out."""
    rows = Customer.objects.system("a circle may run through customers nobody here sees")
    below = rows.filter(parent__isnull=False, withdrawn_at=None).order_by()
    return dict(below.values_list("key", "parent_id").iterator(10_000))


def _node(plan: CustomerPlan, row: int) -> int:
    """The key of the row's customer; a new one has none yet and gets a number below zero."""
    return plan.keys[row] or -1 - row


def _parent_node(plan: CustomerPlan, code: str) -> int:
    known = plan.parent_keys.get(code)
    return _node(plan, plan.row_of_code[code]) if known is None else known
