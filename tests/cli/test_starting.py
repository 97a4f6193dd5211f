"""The command answers at once: it loads nothing heavy to say what it can do."""

import os
import subprocess
import sys
from pathlib import Path

COMMANDS = (
    "init", "import", "batches", "undo", "indicators", "evaluate", "grades", "why", "ledger",
    "serve", "worker", "doctor", "demo", "audit", "mail", "upgrade",
)  # fmt: skip
HEAVY = {"django", "duckdb", "ibis", "pyarrow", "numpy", "rich", "granian"}
LOADED_BY_HELP = """
import sys
sys.argv = ["mainstay", "--help"]
from mainstay.cli.entry import main
try:
    main()
except SystemExit:
    print(*sys.modules, file=sys.stderr)
"""
FOR_OTHERS = {"ninja", "pandas", "duckdb", "ibis", "granian"}
LOADED_BY_PREPARING = """
import sys
from mainstay.cli.session import prepare
prepare()
print(*sys.modules)
"""


def test_help_names_every_command_and_loads_nothing_heavy() -> None:
    asked = subprocess.run(
        [sys.executable, "-c", LOADED_BY_HELP], capture_output=True, text=True, check=True
    )
    named = {line.split()[0] for line in asked.stdout.splitlines() if line.startswith("  ")}
    assert set(COMMANDS) <= named
    assert not HEAVY & set(asked.stderr.split())


def test_the_installed_command_is_this_one() -> None:
    program = Path(sys.executable).with_name("mainstay")
    asked = subprocess.run(
        [program, "ledger", "--help"], capture_output=True, text=True, check=True
    )
    assert "verify" in asked.stdout


def test_a_command_loads_no_interface_for_programs_and_no_engine(tmp_path: Path) -> None:
    environment = os.environ | {"MAINSTAY_HOME": str(tmp_path)}
    asked = subprocess.run(
        [sys.executable, "-c", LOADED_BY_PREPARING],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(asked.stdout.split())
    assert "mainstay.apps.ledger.registration" in loaded
    assert not FOR_OTHERS & loaded
