"""The engine that reads the ledger: what `mainstay doctor` says of it, and why it cannot."""

from collections.abc import Iterator
from importlib.metadata import version
from typing import TYPE_CHECKING

from mainstay.cli.findings import Finding
from mainstay.cli.language import _
from mainstay.cli.output import fail

if TYPE_CHECKING:
    from mainstay.engine.errors import EngineUnavailable


def engine() -> Iterator[Finding]:
    """Which engine reads, and whether it does: a cluster has to show it."""
    from mainstay.apps.ledger.queries import states
    from mainstay.engine.errors import EngineUnavailable

    try:
        found = states.engine()
        spark = found.cluster and found.cluster.version()
    except EngineUnavailable as error:
        yield Finding("engine", False, trouble(error))
        return
    if spark is None:
        says = _(
            "DuckDB {version} reads the ledger, with {memory} of memory and {threads} threads."
        )
        config = found.config
        figures = {"memory": config.memory, "threads": config.threads}
        yield Finding("engine", True, says.format(version=version("duckdb"), **figures))
    else:
        says = _("Spark {version} at {engine} reads the ledger; DuckDB {duckdb} writes it.")
        name = found.cluster and found.cluster.address.name
        facts = {"engine": name, "duckdb": version("duckdb")}
        yield Finding("engine", True, says.format(version=spark, **facts))


def require_engine() -> None:
    """Leave with a message when the name of the engine is none."""
    from mainstay.apps.ledger.queries import states
    from mainstay.engine.errors import EngineUnavailable

    try:
        states.engine()
    except EngineUnavailable as error:
        fail(trouble(error), code="engine_unavailable", as_json=False)


def trouble(error: "EngineUnavailable") -> str:
    """Why an engine cannot be used, and what to do."""
    words = {
        "address": _(
            "MAINSTAY_ENGINE names no engine: {engine}. Leave it empty, or name a Spark master, as "
            "spark://host:7077 or local[2]."
        ),
        "library": _("To read by Spark, install the extra: pip install 'mainstay[spark]'."),
        "java": _("Java did not start; Spark needs Java 17 or newer. {says}"),
        "silent": _("Nobody answers at {engine}: {says}."),
        "no_workers": _("No worker of {engine} took up any work within a minute."),
        "failed": _("Spark at {engine} failed: {says}"),
    }
    return words[error.trouble].format(engine=error.engine, says=error.says)
