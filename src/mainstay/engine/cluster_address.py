"""Which engine reads the ledger, as whoever sets Mainstay up names it."""

import re
from dataclasses import dataclass

from mainstay.engine.errors import EngineTrouble, EngineUnavailable

_EMBEDDED = frozenset({"", "duckdb"})
_MASTER = re.compile(r"spark://(?P<host>[^\s:/\[\],]+|\[[0-9a-fA-F:]+\]):(?P<port>[0-9]{1,5})")
_THREADS = re.compile(r"local\[(\*|[1-9][0-9]*)\]")


@dataclass(frozen=True, slots=True)
class ClusterAddress:
    """The master of a Spark cluster, or Spark in threads of this machine: then without a host."""

    name: str
    host: str | None = None
    port: int = 0


def read_address(named: str) -> ClusterAddress | None:
    """Read ``spark://host:port`` or ``local[n]``; empty and ``duckdb`` are the embedded engine.

    Raises ``EngineUnavailable`` for anything else.
    """
    name = named.strip()
    if name in _EMBEDDED:
        return None
    if _THREADS.fullmatch(name):
        return ClusterAddress(name)
    master = _MASTER.fullmatch(name)
    if master is None:
        raise EngineUnavailable(name, EngineTrouble.ADDRESS)
    return ClusterAddress(name, master["host"].strip("[]"), int(master["port"]))
