"""Random sequences of imports and undos, held against a plain model."""

import os
import random
from dataclasses import dataclass, field

import pytest

from mainstay.apps.customers.models import Customer
from mainstay.apps.customers.services.importing import preview_undo, undo
from mainstay.apps.customers.testing import SETTING_UP, customer_named, imported

CODES = ["H1", "H2", "I1", "I2", "I3"]
REGIONS = ["north", "south", "east"]
STEPS = 14
SEQUENCES = int(os.environ.get("MAINSTAY_FAULT_RUNS", "6"))


@dataclass
class Known:
    """A customer as the model sees it: the first region, the changes since, who still brings it."""

    first: str
    by_hand: bool
    changes: list[tuple[int, str]] = field(default_factory=list)
    brought_by: set[int] = field(default_factory=set)

    @property
    def region(self) -> str:
        return self.changes[-1][1] if self.changes else self.first


class Model:
    """What customers there should be."""

    def __init__(self) -> None:
        self.known = {code: Known("first", by_hand=True) for code in ("H1", "H2")}

    def take(self, batch: int, rows: dict[str, str]) -> None:
        for code, region in rows.items():
            if code not in self.known:
                self.known[code] = Known(region, by_hand=False)
            elif self.known[code].region != region:
                self.known[code].changes.append((batch, region))
            self.known[code].brought_by.add(batch)

    def undo(self, batch: int) -> None:
        for code, known in list(self.known.items()):
            known.changes = [change for change in known.changes if change[0] != batch]
            known.brought_by.discard(batch)
            if not known.brought_by and not known.by_hand:
                del self.known[code]

    @property
    def regions(self) -> dict[str, str]:
        return {code: known.region for code, known in self.known.items()}


@pytest.mark.fault
@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(SEQUENCES))
def test_any_sequence_of_imports_and_undos_ends_where_the_model_does(seed: int) -> None:
    chance = random.Random(seed)
    model = Model()
    for code in model.known:
        customer_named(code, code, region="first")
    live: list[int] = []
    for step in range(STEPS):
        if live and (chance.random() < 0.4 or step > STEPS - len(live)):
            batch = live.pop(chance.randrange(len(live)))
            assert preview_undo(SETTING_UP, batch) == undo(SETTING_UP, batch)
            model.undo(batch)
        else:
            rows = {
                code: chance.choice(REGIONS) for code in chance.sample(CODES, chance.randint(1, 4))
            }
            imported(
                SETTING_UP,
                step,
                *({"code": code, "name": code, "region": rows[code]} for code in rows),
            )
            model.take(step, rows)
            live.append(step)
        assert regions() == model.regions, f"step {step}"
    for batch in live:
        undo(SETTING_UP, batch)
    assert regions() == {"H1": "first", "H2": "first"}


def regions() -> dict[str, str]:
    """The customers there are, with their regions."""
    return dict(Customer.objects.visible_to(SETTING_UP).values_list("code", "region"))
