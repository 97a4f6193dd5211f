"""An installation that reads by Spark: the same grades, and what its doctor says."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest

from mainstay.foundation.testing.spark_cluster import StandaloneCluster
from tests.engines.telling import print_findings
from tests.installation import Installation, new_installation

pytestmark = pytest.mark.xdist_group("spark")

AS_OF = ("--as-of", "2025-01-01")
CUSTOMERS = 17
HEADER = "order_no,line_no,customer,customer_name,ordered_at,product_code,quantity,amount,cost"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("evaluated")
    file = folder / "orders.csv"
    orders = [
        f"{number},1,{_code(number)},Customer {_code(number)},2024-{1 + number % 12}-12,"
        f"P{number % 5},1,{number * number}.05,{number if number % 3 else ''}"
        for number in range(1, 120)
    ]
    file.write_text("\n".join([HEADER, *orders]))
    made = new_installation(folder / "home")
    made.json("import", "orders", file, "--unknown-customers", "create")
    yield made
    made.remove()


def _code(number: int) -> str:
    return f"K{number % CUSTOMERS:02}"


@pytest.fixture(scope="module")
def told(
    installation: Installation, cluster: StandaloneCluster, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Any]:
    """What a copy of the installation says, by the name of its engine."""
    found = {}
    for engine in ("", cluster.name):
        home = tmp_path_factory.mktemp("told") / "home"
        copy = replace(installation.copy(home), engine=engine)
        finished = copy.ask(print_findings)
        assert (finished.status, finished.errors) == (0, "")
        found[engine] = finished.json
        copy.remove()
    return found


@pytest.mark.parametrize("of", ["abc", "rfm", "clv", "baskets"])
def test_grades_and_what_models_find_are_the_same(
    told: dict[str, Any], cluster: StandaloneCluster, of: str
) -> None:
    assert len(told[""][of]) == CUSTOMERS
    assert told[cluster.name][of] == told[""][of]


def test_the_doctor_says_which_engine_reads(
    told: dict[str, Any], cluster: StandaloneCluster
) -> None:
    healthy, says = told[""]["doctor"]["engine"]
    assert healthy
    assert says.startswith("DuckDB 1.5.")
    healthy, says = told[cluster.name]["doctor"]["engine"]
    assert healthy
    assert says.startswith("Spark 4.")
    assert cluster.name in says


def test_a_machine_without_java_is_told(
    installation: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("pyspark", reason="the extra spark is not installed")
    monkeypatch.setenv("JAVA_HOME", "/no/java/here")
    told = replace(installation, engine="local[1]").run("indicators", *AS_OF, "--format", "json")
    assert told.status == 1
    error = told.json["error"]
    assert error["code"] == "engine_unavailable"
    assert error["message"].startswith("Java did not start; Spark needs Java 17 or newer.")
    assert "/no/java/here" in error["message"]
