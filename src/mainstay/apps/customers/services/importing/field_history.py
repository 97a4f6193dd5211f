"""Fields that an undo puts back, and those whose value is no longer the undone batch's."""

from dataclasses import dataclass, field
from typing import Any, Generic, Protocol, TypeVar


class Change(Protocol):
    """The before-image of one field: `CustomerChange` and `ContactChange`."""

    pk: Any
    field: Any
    before: Any
    after: Any


C = TypeVar("C", bound=Change)


@dataclass(slots=True)
class FieldHistory(Generic[C]):
    """The before-images that come back, by subject and field, and what is left as it is."""

    subjects: dict[int, dict[str, Any]] = field(default_factory=dict)
    relinked: list[C] = field(default_factory=list)
    settled: list[int] = field(default_factory=list)
    """Changes that count no more once this is written."""
    left: int = 0

    @property
    def fields(self) -> int:
        """How many fields come back."""
        return sum(len(restored) for restored in self.subjects.values())

    def decide(self, subject: int, change: C, current: Any, following: C | None) -> None:
        """Settle one change of a subject whose field is `current` now.

        `following` is the first live change after it: it takes over the before-image.
        """
        self.settled.append(change.pk)
        if following is None and current == change.after:
            self.subjects.setdefault(subject, {})[change.field] = change.before
            return
        self.left += 1
        if following is not None and following.before == change.after:
            following.before = change.before
            self.relinked.append(following)
