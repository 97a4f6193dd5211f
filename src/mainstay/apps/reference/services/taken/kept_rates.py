"""Exchange rates, as the undo of a file handles them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date
from decimal import Decimal

from mainstay.apps.reference.models import ExchangeRate
from mainstay.apps.reference.services.rates import kept_facts, rate_key
from mainstay.apps.reference.services.taken.kept import AT_ONCE, Facts, KeptRows, portions

_WHY = "the permission to undo the file was checked"


class KeptRates(KeptRows):
    """Nothing needs a rate: amounts keep what they were converted to."""

    def __init__(self) -> None:
        self._rows: dict[str, ExchangeRate] = {}

    def present(self, keys: Sequence[str]) -> dict[str, Facts]:
        named = [key.split(" ") for key in keys]
        rows = ExchangeRate.objects.system(_WHY).select_for_update()
        rows = rows.filter(
            currency__in={currency for currency, _on in named},
            on__in={date.fromisoformat(on) for _currency, on in named},
        )
        wanted = set(keys)
        found = {key: row for row in rows if (key := rate_key(row)) in wanted}
        self._rows |= found
        return {key: kept_facts(row) for key, row in found.items()}

    def bring_back(self, back: Mapping[str, Facts]) -> None:
        for key, facts in back.items():
            row = self._rows[key]
            row.rate, row.source = Decimal(facts["rate"]), facts["source"]
        rows = [self._rows[key] for key in back]
        ExchangeRate.objects.system(_WHY).bulk_update(rows, ["rate", "source"], batch_size=AT_ONCE)

    def remove(self, gone: Collection[str]) -> None:
        for keys in portions([self._rows[key].pk for key in gone]):
            ExchangeRate.objects.system(_WHY).filter(pk__in=keys).delete()
