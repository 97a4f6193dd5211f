"""A progress bar on standard error, where somebody watches."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from mainstay.cli.language import _

if TYPE_CHECKING:
    from mainstay.foundation.jobs.context import Progress


def _phase_label(phase: str) -> str:
    labels = {
        "read": _("Reading"),
        "match": _("Comparing"),
        "resolve": _("Comparing"),
        "write": _("Writing"),
        "apply": _("Writing"),
        "snapshot": _("Noting the database"),
        "copy": _("Copying (MB)"),
        "unpack": _("Unpacking and comparing (MB)"),
        "finish": _("Completing"),
        "measure": _("Measuring"),
        "grade": _("Grading"),
        "examine": _("Looking at all customers"),
    }
    return labels.get(phase, phase)


@contextmanager
def shown_progress(*, quiet: bool) -> Iterator[Callable[["Progress"], None] | None]:
    """Lend a function to tell progress to; None where nobody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bars

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Bars(*columns, TimeElapsedColumn(), console=Console(stderr=True), transient=True) as bars:
        bar = bars.add_task("", total=None)

        def tell(progress: "Progress") -> None:
            bars.update(
                bar,
                description=_phase_label(progress.phase),
                completed=progress.done,
                total=progress.total,
            )

        yield tell
