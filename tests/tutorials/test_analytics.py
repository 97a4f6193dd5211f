"""The tutorial of analytics: its cells run in order and print what stands under them."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

TUTORIALS = Path(__file__).parents[2] / "docs/tutorials"
CELL = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)
NEXT = "---- next cell ----"


def cells_of(name: str) -> list[tuple[str, str]]:
    """What each cell of a page does, and what it says that it prints."""
    return CELL.findall((TUTORIALS / name).read_text(encoding="utf-8"))


def test_the_cells_print_what_stands_under_them_and_need_no_django(tmp_path: Path) -> None:
    pytest.importorskip("lightgbm", reason="the extra models is not installed")
    pytest.importorskip("statsforecast", reason="the extra models is not installed")
    cells = cells_of("analytics.md")
    assert len(cells) > 5
    program = f"\nprint({NEXT!r})\n".join(code for code, _printed in cells)
    needs_none = "\nimport sys\nassert 'django' not in sys.modules\n"
    ended = subprocess.run(
        [sys.executable, "-c", program + needs_none],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.split(f"{NEXT}\n") == [printed for _code, printed in cells]


def test_both_languages_have_the_same_cells() -> None:
    assert cells_of("zh-Hans/analytics.md") == cells_of("analytics.md")
