"""The two tables, read: who may what, and what every address takes."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
LETTERS = "AEDKSNU-"
PEOPLE = {
    "A": ("admin_wang", "administrator"),
    "E": ("chen_wei", "executive"),
    "D": ("mei_lin", "director"),
    "K": ("tom_becker", "key_account_manager"),
    "S": ("zhang_min", "service_agent"),
    "N": ("li_na", "analyst"),
    "U": ("grace_liu", "auditor"),
    "-": ("nobody_ning", ""),
}
ROLES = {letter: role for letter, (_name, role) in PEOPLE.items() if role}
SIGNED_IN, NOBODY = "signed in", "nobody"
WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

Kinds = Mapping[str, frozenset[str]]


@dataclass(frozen=True, slots=True)
class Ask:
    """One method of one address, and what it takes; as in ``asked.toml``."""

    method: str
    path: str
    needs: str
    row: str = ""
    to: str = ""
    reach: str = ""
    also: str = ""
    bare: str = ""
    apart: str = ""
    sent: str = ""
    only_asks: str = ""
    answers: tuple[int, ...] = ()

    def __str__(self) -> str:
        return f"{self.method} {self.path or '(home)'}"

    @property
    def writes(self) -> bool:
        return self.method in WRITES

    @property
    def changes(self) -> bool:
        """Whether anything may be changed by it: a question may be too long for an address."""
        return self.writes and not self.only_asks

    @property
    def is_operation(self) -> bool:
        return self.path.startswith("api/")

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of rows that there are to name."""
        return tuple(reaching(self.reach)) if self.row else ("",)

    def sees(self, letter: str, kind: str) -> bool:
        """Whether there is such a row for the person at all."""
        return not self.row or letter in reaching(self.reach)[kind]

    def holds(self, letter: str) -> bool:
        """Whether the person may ask this of some row."""
        held = self.needs in {SIGNED_IN, NOBODY} or letter in rights()[self.needs]
        return held and (not self.also or letter in table("also")[self.also])

    def allows(self, letter: str, kind: str) -> bool:
        """Whether the person may ask this of a row of this kind."""
        acting = f"{self.reach}, to {self.to}" if self.to else self.reach
        return self.holds(letter) and (not self.row or letter in reaching(acting)[kind])


@cache
def _held() -> dict[str, Any]:
    return tomllib.loads((HERE / "held.toml").read_text())


def _letters(line: str) -> frozenset[str]:
    """The letters of a line, each in its place. Raises ValueError for one that stands wrongly."""
    found = line.split()
    for place, letter in enumerate(found):
        if letter not in {LETTERS[place], "."}:
            raise ValueError(line)
    if len(found) != len(LETTERS):
        raise ValueError(line)
    return frozenset(found) - {"."}


@cache
def table(name: str) -> Kinds:
    """One of the tables of letters in ``held.toml``."""
    return {key: _letters(line) for key, line in _held()[name].items()}


def rights() -> Kinds:
    """Who holds which right."""
    return table("rights")


@cache
def reaching(name: str) -> Kinds:
    """Whom rows of each kind reach."""
    return {kind: _letters(line) for kind, line in _held()["reach"][name].items()}


@cache
def asks() -> list[Ask]:
    """Every line of ``asked.toml``."""
    groups = tomllib.loads((HERE / "asked.toml").read_text())["group"]
    return [ask for group in groups for ask in _asks_of(group)]


def _asks_of(group: dict[str, Any]) -> Iterator[Ask]:
    lines, facts = group["asks"], {name: group[name] for name in group if name != "asks"}
    facts["answers"] = tuple(facts.get("answers", ()))
    if facts.get("row"):
        facts.setdefault("reach", facts["row"])
    for line in lines.split("\n"):
        *methods, path = line.split() or [""]
        for method in methods:
            yield Ask(method, "" if path == "(home)" else path, **facts)
