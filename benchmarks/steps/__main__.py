"""Run one step: `python -m benchmarks.steps MODULE.FUNCTION PARAMETERS_AS_JSON`."""

import json
import sys
from importlib import import_module

module, _, function = sys.argv[1].partition(".")
step = getattr(import_module(f"benchmarks.steps.{module}"), function)
print(json.dumps(step(**json.loads(sys.argv[2]))))
