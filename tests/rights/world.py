"""A company in which every address has a row of each kind: own, of the team, of others, put away.

Nothing that people may write here for themselves is told apart from what was made for them: rows
that a role could not have made hang on its holder all the same, so that it shows what is refused.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from mainstay.apps.governance.models import Person
from mainstay.apps.governance.testing import (
    NamedTeams,
)
from mainstay.foundation.access.actor import system_actor
from tests.rights.rules import reaching, rights

MAKING = system_actor("test")
OF_CUSTOMERS = {"customer", "contact", "bulk change"}
LISTENER = "https://listener.example/"
ROBOT = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=f00dfeed"


@dataclass(frozen=True)
class Row:
    """Something that an address names: what stands in its places, and texts that tell of it."""

    values: Mapping[str, object]
    marks: tuple[str, ...] = ()


@dataclass
class World:
    """The people by their letters, and every row by its type, its kind and whose it is."""

    people: dict[str, Person]
    teams: NamedTeams
    ana: Person
    wu: Person
    helper: Person
    rows: dict[tuple[str, str, str], Row] = field(default_factory=dict)
    _hidden: dict[str, frozenset[str]] = field(default_factory=dict)

    def row(self, type: str, kind: str, letter: str) -> Row:  # noqa: A002
        """The row of this kind for this person."""
        found = self.rows.get((type, kind, letter)) or self.rows.get((type, kind, ""))
        if found is None:
            raise LookupError(f"no {kind} {type} for {letter}")
        return found

    def hidden_from(self, letter: str) -> frozenset[str]:
        """Texts that tell of customers which do not reach a person, or of what hangs on them."""
        if letter not in self._hidden:
            self._hidden[letter] = frozenset(self._marks_out_of_reach(letter))
        return self._hidden[letter]

    def _marks_out_of_reach(self, letter: str) -> Iterator[str]:
        for (type_, kind, whose), row in self.rows.items():
            if type_ in OF_CUSTOMERS and not self._reaches(kind, whose, letter):
                yield from row.marks

    def _reaches(self, kind: str, whose: str, letter: str) -> bool:
        """Whether a customer reaches a person; another one's own is reached like a third's."""
        if letter not in rights()["customers.customer.view"]:
            return False
        if whose in {"", letter}:
            return letter in reaching("customer")[kind]
        alike = "team" if whose == "K" else "other"
        return letter in reaching("customer")[alike]

    def put(self, type: str, kind: str, letter: str, *marks: str, **values: object) -> None:  # noqa: A002
        """Note a row; `letter` is empty for one that is the same to everybody."""
        self.rows[type, kind, letter] = Row(values, marks)
