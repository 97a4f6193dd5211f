"""RESULTS.md: one section per case, rewritten when the case runs."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

from benchmarks.processes import Outcome

_TITLE = """# What was measured

Written by `python -m benchmarks` (`make bench`). Every step runs in a process of its own. Ratios
compare steps of the same run, which alternate. Memory is the peak of the whole process tree.
Absolute seconds depend on the machine and on who else uses it.
"""


@dataclass
class Section:
    """The report of one case."""

    title: str
    paragraphs: list[str] = field(default_factory=list)

    def say(self, text: str) -> None:
        """Add a paragraph and print it."""
        self.paragraphs.append(text)
        print(f"{text}\n", flush=True)

    def code(self, text: str, language: str) -> None:
        """Add a block of code and print it."""
        self.say(f"```{language}\n{text}\n```")

    def table(self, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
        """Add a table, first column to the left, and print it."""
        lines = [columns, ("---", *("---:" for _ in columns[1:])), *rows]
        self.say("\n".join(f"| {' | '.join(line)} |" for line in lines))

    def render(self) -> str:
        """Markdown."""
        return "\n\n".join([f"## {self.title}", *self.paragraphs])


def write_section(path: Path, section: Section) -> None:
    """Put a section in the place of its older version, or at the end."""
    text = path.read_text(encoding="utf-8") if path.exists() else _TITLE
    sections = {
        part.partition("\n")[0]: part.strip()
        for part in re.split(r"^## ", text, flags=re.MULTILINE)[1:]
    }
    sections[section.title] = section.render().removeprefix("## ")
    head = re.split(r"^## ", text, maxsplit=1, flags=re.MULTILINE)[0].strip()
    body = [f"## {part}" for part in sections.values()]
    path.write_text("\n\n".join([head, *body]) + "\n", encoding="utf-8")


@dataclass(frozen=True, slots=True)
class Measurement:
    """The median of several runs of a step, and the highest memory of all of them."""

    seconds: float
    peak_mb: float

    @classmethod
    def of(cls, outcomes: Sequence[Outcome], figure: str | None = None) -> "Measurement":
        """Sum runs up: by their wall time, or by a figure that the step has measured itself."""
        seconds = [
            outcome.seconds if figure is None else outcome.figures[figure] for outcome in outcomes
        ]
        return cls(median(seconds), max(outcome.peak_mb for outcome in outcomes))

    def over(self, other: "Measurement") -> str:
        """How many times as long as another one."""
        return f"{self.seconds / other.seconds:.2f} ×"


def seconds(value: float) -> str:
    """Seconds with as many places as mean something."""
    return f"{value:.2f} s" if value < 10 else f"{value:,.1f} s"


def megabytes(value: float) -> str:
    """Whole megabytes."""
    return f"{value:,.0f} MB"


def count(value: float) -> str:
    """A whole number."""
    return f"{value:,.0f}"
