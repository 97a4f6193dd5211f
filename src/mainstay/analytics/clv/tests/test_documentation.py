"""The example of docs/algorithms/clv.md, recomputed, and what a plain script needs."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from pyarrow import parquet

from mainstay.analytics.clv.beta_geometric import BG_NBD
from mainstay.analytics.clv.fit import Fit
from mainstay.analytics.clv.gamma_gamma import Payments
from mainstay.analytics.clv.scoring import score, spend
from mainstay.analytics.clv.tests.markets import histories, made_up
from mainstay.analytics.clv.value import WEEKS_PER_MONTH, Terms, lifetime_values

PURCHASES = {"r": 0.243, "alpha": 4.414, "a": 0.793, "b": 2.426}
SPEND = {"p": 6.25, "q": 3.74, "v": 15.44}
CUSTOMER = histories((2, 30.43, 38.86))
PAID = Payments.of(np.array([2.0]), np.array([22.35]))

SCRIPT = """
import sys
import pyarrow.parquet
from mainstay.analytics.clv.fitting import fit_or_fall_back
from mainstay.analytics.clv.histories import Histories
from mainstay.analytics.clv.scoring import score

histories = Histories.from_table(pyarrow.parquet.read_table(sys.argv[1]))
scores = score(fit_or_fall_back(histories).used, histories, periods=90)
assert scores.num_rows == 500
assert not [name for name in sys.modules if name.split(".")[0] in {"django", "duckdb"}]
"""


def with_parameters(model: str, parameters: dict[str, float]) -> Fit:
    return Fit(model, parameters, 0.0, 1, 1, 1, True, (), 1.0, None)


def test_the_example_is_what_it_says() -> None:
    purchases, spending = with_parameters("bgnbd", PURCHASES), with_parameters("gammagamma", SPEND)
    alive = BG_NBD.active(purchases.values, CUSTOMER)[0]
    assert 1 / alive - 1 == pytest.approx(0.3763, abs=5e-5)
    assert alive == pytest.approx(0.7266, abs=5e-5)
    expected = score(purchases, CUSTOMER, 39)["expected_purchases"][0].as_py()
    assert expected == pytest.approx(1.226, abs=5e-5)
    assert expected / alive == pytest.approx(1.6874, abs=5e-5)
    assert spend(spending, PAID)[0].as_py() == pytest.approx(24.66, abs=5e-3)
    terms = Terms(WEEKS_PER_MONTH)
    value = lifetime_values(purchases, spending, CUSTOMER, PAID, terms)["value"][0].as_py()
    assert value == pytest.approx(77.96, abs=5e-3)


def test_a_plain_script_fits_a_parquet_file(tmp_path: Path) -> None:
    file = tmp_path / "histories.parquet"
    parquet.write_table(made_up(500), file)
    subprocess.run([sys.executable, "-W", "error", "-c", SCRIPT, file], check=True)
