"""Who somebody is to the identity provider, and why a sign-in through it came to nothing."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """What the provider has said of somebody, verified; `email` is empty unless it was verified.

    `subject` names a person for good; an e-mail may change hands.
    """

    issuer: str
    subject: str
    email: str = ""
    full_name: str = ""
    second_factor: bool = False
    """Whether the provider has asked for more than a password."""
    proved_at: float | None = None
    """When it has last asked for anything, where it says so."""


class EntryRefused(Exception):
    """A sign-in through the provider came to nothing.

    `code` is what the audit trail keeps and what `provider.wording` has a sentence for.
    """

    def __init__(self, code: str, **facts: str) -> None:
        super().__init__(code)
        self.code = code
        self.facts = facts
