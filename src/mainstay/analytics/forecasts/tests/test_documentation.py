"""The examples of docs/algorithms/forecasts.md, recomputed, and what a plain script needs."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from mainstay.analytics.forecasts.reconciling import Estimates, reconcile
from mainstay.analytics.forecasts.smoothing import croston_sba, teunter_syntetos_babai
from mainstay.analytics.forecasts.tests.trading import block_of, company, months_of

SCRIPT = """
import datetime
import sys
import pyarrow.parquet
from mainstay.analytics.forecasts.forecasting import forecast, largest
from mainstay.analytics.forecasts.histories import Histories

until = datetime.date(2022, 1, 1)
histories = Histories.of(pyarrow.parquet.read_table(sys.argv[1]), "revenue", until)
found = forecast(histories, until, full=largest(histories, 1))
assert found.months_table(found.customers).num_rows == 5 * 24
assert not [name for name in sys.modules if name.split(".")[0] in {"django", "duckdb"}]
"""
LIGHT = """
import sys
import mainstay.analytics.forecasts.forecasting
assert not {"pandas", "statsforecast", "django", "duckdb"} & set(sys.modules)
"""


def test_the_example_of_buying_now_and_then() -> None:
    bought = block_of([80.0, 0.0, 0.0, 50.0, 0.0, 60.0])
    assert croston_sba(bought)[0] == pytest.approx(55.89, abs=5e-3)
    assert teunter_syntetos_babai(bought)[0] == pytest.approx(58.09, abs=5e-3)


def test_the_example_of_adding_up() -> None:
    two = Estimates(np.array([10.0, 20.0]), np.array([4.0, 1.0]))
    total, none = Estimates(np.array([36.0]), np.array([5.0])), Estimates(np.zeros(0), np.zeros(0))
    agreed = reconcile(two, none, total, np.array([-1, -1]), at_least_zero=True)
    assert agreed.tolist() == pytest.approx([12.4, 20.6])


def test_a_plain_script_forecasts_a_parquet_file(tmp_path: Path) -> None:
    file = tmp_path / "months.parquet"
    parquet.write_table(months_of(company(24, 2, 3)), file)
    subprocess.run([sys.executable, "-c", SCRIPT, file], check=True)


def test_nothing_heavy_is_loaded_before_it_is_needed() -> None:
    subprocess.run([sys.executable, "-c", LIGHT], check=True)
