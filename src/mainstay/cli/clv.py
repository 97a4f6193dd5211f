"""`mainstay clv`: models of lifetime value on a file, without an installation."""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from mainstay.cli.amounts import counted
from mainstay.cli.language import _
from mainstay.cli.output import Exit, fail, note, print_json, say, table
from mainstay.cli.session import Json
from mainstay.cli.writing import require_place, written

if TYPE_CHECKING:
    import pyarrow as pa

    from mainstay.analytics.clv.columns import HistoryError
    from mainstay.analytics.clv.fit import Fit

app = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


class Model(StrEnum):
    """The models, by what programs call them."""

    BG_NBD = "bgnbd"
    MBG_NBD = "mbgnbd"
    PARETO_NBD = "paretonbd"
    GAMMA_GAMMA = "gammagamma"


_NAMES = {
    Model.BG_NBD: "BG/NBD",
    Model.MBG_NBD: "MBG/NBD",
    Model.PARETO_NBD: "Pareto/NBD",
    Model.GAMMA_GAMMA: "gamma–gamma",
}


@dataclass(frozen=True)
class _Found:
    """What a fit gave: the fit asked for, the one to use, and what that says of each record."""

    asked: "Fit"
    used: "Fit"
    seconds: float
    scores: "pa.Table | None"

    @property
    def purchases(self) -> float | None:
        """Expected purchases of all customers together, where they were asked for."""
        import pyarrow.compute as pc

        if self.scores is None or "expected_purchases" not in self.scores.column_names:
            return None
        return float(pc.sum(self.scores["expected_purchases"]).as_py())


@app.callback()
def clv() -> None:
    """Lifetime value."""


@app.command(help=_("Fit a model of purchases or of spend to a file of purchase histories."))
def fit(
    file: Annotated[
        Path,
        typer.Option(
            "--input",
            exists=True,
            dir_okay=False,
            readable=True,
            help=_("CSV with frequency, recency and T, or for gammagamma frequency and monetary."),
        ),
    ],
    model: Annotated[Model, typer.Option(help=_("Which model."))] = Model.BG_NBD,
    periods: Annotated[
        float | None,
        typer.Option(
            "--predict", metavar="PERIODS", help=_("Expect purchases for so long, in units of T.")
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option(dir_okay=False, help=_("Write the records with what is expected of each.")),
    ] = None,
    as_json: Json = False,
) -> None:
    _require_sense(model, periods, output, as_json=as_json)
    require_place(output, as_json=as_json)
    records = _read(file, as_json=as_json)
    with _refusals(model, as_json=as_json):
        found = _fit(records, model, periods, scored=output is not None)
    if output is not None and found.scores is not None:
        _write(records, found.scores, output, as_json=as_json)
    if as_json:
        print_json(_as_json(found))
    else:
        _print(found, periods, output)


def _require_sense(
    model: Model, periods: float | None, output: Path | None, *, as_json: bool
) -> None:
    message = ""
    if periods is not None and model is Model.GAMMA_GAMMA:
        message = _("gammagamma tells what is spent on a purchase: it takes no --predict.")
    elif periods is not None and not (math.isfinite(periods) and periods > 0):
        message = _("--predict takes a number above 0.")
    elif output is not None and periods is None and model is not Model.GAMMA_GAMMA:
        message = _("--output needs --predict: for how long?")
    if message:
        fail(message, code="usage", as_json=as_json, status=Exit.USAGE)


def _read(file: Path, *, as_json: bool) -> "pa.Table":
    """The records with every cell as the text it is, so that it can be written again."""
    import pyarrow as pa
    from pyarrow import csv

    odd: list[csv.InvalidRow] = []

    def noted(row: csv.InvalidRow) -> str:
        odd.append(row)
        return "skip"

    parsing = csv.ParseOptions(newlines_in_values=True, invalid_row_handler=noted)
    # Rows are counted by one thread alone.
    reading = csv.ReadOptions(use_threads=False)
    try:
        with csv.open_csv(file, read_options=reading, parse_options=parsing) as opened:
            names = opened.schema.names
        odd.clear()
        texts = csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()))
        records = csv.read_csv(file, reading, parsing, texts)
    except (pa.ArrowInvalid, pa.ArrowKeyError) as error:
        message = _("The file cannot be read as CSV in UTF-8: {error}").format(error=error)
        fail(message, code="not_csv", as_json=as_json, status=Exit.USAGE)
    if odd:
        says = _("Row {row} has {found} cells in place of {expected}.")
        first = odd[0]
        message = says.format(
            row=first.number - 1, found=first.actual_columns, expected=first.expected_columns
        )
        fail(message, code="not_csv", as_json=as_json, status=Exit.USAGE)
    return records


@contextmanager
def _refusals(model: Model, *, as_json: bool) -> Iterator[None]:
    """Leave with a message for records that cannot be."""
    from mainstay.analytics.clv.columns import HistoryError

    try:
        yield
    except HistoryError as error:
        message = _reason(error, model)
        if error.row:
            says = _("Row {row}, column {column}: {reason}")
            message = says.format(row=error.row, column=error.column, reason=message)
        fail(message, code=error.problem, as_json=as_json, status=Exit.USAGE)


def _reason(error: "HistoryError", model: Model) -> str:
    needed = 3 if model is Model.GAMMA_GAMMA else 4
    reasons = {
        "missing": _("There is no column {column}."),
        "ambiguous": _("There are several columns {column}."),
        "empty_value": _("the cell is empty."),
        "not_a_number": _("this is not a number."),
        "negative": _("the figure is negative."),
        "not_positive": _("who has bought again has spent something: the figure must be above 0."),
        "fractional": _("a number of purchases is whole."),
        "after_end": _("the last purchase is after the end of the observation: it is above T."),
        "without_purchase": _("who has not bought again has no later last purchase: it must be 0."),
        "too_few": _("There are too few customers: the model has {count} parameters."),
        "no_repeats": _("Nobody has bought again: frequency is 0 in every row."),
    }
    return reasons[error.problem].format(column=error.column, count=needed)


def _fit(records: "pa.Table", model: Model, periods: float | None, *, scored: bool) -> _Found:
    import pyarrow as pa

    from mainstay.analytics.clv.fitting import fit_or_fall_back, fit_spending
    from mainstay.analytics.clv.gamma_gamma import Payments
    from mainstay.analytics.clv.histories import Histories
    from mainstay.analytics.clv.scoring import score, spend

    if model is Model.GAMMA_GAMMA:
        payments = Payments.from_table(records)
        began = time.perf_counter()
        spending = fit_spending(payments)
        seconds = time.perf_counter() - began
        scores = pa.table({"expected_spend": spend(spending, payments)}) if scored else None
        return _Found(spending, spending, seconds, scores)
    histories = Histories.from_table(records)
    began = time.perf_counter()
    chosen = fit_or_fall_back(histories, model.value)
    seconds = time.perf_counter() - began
    scores = None if periods is None else score(chosen.used, histories, periods)
    return _Found(chosen.asked, chosen.used, seconds, scores)


def _write(records: "pa.Table", scores: "pa.Table", output: Path, *, as_json: bool) -> None:
    """Write the records' columns and what is expected; columns of an earlier time are replaced."""
    from pyarrow import csv

    columns = dict(enumerate(records.column_names))
    kept = [place for place, name in columns.items() if name not in scores.column_names]
    whole = records.select(kept)
    # Arrow quotes all texts or none.
    quoting = "needed" if _need_quotes(whole) else "none"
    for name in scores.column_names:
        whole = whole.append_column(name, scores[name])
    with written(output, as_json=as_json) as stream:
        csv.write_csv(
            whole, stream, csv.WriteOptions(quoting_style=quoting, quoting_header=quoting)
        )


def _need_quotes(texts: "pa.Table") -> bool:
    import pyarrow as pa
    import pyarrow.compute as pc

    special = '[",\r\n]'
    columns = [pa.chunked_array([texts.column_names], pa.string()), *texts.columns]
    return any(pc.any(pc.match_substring_regex(each, special)).as_py() for each in columns)


def _as_json(found: _Found) -> dict[str, Any]:
    fell_back = found.used.model != found.asked.model
    return {
        **_facts(found.asked),
        "customers": found.asked.customers,
        "distinct": found.asked.distinct,
        "seconds": round(found.seconds, 4),
        "fallback": _facts(found.used) if fell_back else None,
        "expected_purchases": found.purchases,
    }


def _facts(fitted: "Fit") -> dict[str, Any]:
    return {
        "model": fitted.model,
        "parameters": fitted.parameters,
        "standard_errors": fitted.standard_errors,
        "uncertainty": "observed information",
        "log_likelihood": fitted.log_likelihood,
        "converged": fitted.converged,
        "boundary": fitted.boundary,
        "limits": list(fitted.limits),
        "identifiable": fitted.identifiable,
        "condition": fitted.condition,
    }


def _print(found: _Found, periods: float | None, output: Path | None) -> None:
    says = _("{model}: {customers} customers, {distinct} different histories, {seconds} s")
    say(
        says.format(
            model=_NAMES[Model(found.asked.model)],
            customers=counted(found.asked.customers),
            distinct=counted(found.asked.distinct),
            seconds=f"{found.seconds:.2f}",
        )
    )
    _print_fit(found.asked)
    if found.used is not found.asked:
        says = _("In its place {model} is used, which has a maximum inside.")
        say(says.format(model=_NAMES[Model(found.used.model)]))
        _print_fit(found.used)
    elif found.asked.boundary and found.asked.model != Model.GAMMA_GAMMA:
        note(_("No other model has one either: nothing tells who has left, p_alive stays empty."))
    if found.purchases is not None:
        says = _("Expected in the next {periods} periods: {purchases} purchases of all together.")
        say(says.format(periods=f"{periods:g}", purchases=f"{found.purchases:,.1f}"))
    if output is not None:
        say(_("Written to {file}.").format(file=output))


def _print_fit(fitted: "Fit") -> None:
    errors = fitted.standard_errors
    rows = [
        (name, f"{value:.6g}", "–" if errors[name] is None else f"{errors[name]:.3g}")
        for name, value in fitted.parameters.items()
    ]
    table((_("Parameter"), _("Value"), _("Standard error")), rows)
    say(_("Log-likelihood: {value}").format(value=f"{fitted.log_likelihood:,.2f}"))
    if not fitted.converged:
        note(_("The search has not converged: do not use these figures."))
    if fitted.boundary:
        says = _("The likelihood has no maximum inside, it rises for ever: {limits}.")
        note(says.format(limits=", ".join(fitted.limits)))
    elif not fitted.identifiable:
        note(_("The data do not tell the parameters apart."))
