"""Arrow starts without pandas, in a Python of its own: here it has been started already."""

import subprocess
import sys

_PROGRAM = """
import sys
from mainstay.cli.arrow import start_arrow
start_arrow()
import pyarrow as pa
import pyarrow.compute
column = pa.array([1, None])
print("pandas" in sys.modules)
print(list(column.to_pandas()), list(pa.table({"a": [1]}).to_pandas()["a"]))
"""


def test_arrow_imports_pandas_only_for_somebody_who_asks_for_it() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM], capture_output=True, text=True, check=True
    )
    assert done.stdout.split("\n")[:2] == ["False", "[1.0, nan] [1]"]
