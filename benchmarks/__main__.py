"""`python -m benchmarks`: run the cases and write their results into RESULTS.md."""

import argparse
import shutil
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks import (
    baskets,
    churn,
    clv,
    customers,
    evaluation,
    evaluation_pages,
    forecasts,
    imports,
    measures,
    pages,
    scorecards,
    serving,
    spark,
)
from benchmarks.results import Section, write_section

_RESULTS = Path(__file__).with_name("RESULTS.md")
_CASES = (
    "customers",
    "imports",
    "measures",
    "baskets",
    "evaluation",
    "scorecards",
    "clv",
    "churn",
    "forecasts",
    "serving",
    "pages",
    "evaluation_pages",
    "spark",
)
_Cases = dict[str, tuple[Callable[[Path, Sequence[int]], Section], Sequence[int]]]
_BY_LINES: _Cases = {
    "imports": (imports.run, imports.SIZES),
    "baskets": (baskets.run, baskets.SIZES),
    "churn": (churn.run, churn.SIZES),
    "serving": (serving.run, serving.SIZES),
    "spark": (spark.run, spark.SIZES),
}
_BY_CUSTOMERS: _Cases = {
    "customers": (customers.run, customers.SIZES),
    "evaluation": (evaluation.run, evaluation.SIZES),
    "scorecards": (scorecards.run, scorecards.SIZES),
    "clv": (clv.run, clv.SIZES),
    "forecasts": (forecasts.run, forecasts.SIZES),
    "pages": (pages.run, pages.SIZES),
    "evaluation_pages": (evaluation_pages.run, evaluation_pages.SIZES),
}


def main() -> None:
    """Run the cases that are asked for."""
    chosen = _arguments()
    scratch = Path(tempfile.mkdtemp(prefix="mainstay-benchmarks-", dir=chosen.scratch))
    print(f"Working in {scratch}\n", flush=True)
    try:
        for case in chosen.cases or _CASES:
            write_section(chosen.output, _run(case, scratch, chosen))
    finally:
        shutil.rmtree(scratch, ignore_errors=True)


def _run(case: str, scratch: Path, chosen: argparse.Namespace) -> Section:
    if case in _BY_CUSTOMERS:
        measure, sizes = _BY_CUSTOMERS[case]
        return measure(scratch, chosen.customers or sizes)
    if case in _BY_LINES:
        measure, sizes = _BY_LINES[case]
        return measure(scratch, chosen.lines or sizes)
    large = measures.LARGE if chosen.large else ()
    return measures.run(
        scratch,
        chosen.lines or (*measures.SIZES, *large),
        chosen.lines_per_order or measures.LINES_PER_ORDER,
    )


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "cases",
        nargs="*",
        choices=[*_CASES, []],
        metavar="CASE",
        help=f"{', '.join(_CASES)}; all when none is named",
    )
    parser.add_argument(
        "--lines", type=int, action="append", help="size of the ledger or file; may be repeated"
    )
    parser.add_argument(
        "--lines-per-order", type=int, action="append", help="for measures; may be repeated"
    )
    parser.add_argument(
        "--customers",
        type=int,
        action="append",
        help="for customers, evaluation, scorecards, clv, forecasts and both kinds of pages; "
        "may be repeated",
    )
    parser.add_argument("--large", action="store_true", help="measures of 100 million lines too")
    parser.add_argument(
        "--scratch", type=Path, help="folder for scratch data: 1 GB per 10 million lines"
    )
    parser.add_argument("--output", type=Path, default=_RESULTS, help="where the results go")
    return parser.parse_args()


if __name__ == "__main__":
    main()
