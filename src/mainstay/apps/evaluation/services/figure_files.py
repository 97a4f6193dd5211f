"""Figures of an indicator from a file: taken in, and taken back."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone

from mainstay.analytics.scoring.population import LARGEST
from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.contracts.indicators import PREFIX
from mainstay.apps.evaluation.models import (
    CustomIndicator,
    ExternalFigure,
    FigureFile,
    IndicatorSource,
)
from mainstay.apps.evaluation.policies import DEFINE_INDICATORS
from mainstay.apps.evaluation.queries.custom_indicators import (
    IndicatorNotFound,
    custom_indicator,
    own_indicators,
)
from mainstay.apps.evaluation.queries.external import figure_file
from mainstay.apps.evaluation.rules.custom_indicators import origin_problem
from mainstay.apps.evaluation.wording.indicators import problem_words
from mainstay.apps.governance import queries as governance
from mainstay.apps.ledger.services.importing.figures import take_figures
from mainstay.apps.ledger.services.importing.reference_files import (
    ReferenceFile,
    ReferenceReport,
    Row,
)
from mainstay.apps.reference.contracts import Refusal, Taken
from mainstay.apps.reference.queries.branches import industry_forms
from mainstay.foundation.access.actor import Actor
from mainstay.foundation.access.services import service
from mainstay.foundation.audit import services as audit
from mainstay.kernel.text import search_form

_AT_ONCE = 1_000
_WHY = "the figures that a file would take the place of"


@service(DEFINE_INDICATORS, atomic=False)
def import_figures(
    actor: Actor,
    code: str,
    file: ReferenceFile,
    *,
    origin: str,
    on: date | None = None,
    commit: bool = True,
) -> ReferenceReport:
    """Take the figures of a file into an indicator, all sound ones; without `commit` only tell.

    `origin` says who published them, `on` the day of rows that name none. What the file says other
    than what counts of the same day takes its place. Raises IndicatorNotFound, ImportFailed, and
    ValidationError where nobody is said to have published them.
    """
    indicator = external_indicator(actor, code)
    if problem := origin_problem(origin):
        raise ValidationError({"origin": ValidationError(problem_words(problem), problem.code)})

    def take(rows: Sequence[Row]) -> Taken:
        taking = _Taking(actor, indicator, rows, on)
        return taking.take(file.name[:255], origin.strip(), commit=commit)

    return take_figures(file, take)


def external_indicator(actor: Actor, code: str) -> CustomIndicator:
    """An indicator whose figures come in files. Raises IndicatorNotFound for any other."""
    found = custom_indicator(actor, code)
    if found.source != IndicatorSource.EXTERNAL:
        raise IndicatorNotFound(code)
    return found


@service(DEFINE_INDICATORS)
def take_back(actor: Actor, code: str, number: int) -> FigureFile:
    """No longer count the figures of a file; those that it had taken the place of count again.

    Raises IndicatorNotFound and FigureFileNotFound.
    """
    row = figure_file(actor, external_indicator(actor, code), number)
    if row.taken_back_at is None:
        row.taken_back_at, row.taken_back_by_name = timezone.now(), actor.name[:200]
        row.save(update_fields=["taken_back_at", "taken_back_by_name"])
        audit.record(
            actor,
            "evaluation.figures.taken_back",
            subject=row.indicator,
            file=row.name,
            number=row.pk,
        )
    return row


Key = tuple[int | None, str, date]
"""Whose figure it is, a customer's or an industry's, and of which day."""


@dataclass(frozen=True, slots=True)
class _Fact:
    """What a row says, understood."""

    place: int
    key: Key
    units: int


class _Taking:
    """The rows of a file as facts of one indicator."""

    def __init__(
        self, actor: Actor, indicator: CustomIndicator, rows: Sequence[Row], on: date | None
    ) -> None:
        self.actor, self.indicator, self.rows, self.on = actor, indicator, rows, on
        self.places = own_indicators()[PREFIX + indicator.code].definition.indicator.places
        self.today = governance.today()
        self.customers = self._customers()
        self.industries = industry_forms()

    def take(self, name: str, origin: str, *, commit: bool) -> Taken:
        """Compare with what counts and keep what is new or other, in one transaction."""
        facts, refusals = self._understood()
        once, repeated, clashing = _once(facts)
        refusals += clashing
        with transaction.atomic():
            known = self._known()
            new = [each for each in once if each.key not in known]
            other = [each for each in once if each.key in known and known[each.key] != each.units]
            same = len(once) - len(new) - len(other)
            taken = Taken(len(new), len(other), same + repeated, tuple(refusals))
            if commit and (new or other):
                self._keep([*new, *other], name, origin, taken)
        return taken

    def _customers(self) -> Mapping[str, int]:
        """The customers that the actor sees by code, as far as the file names them."""
        asked = sorted({row["customer"] for row in self.rows if row["customer"]})
        found: dict[str, int] = {}
        seen = customers.visible(self.actor).select_related(None).order_by()
        for start in range(0, len(asked), _AT_ONCE):
            named = seen.filter(code__in=asked[start : start + _AT_ONCE])
            found.update(named.values_list("code", "pk"))
        return found

    def _understood(self) -> tuple[list[_Fact], list[Refusal]]:
        facts, refusals = [], []
        for place, row in enumerate(self.rows):
            problems = list(self._problems(row))
            refusals += [Refusal(place, field, code) for field, code in problems]
            if not problems:
                facts.append(_Fact(place, self._key(row), self._units(row["figure"])))
        return facts, refusals

    def _problems(self, row: Row) -> Iterator[tuple[str, str]]:
        customer, industry, on = row["customer"], row["industry"], row["on"] or self.on
        if (customer is None) == (industry is None):
            yield "customer", "customer_or_industry"
        elif customer is not None and customer not in self.customers:
            yield "customer", "unknown_customer"
        elif industry is not None and self.indicator.adds_up:
            yield "industry", "adds_up"
        elif industry is not None and search_form(industry) not in self.industries:
            yield "industry", "unknown_industry"
        if on is None:
            yield "on", "missing_day"
        elif on > self.today:
            yield "on", "in_the_future"
        if abs(self._units(row["figure"])) >= LARGEST:
            yield "figure", "too_large"

    def _key(self, row: Row) -> Key:
        day = cast("date", row["on"] or self.on)
        if row["customer"] is not None:
            return self.customers[row["customer"]], "", day
        return None, self.industries[search_form(row["industry"])], day

    def _units(self, figure: Decimal) -> int:
        """The figure in units of the last kept place, rounded half-even."""
        return int(figure.scaleb(self.places).to_integral_value())

    def _known(self) -> dict[Key, int]:
        """What counts now of each customer or industry and day."""
        rows = ExternalFigure.objects.system(_WHY).filter(
            indicator=self.indicator, file__taken_back_at=None
        )
        named = rows.order_by("file_id", "pk").values_list("customer_id", "industry", "on", "units")
        return {
            (customer, industry, on): units
            for customer, industry, on, units in named.iterator(10_000)
        }

    def _keep(self, facts: Sequence[_Fact], name: str, origin: str, taken: Taken) -> None:
        days = [each.key[2] for each in facts]
        row = FigureFile.objects.create(
            indicator=self.indicator,
            name=name,
            origin=origin,
            by_id=self.actor.person_id,
            by_name=self.actor.name[:200],
            first_on=min(days),
            last_on=max(days),
            figures=len(facts),
            rejected=len({each.place for each in taken.refusals}),
        )
        ExternalFigure.objects.bulk_create(
            (
                ExternalFigure(
                    file=row,
                    indicator=self.indicator,
                    customer_id=customer,
                    industry=industry,
                    on=on,
                    units=each.units,
                )
                for each in facts
                for customer, industry, on in [each.key]
            ),
            batch_size=_AT_ONCE,
        )
        audit.record(
            self.actor,
            "evaluation.figures.imported",
            subject=self.indicator,
            file=name,
            number=row.pk,
            **taken.counts,
        )


def _once(facts: Sequence[_Fact]) -> tuple[list[_Fact], int, list[Refusal]]:
    """Each fact once: what says the same again is known, what differs is refused."""
    by_key: dict[Key, list[_Fact]] = defaultdict(list)
    for fact in facts:
        by_key[fact.key].append(fact)
    once, repeated, refusals = [], 0, []
    for same in by_key.values():
        if len({fact.units for fact in same}) > 1:
            refusals += [Refusal(fact.place, "figure", "duplicate_in_file") for fact in same]
        else:
            once.append(same[0])
            repeated += len(same) - 1
    return once, repeated, refusals
