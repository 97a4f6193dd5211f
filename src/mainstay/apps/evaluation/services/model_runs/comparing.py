"""Two runs of one kind side by side: what they were asked, what they found, who moved."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from mainstay.apps.customers import queries as customers
from mainstay.apps.evaluation.exact import CODE, KEY
from mainstay.apps.evaluation.models import ModelRun
from mainstay.apps.evaluation.queries.files import read
from mainstay.apps.evaluation.queries.model_runs import FIGURES, ended_run
from mainstay.apps.evaluation.services.model_runs.kind import NUMBERS, Kind, Value
from mainstay.apps.evaluation.services.model_runs.kinds import KINDS
from mainstay.foundation.access.actor import Actor

if TYPE_CHECKING:
    import pyarrow as pa

MOST_MOVERS = 20


class OtherKind(ValueError):
    """Runs of different kinds tell of different things."""


@dataclass(frozen=True, slots=True)
class Beside:
    """Something that both runs have: a parameter, or a figure of all customers together."""

    name: str
    before: Value | None
    after: Value | None


@dataclass(frozen=True, slots=True)
class Moved:
    """How far a figure moved among the customers of whom both runs tell it.

    Of numbers the `rank_correlation` is told, of all other figures the share of customers where it
    `changed`; None where it cannot be told.
    """

    name: str
    customers: int
    rank_correlation: float | None = None
    changed: float | None = None


@dataclass(frozen=True, slots=True)
class Mover:
    """A customer and its leading figure in both runs."""

    key: int
    customer: str
    name: str
    before: Value | date
    after: Value | date


@dataclass(frozen=True)
class Comparison:
    """Two runs of one kind, the first as `before`.

    `both` is the number of customers that both tell of, `gone` and `new` those of one alone.
    `movers` are who moved most by the `leading` figure.
    """

    before: ModelRun
    after: ModelRun
    parameters: Sequence[Beside]
    metrics: Sequence[Beside]
    both: int
    gone: int
    new: int
    figures: Sequence[Moved]
    leading: Moved
    movers: Sequence[Mover]


def comparison(actor: Actor, number: int, other: int) -> Comparison:
    """Compare a run with another one, which is taken as the earlier.

    Raises ModelRunNotFound, RunUnfinished, OtherKind and EvaluationDamaged.
    """
    after, before = ended_run(actor, number), ended_run(actor, other)
    if before.kind != after.kind:
        raise OtherKind(other)
    return compare_runs(before, after)


def compare_runs(before: ModelRun, after: ModelRun) -> Comparison:
    """Compare two runs of one kind for who sees everything. Raises EvaluationDamaged."""
    import pyarrow.compute as pc

    kind = KINDS[after.kind]
    columns = [KEY, CODE, *kind.figures]
    earlier, later = (read(run, FIGURES, columns) for run in (before, after))
    places = pc.index_in(later[KEY], value_set=earlier[KEY].combine_chunks())
    known = pc.is_valid(places)
    now, then = later.filter(known), earlier.take(places.filter(known))
    figures = {name: _moved(name, kind, then, now) for name in kind.figures}
    return Comparison(
        before,
        after,
        [
            Beside(name, before.parameters.get(name), after.parameters.get(name))
            for name in kind.parameters
        ],
        [
            Beside(name, metric.of(before.report), metric.of(after.report))
            for name, metric in kind.metrics.items()
        ],
        both=now.num_rows,
        gone=earlier.num_rows - now.num_rows,
        new=later.num_rows - now.num_rows,
        figures=list(figures.values()),
        leading=figures[kind.leading],
        movers=_movers(kind, then, now),
    )


def _moved(name: str, kind: Kind, then: "pa.Table", now: "pa.Table") -> Moved:
    """How far one figure moved; both tables have the same customers in the same order."""
    import pyarrow as pa
    import pyarrow.compute as pc

    from mainstay.analytics.agreement import rank_correlation

    if kind.figures[name].type not in NUMBERS:
        changed = _differs(then[name], now[name])
        share = pc.mean(changed.cast(pa.int8())).as_py()
        return Moved(name, len(changed), changed=share)
    told = pc.and_(pc.is_valid(then[name]), pc.is_valid(now[name]))
    one, other = (table[name].filter(told).cast(pa.float64()).to_numpy() for table in (then, now))
    return Moved(name, len(one), rank_correlation=rank_correlation(one, other))


def _differs(then: "pa.ChunkedArray", now: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """Where two columns differ; to be told and not to be told differ too."""
    import pyarrow.compute as pc

    told_by_one = pc.not_equal(pc.is_valid(then), pc.is_valid(now))
    return pc.coalesce(pc.not_equal(then, now), told_by_one)


def _movers(kind: Kind, then: "pa.Table", now: "pa.Table") -> list[Mover]:
    """Who moved most by the leading figure: numbers by how far, others by the customer's code."""
    import pyarrow as pa
    import pyarrow.compute as pc

    name = kind.leading
    by_number = kind.figures[name].type in NUMBERS
    rows = pa.table({KEY: now[KEY], CODE: now[CODE], "before": then[name], "after": now[name]})
    rows = rows.filter(pc.fill_null(pc.not_equal(then[name], now[name]), fill_value=False))
    if by_number:
        far = pc.abs(pc.subtract(rows["after"], rows["before"]))
        rows = rows.append_column("far", far).sort_by([("far", "descending"), (CODE, "ascending")])
    else:
        rows = rows.sort_by(CODE)
    shown = rows.slice(0, MOST_MOVERS).to_pylist()
    names = customers.names([row[KEY] for row in shown])
    return [
        Mover(row[KEY], row[CODE], names[row[KEY]].name, row["before"], row["after"])
        for row in shown
        if row[KEY] in names
    ]
