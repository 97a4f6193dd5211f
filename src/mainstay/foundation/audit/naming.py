"""Who did it and what it was done to, in the reader's words; the entry keeps its own by value."""

import re
from collections.abc import Callable, Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from mainstay.foundation.access.actor import ActorKind
from mainstay.foundation.audit.models import AuditEntry

Words = str | Promise
Describe = Callable[[AuditEntry], str]

_CODE = re.compile(r"[a-z_]+(?:\.[a-z_]+)+")
_actors: dict[str, Words] = {}
_subjects: dict[str, Describe] = {}


def name_system_actors(labels: Mapping[str, Words]) -> None:
    """Say what the actors are called that no person stands behind, by the name they act under.

    Behind it may stand more: `schedule` names ``schedule audit.seal`` too. Raises ValueError when
    an actor is named twice with different words.
    """
    for name, label in labels.items():
        if _actors.setdefault(name, label) != label:
            raise ValueError(f"the actor {name} is named twice")


def named_system_actors() -> list[str]:
    """The names under which Mainstay itself acts."""
    return sorted(_actors)


def describe_subjects(kind: str, describe: Describe) -> None:
    """Say how the subjects of a kind are called, from what an entry keeps of them.

    Raises ValueError when a kind is described twice.
    """
    if _subjects.setdefault(kind, describe) != describe:
        raise ValueError(f"the subject {kind} is described twice")


def actor_words(entry: AuditEntry) -> str:
    """Who did it: a person's name as it was, Mainstay itself in the reader's words."""
    if entry.actor_kind != ActorKind.SYSTEM:
        return entry.actor_name
    return _system_words(entry.actor_name)


def name_in_words(name: str) -> str:
    """The name kept, without its kind, of whoever did something: Mainstay's own in words.

    A person may be called `demo`. So only names of two words that Mainstay goes by are told, and
    those that end with the code of a schedule: ``command line (root)``, ``schedule audit.seal``.
    """
    known = name.partition(" (")[0]
    _first, _space, rest = known.partition(" ")
    own = bool(rest) and (known in _actors or _CODE.fullmatch(rest) is not None)
    return _system_words(name) if own else name


def _system_words(name: str) -> str:
    if name in _actors:
        return str(_actors[name])
    for known, label in _actors.items():
        if name.startswith(f"{known} "):
            rest = name.removeprefix(f"{known} ").strip("()")
            return _("%(name)s (%(which)s)") % {"name": label, "which": rest}
    return name


def subject_words(entry: AuditEntry) -> str:
    """What it was done to; the label that the entry keeps where nobody describes the kind."""
    describe = _subjects.get(entry.subject_type)
    described = describe(entry) if describe is not None else ""
    return described or entry.subject_label
