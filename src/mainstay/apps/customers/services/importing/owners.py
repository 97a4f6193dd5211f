"""Finding the person that a file names as owner."""

from mainstay.apps.governance import queries as governance


class Owners:
    """Active people by e-mail address, case aside, or by exact full name where only one has it."""

    def __init__(self) -> None:
        self.found: dict[str, int] = {}
        self._refusals: dict[str, str] = {}
        self._by_email: dict[str, int] = {}
        self._by_name: dict[str, list[int]] = {}
        for person in governance.colleagues():
            self._by_email[person.email.lower()] = person.person_id
            self._by_name.setdefault(person.full_name, []).append(person.person_id)

    def refusal(self, text: str) -> str | None:
        """Why this text names no owner, as a code; None when it does, and then `found` has it."""
        if text not in self.found and text not in self._refusals:
            self._look_up(text)
        return self._refusals.get(text)

    def _look_up(self, text: str) -> None:
        email = self._by_email.get(text.lower())
        named = [email] if email is not None else self._by_name.get(text, [])
        if len(named) == 1:
            self.found[text] = named[0]
        else:
            self._refusals[text] = "ambiguous_owner" if named else "unknown_owner"
