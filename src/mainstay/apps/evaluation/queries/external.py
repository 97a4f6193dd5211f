"""Figures that came in files: the newest that counts of each customer on a day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

from django.db.models import QuerySet

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts.indicators import PREFIX
from mainstay.apps.evaluation.models import CustomIndicator, ExternalFigure, FigureFile
from mainstay.apps.evaluation.queries.custom_indicators import own_indicators
from mainstay.apps.reference.queries.branches import INDUSTRIES, name_paths
from mainstay.foundation.access.actor import Actor

_WHY = "figures of all customers are looked up at once"


class FigureFileNotFound(LookupError):
    """There is no such file of figures."""


class Joined(NamedTuple):
    """Which customers count for another one, and as of which state of the ledger.

    `aliases` has those that were merged, `units` the members of groups too.
    """

    aliases: Mapping[int, int]
    units: Mapping[int, int]
    ledger_state: int


@dataclass(frozen=True, slots=True)
class Found:
    """A figure in units of the last kept place, the day it is of, and the file that it is from."""

    units: int
    on: date
    file: int


def external_figures(
    codes: Collection[str], keys: Sequence[int], as_of: date, joined: Joined
) -> dict[str, dict[int, Found]]:
    """What counts of some customers in some indicators whose figures come in files.

    It is the newest figure of a day on or before `as_of`, of one day that of the newest file. A
    customer's own figure goes before one of its industry, and that before one of an industry above.
    """
    known = own_indicators()
    found = {code: _Figures(known[code].adds_up) for code in codes}
    rows = ExternalFigure.objects.system(_WHY).filter(
        indicator__code__in=[code.removeprefix(PREFIX) for code in codes],
        on__lte=as_of,
        file__taken_back_at=None,
    )
    named = rows.order_by("on", "file_id", "pk").values_list(
        "indicator__code", "customer_id", "industry", "on", "file_id", "units"
    )
    for code, customer, industry, on, file, units in named.iterator(10_000):
        found[PREFIX + code].take(customer, industry, Found(units, on, file), joined.aliases)
    if any(each.of_industries for each in found.values()):
        known = customers.all_industries()
        industries = dict(
            zip(*(known[name].to_pylist() for name in known.column_names), strict=True)
        )
        paths = name_paths(INDUSTRIES)
        above = {key: paths.get(industries.get(key, ""), ()) for key in keys}
    else:
        above = {}
    return {code: each.figures(keys, above, joined.units) for code, each in found.items()}


class _Figures:
    """The figures of one indicator, the newest taken last."""

    def __init__(self, adds_up: bool) -> None:
        self.adds_up = adds_up
        self.of_customers: dict[int, Found] = {}
        self.of_industries: dict[str, Found] = {}

    def take(
        self, customer: int | None, industry: str, found: Found, aliases: Mapping[int, int]
    ) -> None:
        if customer is None:
            self.of_industries[industry] = found
        else:
            self.of_customers[customer if self.adds_up else aliases.get(customer, customer)] = found

    def figures(
        self, keys: Sequence[int], above: Mapping[int, Sequence[str]], units: Mapping[int, int]
    ) -> dict[int, Found]:
        own = self._added(units) if self.adds_up else self.of_customers
        figures = {key: own[key] for key in keys if key in own}
        for key, names in above.items():
            name = next((each for each in names if each in self.of_industries), None)
            if key not in figures and name is not None:
                figures[key] = self.of_industries[name]
        return figures

    def _added(self, units: Mapping[int, int]) -> dict[int, Found]:
        """The sums of those that count for the same unit; day and file are those of the newest."""
        added: dict[int, Found] = {}
        for customer, each in self.of_customers.items():
            unit = units.get(customer, customer)
            before = added.get(unit)
            if before is None:
                added[unit] = each
            else:
                newest = max(before, each, key=lambda found: (found.on, found.file))
                added[unit] = replace(newest, units=before.units + each.units)
        return added


def figure_files(actor: Actor, indicator: CustomIndicator) -> QuerySet[FigureFile]:
    """The files that were taken into an indicator that the actor sees, newest first."""
    rows = FigureFile.objects.visible_to(actor).filter(indicator=indicator)
    return rows.select_related("indicator").order_by("-pk")


def figure_file(actor: Actor, indicator: CustomIndicator, number: int) -> FigureFile:
    """One of them. Raises FigureFileNotFound."""
    found = figure_files(actor, indicator).filter(pk=number).first()
    if found is None:
        raise FigureFileNotFound(number)
    return found


def origins_of(files: Collection[int]) -> dict[int, str]:
    """Who published the figures of some files."""
    rows = FigureFile.objects.system("whoever sees a figure sees where it is from")
    return dict(rows.filter(pk__in=files).values_list("pk", "origin"))
