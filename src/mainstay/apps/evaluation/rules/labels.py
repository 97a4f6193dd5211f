"""The labels that a customer has in a typology, as one text."""

JOINED_BY = "+"


def joined_labels(labels: list[str]) -> str:
    """The codes of some labels in one text."""
    return JOINED_BY.join(labels)


def labels_in(text: str) -> list[str]:
    """The codes of the labels that stand in one text."""
    return text.split(JOINED_BY)
