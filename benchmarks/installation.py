"""Installations to import into, and files to import."""

import secrets
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path

from benchmarks.orders import Trade
from benchmarks.processes import run_mainstay, run_step

ADMINISTRATOR = "first@mainstay.example"


@contextmanager
def installation(
    home: Path,
    scratch: Path,
    customers: int = 0,
    *,
    settings: Sequence[str] = (),
    database: str = "",
) -> Iterator[Path]:
    """Make an installation with that many customers, and remove it afterwards.

    `settings` are further options of `mainstay init`, `database` is the address of one to use.
    """
    password = scratch / "password"
    password.write_text(secrets.token_urlsafe())
    admin = (
        "init",
        "--admin",
        ADMINISTRATOR,
        "--password-file",
        str(password),
        *settings,
    )
    try:
        run_mainstay(admin, home, scratch, database)
        if customers:
            file = scratch / "customers.csv"
            run_step("files.write_customers", scratch, path=str(file), customers=customers)
            run_mainstay(("import", "customers", str(file)), home, scratch, database)
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)


@contextmanager
def order_file(scratch: Path, trade: Trade, *, line_numbers: bool = False) -> Iterator[Path]:
    """Make a CSV file of order lines, and remove it afterwards."""
    file = scratch / "orders.csv"
    run_step(
        "files.write_orders",
        scratch,
        path=str(file),
        trade=asdict(trade),
        line_numbers=line_numbers,
    )
    try:
        yield file
    finally:
        file.unlink()
